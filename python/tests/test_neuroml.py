"""NeuroML networks of point neurons do what NeuroML's equations say."""

import numpy as np
import pytest

import rheobase as rb

neuroml = pytest.importorskip("neuroml")
from neuroml.writers import NeuroMLWriter  # noqa: E402

import rheobase.neuroml  # noqa: E402

DT = 0.1


def document():
    """Pulses into one cell of each kind, a spike into an iafCell."""
    doc = neuroml.NeuroMLDocument(id="doc")
    doc.izhikevich_cells.append(neuroml.IzhikevichCell(id="rs", v0="-70mV", thresh="30mV", a="0.02", b="0.2", c="-65", d="6"))
    doc.izhikevich2007_cells.append(neuroml.Izhikevich2007Cell(id="rs7", C="100 pF", v0="-60mV", k="0.7 nS_per_mV", vr="-60 mV", vt="-40 mV",
                                                               vpeak="35 mV", a="0.03 per_ms", b="-2 nS", c="-50 mV", d="100 pA"))
    doc.iaf_cells.append(neuroml.IafCell(id="iaf", leak_reversal="-60mV", thresh="-35mV", reset="-65mV", C="0.2nF", leak_conductance="0.01uS"))
    doc.exp_one_synapses.append(neuroml.ExpOneSynapse(id="ampa", gbase="0.5nS", erev="0mV", tau_decay="3ms"))
    doc.alpha_current_synapses.append(neuroml.AlphaCurrentSynapse(id="alpha", tau="2ms", ibase="0.1nA"))
    doc.spike_arrays.append(neuroml.SpikeArray(id="once", spikes=[neuroml.Spike(id=0, time="5 ms")]))
    doc.pulse_generator_dls.append(neuroml.PulseGeneratorDL(id="p", delay="10ms", duration="200ms", amplitude="10"))
    doc.pulse_generators.append(neuroml.PulseGenerator(id="p7", delay="10ms", duration="200ms", amplitude="0.1 nA"))
    doc.poisson_firing_synapses.append(neuroml.PoissonFiringSynapse(id="rain", average_rate="500Hz", synapse="ampa", spike_target="./ampa"))
    net = neuroml.Network(id="net")
    doc.networks.append(net)
    for name, cell, size in (("a", "rs", 2), ("b", "rs7", 1), ("c", "iaf", 4), ("s", "once", 1)):
        net.populations.append(neuroml.Population(id=name, component=cell, size=size))
    net.explicit_inputs.append(neuroml.ExplicitInput(target="a[1]", input="p"))
    inputs = neuroml.InputList(id="i", populations="b", component="p7")
    inputs.input.append(neuroml.Input(id=0, target="../b/0/rs7", destination="synapses"))
    net.input_lists.append(inputs)
    net.explicit_inputs.append(neuroml.ExplicitInput(target="c[2]", input="rain"))
    for name, synapse, post, weight in (("first", "ampa", 0, 8), ("second", "alpha", 1, 2)):
        projection = neuroml.Projection(id=name, presynaptic_population="s", postsynaptic_population="c", synapse=synapse)
        projection.connection_wds.append(neuroml.ConnectionWD(id=0, pre_cell_id="../s[0]", post_cell_id=f"../c[{post}]", weight=weight, delay="2ms"))
        net.projections.append(projection)
    return doc


def loaded(doc, tmp_path):
    path = tmp_path / "net.nml"
    NeuroMLWriter.write(doc, str(path))
    return rheobase.neuroml.load(path, dt="0.1ms")


def test_cells_and_pulses(tmp_path):
    sim = rb.Simulation(loaded(document(), tmp_path)).run("300ms")
    net = rb.Network("own", dt="0.1ms")
    pulse = np.where((np.arange(2100) >= 100), 1.0, 0)
    net.add(rb.Population("a", 1, d=6, v0=-70, u0=-14, stimulus=dict(table=10 * pulse, hold="0.1ms")))
    net.add(rb.Population("b", 1, model="quadratic", C=100, k=0.7, vr=-60, vt=-40, vpeak=35, a=0.03, b=-2, c=-50, d=100, v0=-60, u0=0,
                          stimulus=dict(table=100 * pulse, hold="0.1ms")))
    own = rb.Simulation(net).run("300ms")
    assert np.all(sim.spikes("a").ids == 1)
    for name in "ab":
        assert np.array_equal(sim.spikes(name).times_ms, own.spikes(name).times_ms) and len(own.spikes(name).ids) >= 3


