"""Networks built in Python are those of model files."""

import numpy as np
import pytest

import rheobase as rb

N = 40


def network(**keys):
    net = rb.Network("built", dt="0.5ms", seed=3, **keys)
    net.add(rb.Population("E", N, noise=6, type="excitatory"))
    net.add(rb.Population("I", N, a=0.1, d=2, type="inhibitory"))
    return net


def spike_hash(net, duration="300ms"):
    return rb.Simulation(net).run(duration).spike_hash


def test_keywords_are_the_keys_of_model_files(tmp_path):
    net = network(parameters={"w": 8})
    net.connect(rb.Projection("E", "I", weight="w*r", delay=2 * rb.ms, probability=0.5))
    file = tmp_path / "built.toml"
    file.write_text("""name = "built"
dt = "0.5ms"
seed = 3
[parameters]
w = 8
[[population]]
name = "E"
size = 40
noise = 6
type = "excitatory"
[[population]]
name = "I"
size = 40
a = 0.1
d = 2
type = "inhibitory"
[[projection]]
source = "E"
target = "I"
weight = "w*r"
delay = "2 ms"
probability = 0.5
""")
    assert bytes(net.compile()) == bytes(rb.load(file).compile())
    assert bytes(net.compile(w=9)) == bytes(rb.load(file, w=9).compile()) != bytes(net.compile())
    assert bytes(net.compile(seed=4)) == bytes(rb.load(file).compile(seed=4))


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int16, list])
def test_an_array_is_a_number_for_each_neuron(kind):
    as_array, as_expression = network(), network()
    values = np.arange(N)
    as_array.populations[0].keys["current"] = values.tolist() if kind is list else values.astype(kind)
    as_expression.populations[0].keys["current"] = "i"
    assert bytes(as_array.compile()) == bytes(as_expression.compile())


def test_arrays_need_not_be_contiguous():
    even, whole = network(), np.arange(2.0 * N)
    even.populations[0].keys["current"] = whole[::2]
    expression = network()
    expression.populations[0].keys["current"] = "2*i"
    assert bytes(even.compile()) == bytes(expression.compile())


def test_parameters_of_other_models_take_arrays():
    def lif(tau):
        net = rb.Network("lif", dt="1ms")
        net.add(rb.Population("L", N, model="lif", tau=tau, v_rest=-70, v_reset=-65, threshold=-50, current=3))
        return bytes(net.compile())

    assert lif(10 + np.arange(N)) == lif("10 + i")


def test_lists_and_matrices_are_synapses_of_a_file(tmp_path):
    rng = np.random.default_rng(1)
    matrix = np.where(rng.random((N, N)) < 0.2, rng.uniform(1, 9, (N, N)), 0)
    sources, targets = np.nonzero(matrix)
    delays = rng.integers(1, 9, len(sources)) * 0.5
    np.savetxt(tmp_path / "synapses.csv", np.column_stack([sources, targets, matrix[sources, targets], delays]),
               delimiter=",", fmt="%.17g")
    nets = [network() for _ in range(3)]
    nets[0].connect(rb.Projection("E", "I", file=str(tmp_path / "synapses.csv")))
    nets[1].connect(rb.Projection("E", "I", sources=sources, targets=targets, weight=matrix[sources, targets],
                                  delay=delays))
    delay_matrix = np.zeros((N, N))
    delay_matrix[sources, targets] = delays
    nets[2].connect(rb.Projection("E", "I", weight=matrix, delay=delay_matrix))
    images = [bytes(net.compile()) for net in nets]
    assert images[0] == images[1] == images[2]
    assert images[0] != bytes(network().compile())


def test_a_list_may_leave_weight_and_delay_to_expressions():
    net = network()
    net.connect(rb.Projection("E", "I", sources=[0, 1], targets=[2, 3], weight="5 + r", delay="1ms"))
    report = net.compile().inspect()["projections"][0]
    assert report["synapses"] == 2 and report["delay_ms"] == 1 and 5 <= report["weight_min"] < report["weight_max"] <= 6


def test_stimuli_and_spike_lists_are_arrays():
    net = rb.Network("played", dt="1ms")
    net.add(rb.Population("S", 3, model="spikes", spikes=([5.0, 7.0, 7.0], [2, 0, 1])))
    net.add(rb.Population("D", 2, stimulus=np.array([[0, 0], [0, 500], [0, 0]])))
    sim = rb.Simulation(net).run("10ms")
    assert sim.spikes("S").times_ms.tolist() == [5, 7, 7]
    assert sim.spikes("S").ids.tolist() == [2, 0, 1]
    assert set(sim.spikes("D").ids.tolist()) == {1}


