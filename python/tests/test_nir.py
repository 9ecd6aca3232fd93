"""NIR graphs run as NIR's equations stepped by forward Euler say, spike for spike."""

import numpy as np
import pytest

import rheobase as rb

nir = pytest.importorskip("nir")

DT = 0.001  # s
STEPS = 120
rng = np.random.default_rng(7)


def grid(*shape, spread=1.0):
    """Weights that the image holds exactly."""
    return np.round(rng.normal(0, spread, shape) * 64) / 64


def lif(n, tau=0.008, threshold=1.0, r=8.0, v_reset=0.0):
    return nir.LIF(tau=np.full(n, tau), r=np.full(n, r), v_leak=np.zeros(n), v_threshold=np.full(n, threshold),
                   v_reset=np.full(n, v_reset))


def cuba(n):
    return nir.CubaLIF(tau_syn=np.full(n, 0.004), tau_mem=np.full(n, 0.008), r=np.full(n, 8.0), v_leak=np.zeros(n),
                       v_threshold=np.ones(n), w_in=np.full(n, 4.0))


class Reference:
    """A layer in float64."""

    def __init__(self, node, reset="value"):
        self.node, self.reset = node, reset
        self.v = np.zeros(np.shape(node.r))
        self.i = np.zeros(np.shape(node.r))
        self.spikes = np.zeros(np.shape(node.r))

    def step(self, x):
        n = self.node
        before = self.spikes
        if isinstance(n, nir.CubaLIF):
            self.i = self.i * (1 - DT / n.tau_syn) + DT / n.tau_syn * n.w_in * x
            x = self.i
        tau = getattr(n, "tau_mem", getattr(n, "tau", None))
        self.v = self.v + (DT * n.r * x if tau is None else DT / tau * (n.v_leak - self.v + n.r * x))
        if isinstance(n, nir.LI):
            return self.v
        if self.reset == "subtract_next_step":
            self.v = self.v - before * (n.v_threshold - n.v_reset)
        self.spikes = (self.v > n.v_threshold).astype(float)
        if self.reset == "value":
            self.v = np.where(self.spikes > 0, n.v_reset, self.v)
        if self.reset == "subtract":
            self.v = self.v - self.spikes * (n.v_threshold - n.v_reset)
        return self.spikes


def played(net, spikes):
    """The first output's spikes: steps x neurons, its latency taken off."""
    sim = rb.Simulation(net, record=False)
    (source,) = net.inputs.values()
    (output, shown), latency = next(iter(net.outputs.items())), list(net.latency_steps.values())[0]
    out = []
    for k in range(len(spikes) + latency):
        if k < len(spikes):
            sim[source].fire(np.flatnonzero(spikes[k]))
        sim.step()
        row = np.zeros(sim[shown].size)
        row[sim[shown].fired] = 1
        out.append(row)
    return np.array(out)[latency:]


@pytest.fixture
def spikes():
    return (rng.random((STEPS, 12)) < 0.2).astype(float)


@pytest.mark.parametrize("reset", ["value", "subtract", "subtract_next_step"])
def test_layers_of_lif(spikes, reset, tmp_path):
    first, second = grid(20, 12), grid(5, 20)
    bias = grid(5, spread=0.2)
    graph = nir.NIRGraph.from_list(nir.Linear(first), lif(20), nir.Affine(second, bias), lif(5))
    nir.write(tmp_path / "net.nir", graph)
    a, b = Reference(lif(20), reset), Reference(lif(5), reset)
    expected = np.array([b.step(second @ a.step(first @ x) + bias) for x in spikes])
    net = rb.nir.load(tmp_path / "net.nir", dt="1ms", reset=reset)
    got = played(net, spikes)
    # The bias acts from the step on in which the first spike can reach the layer, as in NIR.
    assert net.latency_steps == {"output": 2}
    assert 20 < expected.sum() and np.array_equal(got, expected)