def test_synapses(tmp_path):
    sim = rb.Simulation(loaded(document(), tmp_path))
    recorded = sim.record("c:v", every=DT * rb.ms)
    sim.run("60ms")
    v = recorded["c:v"]
    arrival = 7.0
    for cell, current in ((0, lambda t, v: 4e-3 * np.exp(-(t - arrival) / 3) * (0 - v)),
                          (1, lambda t, v: 0.2 * (t - arrival) / 2 * np.exp(1 - (t - arrival) / 2))):
        x, expected, h = -60.0, [], DT / 100
        for k in range(60_000):  # iafCell: C dv/dt = g (E - v) + i; nF, uS, nA
            t = k * h
            x += h * (0.01 * (-60 - x) + (current(t, x) if t >= arrival else 0)) / 0.2
            if k % 100 == 99:
                expected.append(x)
        expected = np.array(expected)
        deflection = np.abs(expected + 60).max()
        assert deflection > 1 and np.abs(v[:, cell] - expected).max() < 0.01 * deflection
    assert v[:, 2].max() > -59 and np.all(v[:, 3] == -60)


@pytest.mark.parametrize("change, message", [
    (lambda d: d.networks[0].electrical_projections.append(
        neuroml.ElectricalProjection(id="gap", presynaptic_population="a", postsynaptic_population="a")),
     "neuroml: ElectricalProjection 'gap': is not supported"),
    (lambda d: (d.ad_ex_ia_f_cells.append(neuroml.AdExIaFCell(
        id="adex", C="1pF", g_l="1nS", EL="-70mV", reset="-60mV", VT="-50mV", thresh="0mV", del_t="2mV", tauw="3ms", refract="0ms", a="1nS", b="1pA")),
        setattr(d.networks[0].populations[0], "component", "adex")), "neuroml: AdExIaFCell 'adex': is not supported here; supported are"),
    (lambda d: setattr(d.networks[0].populations[0], "component", "none"), "neuroml: Population 'a': there is no component 'none'"),
    (lambda d: setattr(d.iaf_cells[0], "C", "0.2 mV"), "Element 'iafCell', attribute 'C': [facet 'pattern'] The value '0.2 mV' is not accepted"),
    (lambda d: setattr(d.networks[0].explicit_inputs[0], "input", "p7"), "neuroml: PulseGenerator 'p7': its current is not of the dimension"),
    (lambda d: setattr(d.networks[0].explicit_inputs[0], "target", "a[2]"), "neuroml: ExplicitInput '': 'a[2]': population 'a' has 2 cells"),
    (lambda d: setattr(d.networks[0].projections[0].connection_wds[0], "post_cell_id", "../a[1]"),
     "neuroml: Projection 'first': '../a[1]' names no cell"),
    (lambda d: setattr(d.networks[0].projections[0].connection_wds[0], "pre_cell_id", "../s[7]"),
     "neuroml: Projection 'first': '../s[7]': population 's' has 1 cells"),
    (lambda d: d.networks[0].populations.append(neuroml.Population(id="a", component="rs", size=3)),
     "neuroml: Population 'a': there are two populations of this id"),
    (lambda d: setattr(d.networks[0].projections[0], "postsynaptic_population", "a"), "neuroml: Projection 'first': synapses on IzhikevichCell 'rs'"),
    (lambda d: d.networks.append(neuroml.Network(id="two", populations=[neuroml.Population(id="x", component="rs", size=1)])),
     "2 networks: net, two; network= names one"),
])
def test_what_is_not_supported_is_named(change, message, tmp_path):
    doc = document()
    change(doc)
    with pytest.raises(rb.ModelError) as error:
        loaded(doc, tmp_path)
    assert "\n" not in str(error.value)
    assert message in str(error.value)


def test_what_neuroml_does_not_know_is_named(tmp_path):
    NeuroMLWriter.write(document(), str(tmp_path / "inner.nml"))
    text = (tmp_path / "inner.nml").read_text()
    (tmp_path / "inner.nml").write_text(text.replace("connectionWD", "connectionWDs"))
    (tmp_path / "net.nml").write_text('<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="outer"><include href="inner.nml"/></neuroml>')
    with pytest.raises(rb.ModelError, match=r"inner.nml:\d+: Element 'connectionWDs': This element is not expected"):
        rheobase.neuroml.load(tmp_path / "net.nml", dt="1ms")


def test_what_is_no_file_of_neuroml_is_refused(tmp_path):
    (tmp_path / "net.nml").write_text("<neuroml><network")
    with pytest.raises(rb.ModelError, match="net.nml: no NeuroML file: "):
        rheobase.neuroml.load(tmp_path / "net.nml", dt="1ms")


def test_long_pulses(tmp_path):
    doc = document()
    doc.pulse_generators[0].duration = "1000s"  # from 10 ms on
    assert loaded(doc, tmp_path).populations[1].keys["stimulus"]["table"].shape == (100_001, 1)
    doc.pulse_generators[0].delay = "10.1ms"
    doc.pulse_generators[0].duration = "1e7ms"
    with pytest.raises(rb.ModelError, match="neuroml: the pulses into 'b' are 100000101 x 1 values; at most 10000000 are taken"):
        loaded(doc, tmp_path)


def test_each_cell_of_a_spike_array_fires(tmp_path):
    doc = document()
    doc.networks[0].populations[3].size = 3
    sim = rb.Simulation(loaded(doc, tmp_path)).run("10ms")
    assert sim.spikes("s").ids.tolist() == [0, 1, 2] and np.allclose(sim.spikes("s").times_ms, 5.0)
