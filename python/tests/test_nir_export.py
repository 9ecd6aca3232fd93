"""Networks that become NIR graphs and come back from them fire the same spikes."""

import numpy as np
import pytest

import rheobase as rb

nir = pytest.importorskip("nir")
from rheobase.nir_file import Izhikevich  # noqa: E402

STEPS = 150
rng = np.random.default_rng(3)


def grid(*shape, spread=1.0):
    return np.round(rng.normal(0, spread, shape) * 64) / 64


def lif(name, size, **keys):
    return rb.Population(name, size, **{"model": "lif", "integrator": "euler", "tau": 8.0, "r": 8.0, "threshold": 1.0, **keys})


def spikes_of(net, populations, inputs):
    """Of each population, (steps, neurons)."""
    sim = rb.Simulation(net)
    for row in inputs:
        sim["in"].fire(np.flatnonzero(row))
        sim.step()
    out = {}
    for name in populations:
        times_ms, ids = sim.spikes(name)
        out[name] = np.zeros((len(inputs), sim[name].size), int)
        out[name][np.round(times_ms / 1.0).astype(int) - 1, ids] = 1
    return out


def layered(*between, second=None):
    net = rb.Network("net", dt="1ms")
    net.add(rb.Population("in", 12, model="external"))
    net.add(lif("zwei", 9))
    net.add(second or lif("eins", 6))
    net.connect(rb.Projection("in", "zwei", weight=grid(12, 9)))
    net.connect(rb.Projection("zwei", net.populations[2].name, weight=grid(9, 6) * (20 if second else 1)))
    for projection in between:
        net.connect(projection)
    return net


NETWORKS = {
    "layers": layered,
    "skip, loop and delays": lambda: layered(rb.Projection("in", "eins", weight=grid(12, 6), delay=3 * rb.ms),
                                              rb.Projection("eins", "eins", weight=grid(6, 6)),
                                              rb.Projection("eins", "zwei", weight=grid(6, 9), delay=4 * rb.ms)),
    "a delay of each source": lambda: layered(rb.Projection("in", "eins", weight=grid(12, 6) + 8,
                                                            delay=np.repeat(np.arange(1, 13.0)[:, None], 6, axis=1))),
    "synapses, listed": lambda: layered(rb.Projection("in", "eins", sources=[0, 0, 5], targets=[1, 1, 2], weight=[1.5, 2, 3])),
    "currents that decay": lambda: layered(second=lif("eins", 6, channels=[rb.Channel("s", kind="decay", tau="4ms", method="euler")])),
    "integrate and fire": lambda: layered(second=rb.Population("eins", 6, model="integrator", integrator="euler", r=0.05, threshold=1.0)),
    "izhikevich": lambda: layered(second=rb.Population("eins", 6, a=0.1, d=np.arange(2, 8.0))),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_there_and_back(name, tmp_path):
    net = NETWORKS[name]()
    graph = rb.nir.to_nir(net, outputs=["eins"])
    path = tmp_path / "net.nir"
    nir.write(path, graph)
    back = rb.nir.load(path, dt="1ms", reset=graph.metadata["rheobase_reset"])
    inputs = rng.random((STEPS, 12)) < 0.2
    there = spikes_of(net, ["zwei", "eins"], inputs)
    here = spikes_of(back, ["zwei", "eins"], inputs)
    assert there["eins"].sum() > 20
    for population in there:
        # Their layers may be counted otherwise: the same spikes, so many steps later.
        shift = next(s for s in range(-8, 9) if np.array_equal(np.roll(there[population], s, axis=0)[8:-8], here[population][8:-8]))
        assert abs(shift) <= 4


def test_layers_have_no_delay_nodes_and_come_back_in_the_same_step():
    net = layered()
    graph = rb.nir.to_nir(net)
    assert {type(node).__name__ for node in graph.nodes.values()} == {"Input", "LIF", "Linear", "Output"}
    inputs = rng.random((STEPS, 12)) < 0.2
    back = rb.nir.load(graph, dt="1ms")
    assert np.array_equal(spikes_of(net, ["eins"], inputs)["eins"], spikes_of(back, ["eins"], inputs)["eins"])


def test_izhikevich_is_a_node_of_its_own(tmp_path):
    net = layered(second=rb.Population("eins", 6, b=0.25))
    nir.write(tmp_path / "net.nir", rb.nir.to_nir(net))
    node = rb.nir_file.read_graph(tmp_path / "net.nir").nodes["eins"]
    assert isinstance(node, Izhikevich) and np.all(node.b == 0.25) and np.all(node.u0 == 0.25 * -65)
    assert rb.nir.load(tmp_path / "net.nir", dt="1ms", integrator="euler").populations[0].keys["integrator"] == "euler"


@pytest.mark.parametrize("change, message", [
    (lambda n: n.populations[1].keys.update(noise=3), "population zwei: noise has no counterpart in NIR"),
    (lambda n: n.populations[1].keys.update(refractory="2ms"), "population zwei: refractory has no counterpart in NIR"),
    (lambda n: n.populations[1].keys.update(r="3*i"), "population zwei: r is the expression '3*i'; NIR takes numbers"),
    (lambda n: n.populations[1].keys.update(v0=0.5), "population zwei: v0 other than v_rest has no counterpart"),
    (lambda n: n.populations[1].keys.update(fires="at"), "population zwei: fires = \"at\" has no counterpart"),
    (lambda n: n.populations[1].keys.update(reset="subtract"), "to_nir: populations with reset = \"value\" and with"),
    (lambda n: n.populations[0].keys.update(model="poisson"), "population in: the model poisson has no counterpart"),
    (lambda n: n.projections[1].keys.update(probability=0.1), "projection zwei -> eins: probability has no counterpart"),
    (lambda n: setattr(n.projections[1], "weight", "0.5*r"), "projection zwei -> eins: weight is the expression '0.5*r'"),
    (lambda n: setattr(n.projections[1], "target", "drei"), "projection zwei -> drei: the network has no population drei"),
    (lambda n: n.populations[1].keys.update(channels=[rb.Channel("s", kind="hold")]), "population zwei: channel s: the kind hold"),
])
def test_what_has_no_counterpart_is_named(change, message):
    net = layered()
    change(net)
    with pytest.raises(rb.ModelError) as error:
        rb.nir.to_nir(net)
    assert str(error.value).startswith(message) and "\n" not in str(error.value)


def test_a_model_file_is_no_network_of_numbers():
    with pytest.raises(rb.ModelError, match="to_nir: takes a Network that was built here, not a Description"):
        rb.nir.to_nir(rb.load("gamma"))