@pytest.mark.parametrize("neuron", [cuba, lif, lambda n: nir.IF(r=np.full(n, 250.0), v_threshold=np.ones(n))])
def test_kinds_of_neurons(spikes, neuron):
    weight = grid(9, 12)
    layer = Reference(neuron(9))
    expected = np.array([layer.step(weight @ x) for x in spikes])
    got = played(rb.nir.load(nir.NIRGraph.from_list(nir.Linear(weight), neuron(9)), dt="1ms"), spikes)
    assert expected.sum() > 20
    assert np.array_equal(got, expected)


def test_a_bias_before_a_synapse_is_a_current_into_it(spikes):
    weight, bias = grid(9, 12), grid(9, spread=0.1)
    layer = Reference(cuba(9))
    expected = np.array([layer.step(weight @ x + bias) for x in spikes])
    got = played(rb.nir.load(nir.NIRGraph.from_list(nir.Affine(weight, bias), cuba(9)), dt="1ms"), spikes)
    assert expected.sum() > 20
    assert np.array_equal(got, expected)


def test_recurrence_and_paths_of_two_lengths(spikes):
    weights = {"a": grid(8, 12), "b": grid(6, 8), "skip": grid(6, 12), "loop": grid(6, 6)}
    graph = nir.NIRGraph(
        {"input": nir.Input(np.array([12])), "wa": nir.Linear(weights["a"]), "a": lif(8), "wb": nir.Linear(weights["b"]),
         "skip": nir.Linear(weights["skip"]), "b": lif(6), "loop": nir.Linear(weights["loop"]),
         "output": nir.Output(np.array([6]))},
        [("input", "wa"), ("wa", "a"), ("a", "wb"), ("wb", "b"), ("input", "skip"), ("skip", "b"), ("b", "loop"),
         ("loop", "b"), ("b", "output")])
    a, b = Reference(lif(8)), Reference(lif(6))
    expected, last = [], np.zeros(6)
    for x in spikes:
        last = b.step(weights["b"] @ a.step(weights["a"] @ x) + weights["skip"] @ x + weights["loop"] @ last)
        expected.append(last)
    got = played(rb.nir.load(graph, dt="1ms"), spikes)
    assert np.sum(expected) > 20 and np.array_equal(got, np.array(expected))


def test_convolution_and_pooling_are_unrolled():
    kernel, bias = grid(3, 2, 3, 3), grid(3, spread=0.1)
    graph = nir.NIRGraph(
        {"input": nir.Input(np.array([2, 6, 5])),
         "conv": nir.Conv2d(input_shape=(6, 5), weight=kernel, stride=2, padding=1, dilation=1, groups=1, bias=bias),
         "lif": lif((3, 3, 3)), "pool": nir.SumPool2d(kernel_size=np.array([2, 2]), stride=np.array([1, 1]),
                                                      padding=np.array([0, 0])),
         "flat": nir.Flatten({"input": np.array([3, 2, 2])}, start_dim=0, end_dim=-1), "w": nir.Linear(grid(4, 12)),
         "out": lif(4), "output": nir.Output(np.array([4]))},
        [("input", "conv"), ("conv", "lif"), ("lif", "pool"), ("pool", "flat"), ("flat", "w"), ("w", "out"),
         ("out", "output")], type_check=False)
    images = (rng.random((STEPS, 2, 6, 5)) < 0.3).astype(float)

    def convolved(x):
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
        return np.array([[[np.sum(padded[:, 2 * y:2 * y + 3, 2 * c:2 * c + 3] * k) + b for c in range(3)]
                          for y in range(3)] for k, b in zip(kernel, bias)])

    def pooled(x):
        return np.array([[[x[c, y:y + 2, z:z + 2].sum() for z in range(2)] for y in range(2)] for c in range(3)])

    a, b = Reference(lif((3, 3, 3))), Reference(lif(4))
    expected = np.array([b.step(graph.nodes["w"].weight @ pooled(a.step(convolved(x))).ravel()) for x in images])
    got = played(rb.nir.load(graph, dt="1ms"), images.reshape(STEPS, -1))
    assert expected.sum() > 20 and np.array_equal(got, expected)