WRONG = [
    (lambda n: n.populations[0].keys.update(current=np.arange(N - 1.0)),
     "population E: current of E is an array of 39 numbers; E has 40 neurons"),
    (lambda n: n.populations[0].keys.update(current=np.array(["1"] * N)),
     "population E: current: an array of dtype <U1; it takes real numbers"),
    (lambda n: n.populations[0].keys.update(current=np.ones(N, complex)),
     "population E: current: an array of dtype complex128; it takes real numbers"),
    (lambda n: n.populations[0].keys.update(current=np.ones((N, 2))),
     "population E: current: an array of 2 dimensions; it takes one"),
    (lambda n: n.populations[0].keys.update(current=np.where(np.arange(N) == 3, np.nan, 0)),
     "population E: current of E is nan at neuron 3; it lies from -1e+06 to 1e+06"),
    (lambda n: n.populations[0].keys.update(currant=1),
     "population E: unknown key 'currant' in a population; did you mean 'current'?"),
    (lambda n: n.populations[0].keys.update(current=None),
     "population E: current: a number, text, a time or an array, not a NoneType"),
    (lambda n: n.populations[0].keys.update(threshold=np.ones(N)),
     "population E: threshold of E must be a number"),
    (lambda n: n.keys.update(dt=0.5), "network: dt of the model must be a time in quotes, such as \"1 ms\""),
    (lambda n: n.connect(rb.Projection("E", "X")),
     "projection E -> X: no population is called 'X'; there are E, I"),
    (lambda n: n.connect(rb.Projection("E", "I", weight=np.ones(3))),
     "projection E -> I: weight is an array; it goes with sources and targets, the neurons of each synapse"),
    (lambda n: n.connect(rb.Projection("E", "I", weight=np.ones((N, 3)))),
     "projection E -> I: weight is a matrix of 40 x 3; the populations have 40 and 40 neurons"),
    (lambda n: n.connect(rb.Projection("E", "I", sources=[0, 1], targets=[0])),
     "projection E -> I: sources has 2 entries and targets 1"),
    (lambda n: n.connect(rb.Projection("E", "I", sources=[0, 40], targets=[0, 1])),
     "synapses of E -> I, row 1: source is 40; neurons of E are numbered from 0 to 39"),
    (lambda n: n.connect(rb.Projection("E", "I", sources=[0, 1.5], targets=[0, 1])),
     "synapses of E -> I, row 1: source is 1.5; neurons of E are numbered from 0 to 39"),
    (lambda n: n.connect(rb.Projection("E", "I", sources=[0, 1], targets=[0, 1], weight=[1, np.nan])),
     "synapses of E -> I, row 1: weight is nan; it lies from"),
    (lambda n: n.connect(rb.Projection("E", "I", sources=[0], targets=[0], weight=[1], delay=[0.7])),
     "synapses of E -> I, row 0: delay is 0.7 ms, not a whole number of steps of dt = 0.5 ms"),
    (lambda n: n.connect(rb.Projection("E", "I", sources=[0], targets=[0], weight="r", delay=[0.5])),
     "projection E -> I: delay is an array; weight has to be an array or a number"),
]


@pytest.mark.parametrize("spoil, message", WRONG)
def test_wrong_input_is_one_line(spoil, message):
    net = network()
    spoil(net)
    with pytest.raises(rb.ModelError) as error:
        net.compile()
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value) and "@" not in str(error.value)


def test_warnings_name_the_object():
    net = network()
    net.connect(rb.Projection("E", "I", sources=[], targets=[]))
    for compiled in (net.compile, lambda: rb.Simulation(net), lambda: net.describe().compile()):
        with pytest.warns(rb.ModelWarning, match="^projection E -> I: lists no synapse of E -> I") as caught:
            compiled()
        assert caught[0].filename == __file__


def test_the_key_plasticity_is_that_of_model_files(tmp_path):
    rng = np.random.default_rng(4)
    sources, targets = np.repeat(np.arange(N), 5), rng.integers(0, N, 5 * N)
    net = rb.Network("learning", dt="0.5ms", seed=3)
    for name in ("E", "I"):
        net.add(rb.Population(name, N, noise=6))
    learning = {"rule": "stdp", "A_plus": 0.02, "A_minus": 0.03, "tau_plus": 15 * rb.ms, "w_max": 2,
                "same_time": "next_pre_first"}
    net.connect(rb.Projection("E", "I", weight=rng.random(5 * N), sources=sources, targets=targets, storage="sparse_i32", plasticity=learning))
    text, arrays = net.text()
    np.savetxt(tmp_path / "list.csv", next(iter(arrays.values())), delimiter=",", fmt="%.17g")
    file = tmp_path / "built.toml"
    file.write_text(text.replace(next(iter(arrays)), "list.csv"))
    built, read = rb.Simulation(net).run("300ms"), rb.Simulation(rb.load(file)).run("300ms")
    assert built.state_hash == read.state_hash
    changed = built.synapses("E", "I")["weight"] - rb.Simulation(net).synapses("E", "I")["weight"]
    assert np.max(changed) > 0.01 and np.min(changed) < -0.01
    with pytest.raises(rb.ModelError, match="projection E -> I: .*no learning rule is called 'hebb'"):
        learning["rule"] = "hebb"
        net.compile()