def test_a_readout_shows_its_v(spikes):
    weight = grid(3, 12)
    node = nir.LI(tau=np.full(3, 0.01), r=np.ones(3), v_leak=np.zeros(3))
    net = rb.nir.load(nir.NIRGraph.from_list(nir.Linear(weight), node), dt="1ms")
    layer = Reference(node)
    expected = np.array([layer.step(weight @ x).copy() for x in spikes])
    sim = rb.Simulation(net)
    seen = []
    for x in spikes:
        sim[net.inputs["input"]].fire(np.flatnonzero(x))
        sim.step()
        seen.append(sim[net.outputs["output"]].v.copy())
    sim.step()
    seen.append(sim[net.outputs["output"]].v.copy())
    assert np.allclose(np.array(seen)[1:], expected, atol=1e-5)


def test_delays_and_inputs_as_currents(spikes):
    graph = nir.NIRGraph.from_list(lif(12), nir.Delay(np.arange(12) * 2 * DT), nir.Linear(np.eye(12) * 64), lif(12))
    net = rb.nir.load(graph, dt="1ms")
    sim = rb.Simulation(net)
    sim[net.inputs["input"]].input = 2
    sim.run("200ms")
    first, second = list(sim.populations)
    for neuron in range(12):
        sent = sim.spikes(first).times_ms[sim.spikes(first).ids == neuron]
        came = sim.spikes(second).times_ms[sim.spikes(second).ids == neuron]
        assert len(sent) > 5 and np.array_equal(came, (sent + 1 + 2 * neuron)[:len(came)])


def test_an_input_may_lead_to_weights_and_straight_to_neurons(spikes):
    weight = grid(12, 12)
    graph = nir.NIRGraph({"input": nir.Input(np.array([12])), "w": nir.Linear(weight), "lif": lif(12), "output": nir.Output(np.array([12]))},
                         [("input", "w"), ("w", "lif"), ("input", "lif"), ("lif", "output")])
    layer = Reference(lif(12))
    expected = np.array([layer.step(weight @ x + x) for x in spikes])
    assert expected.sum() > 20 and np.array_equal(played(rb.nir.load(graph, dt="1ms"), spikes), expected)


@pytest.mark.parametrize("graph, message", [
    (lambda: nir.NIRGraph.from_list(nir.Linear(np.full((2, 2), np.nan)), lif(2)),
     "nir: Linear 'linear': weight holds no finite real numbers"),
    (lambda: nir.NIRGraph.from_list(nir.Linear(np.ones((2, 2))), lif(2, tau=0.0001)),
     "nir: LIF 'lif': tau is 0.1 ms, below dt = 1 ms: take a smaller dt"),
    (lambda: nir.NIRGraph.from_list(nir.Linear(np.ones((2, 2))),
                                    nir.LIF(tau=np.ones(2), r=np.ones(2), v_leak=np.zeros(2), v_threshold=np.arange(2.0),
                                            v_reset=np.zeros(2) - 1)),
     "nir: LIF 'lif': v_threshold differs between its neurons; a population has one"),
    (lambda: nir.NIRGraph.from_list(nir.Linear(np.ones((2, 2))), nir.I(r=np.ones(2))),
     "nir: I 'i': is not supported; supported are LIF, CubaLIF, IF, LI, Threshold"),
    (lambda: nir.NIRGraph.from_list(lif(2), nir.Delay(np.full(2, 0.0005)), nir.Linear(np.ones((2, 2))), lif(2)),
     "nir: "),
    (lambda: nir.NIRGraph.from_list(lif(2), nir.Linear(np.ones((2, 2)))), "nir: Output 'output': shows 'linear'"),
    (lambda: nir.NIRGraph({"a": nir.Input(np.array([2])), "l": lif(2), "m": lif(2), "o": nir.Output(np.array([2]))},
                          [("a", "l"), ("a", "m"), ("l", "o")]),
     "nir: Input 'a': leads straight to more than one group of neurons: put a Linear node before each"),
    (lambda: nir.NIRGraph({"a": nir.Input(np.array([2])), "l": lif(2), "o": nir.Output(np.array([2]))}, [("a", "l")], type_check=False),
     "nir: Output 'o': nothing leads to it"),
])
def test_what_is_not_supported_is_named(graph, message):
    with pytest.raises(rb.ModelError) as error:
        rb.nir.load(graph(), dt="1ms")
    assert str(error.value).startswith(message) and "\n" not in str(error.value)


@pytest.fixture
def whole(tmp_path):
    path = tmp_path / "net.nir"
    graph = nir.NIRGraph.from_list(nir.Affine(grid(2, 3), np.zeros(2)), lif(2), nir.Linear(grid(2, 2)), cuba(2))
    nir.write(path, graph)
    return path


@pytest.fixture
def convolving(tmp_path):
    path = tmp_path / "conv.nir"
    nir.write(path, nir.NIRGraph(
        {"input": nir.Input(np.array([2, 4, 4])),
         "conv": nir.Conv2d(input_shape=(4, 4), weight=grid(2, 2, 3, 3), stride=1, padding=1, dilation=1, groups=1, bias=np.zeros(2)),
         "pool": nir.SumPool2d(kernel_size=np.array([2, 2]), stride=np.array([2, 2]), padding=np.array([0, 0])),
         "scale": nir.Scale(np.ones((2, 2, 2))), "lif": lif((2, 2, 2)), "delay": nir.Delay(np.zeros((2, 2, 2))),
         "flat": nir.Flatten({"input": np.array([2, 2, 2])}, start_dim=0, end_dim=-1),
         "threshold": nir.Threshold(np.ones(8)), "output": nir.Output(np.array([8]))},
        [("input", "conv"), ("conv", "pool"), ("pool", "scale"), ("scale", "lif"), ("lif", "delay"), ("delay", "flat"),
         ("flat", "threshold"), ("threshold", "output")]))
    return path


def test_a_truncated_file_is_refused(whole, tmp_path):
    data = whole.read_bytes()
    for length in (0, 10, len(data) // 2, len(data) - 100):
        (tmp_path / "cut.nir").write_bytes(data[:length])
        with pytest.raises(rb.ModelError, match="cut.nir: no NIR file: "):
            rb.nir.load(tmp_path / "cut.nir", dt="1ms")
    with pytest.raises(rb.ModelError, match="reset is one of"):
        rb.nir.load(whole, dt="1ms", reset="soft")


@pytest.mark.parametrize("file", ["whole", "convolving"])
def test_every_value_of_a_file_may_be_wrong(file, request):
    """A value of another type, shape or NaN, or none: one line each, and never another exception."""
    whole = request.getfixturevalue(file)
    h5py = pytest.importorskip("h5py")
    places = []
    with h5py.File(whole, "r") as file:
        file["node"].visititems(lambda name, item: places.append(name) if isinstance(item, h5py.Dataset) else None)
    assert len(places) > 20
    whole_bytes, accepted = whole.read_bytes(), []
    for place in places:
        for wrong in (None, b"text", np.nan, np.full(2, np.nan), np.zeros((0,)), np.ones((7, 5)), np.array([1j, 2]), -1):
            whole.write_bytes(whole_bytes)
            with h5py.File(whole, "r+") as file:
                del file["node"][place]
                if wrong is not None:
                    file["node"][place] = wrong
            try:
                rb.nir.load(whole, dt="1ms").describe()
                accepted.append((place, repr(wrong)))
            except rb.ModelError as error:
                assert "\n" not in str(error), (place, wrong)
    # What can be left out or is not looked at.
    values = {place.rsplit("/")[-1] for place, wrong in accepted if wrong != "None"}
    assert not values & {"weight", "tau", "tau_mem", "tau_syn", "edges", "type", "stride", "kernel_size", "groups", "dilation"}, accepted
    ignored = {"input_shape", "start_dim", "end_dim", "input_type"}
    assert not [place for place, wrong in accepted if ("nan" in wrong or "j" in wrong or "text" in wrong)
                and place.rsplit("/")[-1] not in ignored], accepted


def test_a_node_that_nir_does_not_have_is_named(whole):
    h5py = pytest.importorskip("h5py")
    with h5py.File(whole, "r+") as file:
        del file["node/nodes/lif/type"]
        file["node/nodes/lif/type"] = "AdExp"
    with pytest.raises(rb.ModelError, match="net.nir: node 'lif': AdExp is not supported"):
        rb.nir.load(whole, dt="1ms")
