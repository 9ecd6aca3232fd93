"""PyNN scripts on Rheobase do what PyNN's equations say."""

import numpy as np
import pytest

import rheobase as rb

pytest.importorskip("pyNN")
import rheobase.pynn as sim  # noqa: E402

DT = 0.1


def psp(cell, weight, receptor="excitatory", synapse=None, spike_times=(5.0,), t_stop=60.0, delay=1.0, **record):
    """v of a cell that a source reaches; times in ms."""
    sim.setup(timestep=DT)
    source = sim.Population(1, sim.SpikeSourceArray(spike_times=list(spike_times)))
    target = sim.Population(1, cell)
    target.record(["v", *record.get("also", [])])
    sim.Projection(source, target, sim.AllToAllConnector(), synapse or sim.StaticSynapse(weight=weight, delay=delay),
                   receptor_type=receptor)
    sim.run(t_stop)
    segment = target.get_data().segments[0]
    signals = {signal.name: signal for signal in segment.analogsignals}
    v = signals["v"]
    return v.times.rescale("ms").magnitude, v.magnitude[:, 0], {name: s.magnitude[:, 0] for name, s in signals.items()}


def integrated(times, slope, v0, parts=200):
    """By small steps of the midpoint rule."""
    v, out = v0, [v0]
    for t in times[:-1]:
        h = DT / parts
        for k in range(parts):
            middle = v + h / 2 * slope(t + k * h, v)
            v = v + h * slope(t + (k + 0.5) * h, middle)
        out.append(v)
    return np.array(out)


def exponential(tau, arrival):
    return lambda t: np.exp(-(t - arrival) / tau) if t >= arrival - 1e-9 else 0.0


def alpha(tau, arrival):
    return lambda t: (t - arrival) / tau * np.exp(1 - (t - arrival) / tau) if t >= arrival - 1e-9 else 0.0


@pytest.mark.parametrize("cell, course", [(sim.IF_curr_exp, exponential), (sim.IF_curr_alpha, alpha)])
@pytest.mark.parametrize("receptor, weight, tau", [("excitatory", 1.2, 3.0), ("inhibitory", -0.9, 7.0)])
def test_a_synaptic_current_arrives_after_the_delay(cell, course, receptor, weight, tau):
    times, v, _ = psp(cell(tau_m=12.0, cm=0.6, tau_syn_E=3.0, tau_syn_I=7.0, v_rest=-65), weight, receptor)
    current = course(tau, 6.0)
    expected = integrated(times, lambda t, v: (-65 - v + 12.0 / 0.6 * weight * current(t)) / 12.0, -65.0)
    assert np.abs(expected + 65).max() > 2
    assert len(times) == 601 and np.abs(v - expected).max() < 2e-3


@pytest.mark.parametrize("cell, course", [(sim.IF_cond_exp, exponential), (sim.IF_cond_alpha, alpha)])
@pytest.mark.parametrize("receptor, tau, reversal", [("excitatory", 3.0, 0.0), ("inhibitory", 7.0, -80.0)])
def test_a_conductance_arrives_after_the_delay(cell, course, receptor, tau, reversal):
    times, v, signals = psp(cell(tau_m=12.0, cm=0.6, tau_syn_E=3.0, tau_syn_I=7.0, e_rev_E=0.0, e_rev_I=-80.0, v_thresh=-10.0), 0.02, receptor,
                            also=["gsyn_exc", "gsyn_inh"])
    g = course(tau, 6.0)
    expected = integrated(times, lambda t, v: (-65 - v + 12.0 / 0.6 * 0.02 * g(t) * (reversal - v)) / 12.0, -65.0)
    assert np.abs(expected + 65).max() > 1
    # Conductances are stepped to first order in the timestep, so that they are stable however strong they are.
    assert np.abs(v - expected).max() < 5e-3 * np.abs(expected + 65).max()
    recorded = signals["gsyn_exc" if receptor == "excitatory" else "gsyn_inh"]
    assert abs(recorded.max() / 0.02 - 1) < 0.05


def test_delta_synapses_move_v():
    times, v, _ = psp(sim.IF_curr_delta(tau_m=10.0), 4.0)
    assert np.abs(v - np.where(times > 6.0 + DT / 2, -65 + 4 * np.exp(-(times - 6.0) / 10), -65)).max() < 1e-3


def test_a_neuron_fires_when_its_equation_says_and_rests_for_tau_refrac():
    sim.setup(timestep=DT)
    for integrating in (sim.IF_curr_exp, sim.IF_cond_exp):
        cell = sim.Population(1, integrating(i_offset=1.2, tau_m=20.0, cm=1.0, v_rest=-65, v_reset=-65, v_thresh=-50, tau_refrac=2.0))
        cell.record("spikes")
    sim.run(500.0)
    rising_ms = 20 * np.log(24 / (24 - 15))
    for cell in sim.simulator.state.populations:
        spikes = cell.get_data().segments[0].spiketrains[0].magnitude
        assert abs(spikes[0] - rising_ms) <= DT
        assert np.all(np.abs(np.diff(spikes) - (rising_ms + 2.0)) <= DT + 1e-6)


def test_short_term_depression_and_facilitation():
    spikes = [10.0, 30.0, 50.0, 70.0]
    _, v, _ = psp(sim.IF_curr_delta(tau_m=1.0), 1.0, spike_times=spikes, t_stop=90.0,
                  synapse=sim.TsodyksMarkramSynapse(weight=4.0, delay=1.0, U=0.3, tau_rec=200.0, tau_facil=100.0))
    u, x, expected = 0.0, 1.0, []
    for k in range(4):
        if k:
            u, x = u * np.exp(-20 / 100), 1 - (1 - x) * np.exp(-20 / 200)
        u += 0.3 * (1 - u)
        expected.append(4 * u * x)
        x -= u * x
    peaks = [v[int(round((t + 1.0) / DT)) + 1] + 65 for t in spikes]
    assert np.allclose(peaks, np.array(expected) * np.exp(-DT), rtol=1e-3)


def test_izhikevich_is_that_of_rheobase():
    sim.setup(timestep=DT)
    cells = sim.Population(3, sim.Izhikevich(a=0.02, b=0.2, c=[-65, -55, -50], d=[8.0, 4.0, 2.0], i_offset=0.01))
    cells.record(["spikes", "v", "u"])
    sim.run(300.0)
    net = rb.Network("net", dt="0.1ms")
    net.add(rb.Population("E", 3, c=np.array([-65, -55, -50]), d=np.array([8, 4, 2]), current=10, v0=-70, u0=-14))
    here = rb.Simulation(net).run("300ms")
    segment = cells.get_data().segments[0]
    for neuron in range(3):
        assert np.array_equal(segment.spiketrains[neuron].magnitude, here.spikes("E").times_ms[here.spikes("E").ids == neuron])
        assert len(segment.spiketrains[neuron]) > 3
    assert {s.name: s.shape for s in segment.analogsignals} == {"v": (3001, 3), "u": (3001, 3)}


def test_views_assemblies_and_a_poisson_window():
    sim.setup(timestep=DT, seed=4)
    cells = sim.Population(10, sim.IF_curr_exp())
    others = sim.Population(4, sim.IF_curr_exp())
    noise = sim.Population(20, sim.SpikeSourcePoisson(rate=50.0, start=100.0, duration=200.0))
    noise.record("spikes")
    both = cells[6:] + others
    projection = sim.Projection(noise[5:10], both, sim.FixedProbabilityConnector(0.5), sim.StaticSynapse(weight=0.7),
                                receptor_type="excitatory")
    both.record("v")
    sim.run(500.0)
    spikes = np.concatenate([train.magnitude for train in noise.get_data().segments[0].spiketrains])
    assert 100 < spikes.min() and spikes.max() <= 300 and abs(len(spikes) / (20 * 50 * 0.2) - 1) < 0.25
    reached = {post for _, post, _ in projection.get("weight", format="list")}
    v = np.hstack([signal.magnitude for signal in both.get_data().segments[0].analogsignals])
    assert v.shape == (5001, 8)
    assert reached == {n for n in range(8) if v[:, n].max() > -65 + 1e-3} and 3 < len(reached)


def test_what_changes_between_runs_changes_the_rest():
    sim.setup(timestep=DT)
    cell = sim.Population(1, sim.IF_curr_exp(tau_m=10.0))
    cell.record("v")
    sim.run(50.0)
    cell.set(i_offset=0.5)
    sim.run(100.0)
    v = cell.get_data().segments[0].analogsignals[0].magnitude[:, 0]
    assert len(v) == 1501 and np.all(v[:501] == -65) and abs(v[-1] - (-65 + 5)) < 0.01
    sim.reset()
    sim.run(20.0)
    segments = cell.get_data().segments
    assert len(segments) == 2 and segments[1].analogsignals[0].shape == (201, 1) and segments[1].analogsignals[0][-1] > -61 * segments[1].analogsignals[0].units


def test_weights_and_rates_may_change_between_runs():
    sim.setup(timestep=DT)
    noise = sim.Population(5, sim.SpikeSourcePoisson(rate=400.0))
    cells = sim.Population(3, sim.IF_curr_exp())
    projection = sim.Projection(noise, cells, sim.AllToAllConnector(), sim.StaticSynapse(weight=0.2))
    cells.record("v")
    noise.record("spikes")
    sim.run(500.0)
    spikes = noise.mean_spike_count()
    projection.set(weight=0.0)
    noise.set(rate=0.0)
    sim.run(300.0)
    v = cells.get_data().segments[0].analogsignals[0].magnitude
    assert abs(spikes / 200 - 1) < 0.15 and noise.mean_spike_count() == spikes
    assert v.shape == (8001, 3) and v[4000:5000].mean() > -62 and np.abs(v[-1] + 65).max() < 1e-3


def test_the_network_is_one_of_rheobase():
    sim.setup(timestep=DT, seed=3)
    noise = sim.Population(50, sim.SpikeSourcePoisson(rate=200.0))
    cells = sim.Population(20, sim.IF_cond_exp())
    sim.Projection(noise, cells, sim.AllToAllConnector(), sim.StaticSynapse(weight=0.004))
    cells.record("spikes")
    sim.run(300.0)
    there = rb.Simulation(sim.network()).run("300ms")
    assert there.spike_hash == sim.simulation().spike_hash
    assert cells.mean_spike_count() * 20 == len(there.spikes("p1_" + cells.label).ids) > 20


def set_up():
    sim.setup(timestep=DT)
    return sim.Population(4, sim.IF_curr_exp(), label="cells")


@pytest.mark.parametrize("script, message", [
    (lambda: sim.STDPMechanism, "rheobase.pynn: STDPMechanism is not supported"),
    (lambda: sim.HH_cond_exp, "rheobase.pynn: HH_cond_exp is not supported"),
    (lambda: (set_up().set(v_thresh=[-50, -51, -50, -50]), sim.run(1)), "pynn: cells: v_thresh differs between its neurons"),
    (lambda: (set_up().set(tau_syn_E=[1, 2, 3, 4]), sim.run(1)), "pynn: cells: tau_syn_E differs between its neurons"),
    (lambda: (set_up(), sim.run(1), sim.Population(1, sim.IF_curr_exp(), label="late")), "pynn: Population late is created after run()"),
    (lambda: (p := set_up(), sim.run(1), p.initialize(v=-60)), "pynn: cells: initialize(v=…) after run()"),
    (lambda: (p := set_up(), sim.run(1), p.record("v"), sim.run(1)), "pynn: cells: what is recorded was changed after run()"),
    (lambda: (p := set_up(), sim.run(1), p.set(tau_refrac=50.0), sim.run(1)), "pynn: a change after run() that cannot be made"),
    (lambda: (p := set_up(), p.record("v", sampling_interval=0.25), sim.run(1)), "pynn: cells: sampling_interval = 0.25 ms is no multiple"),
    (lambda: (set_up(), sim.Population(1, sim.SpikeSourceArray(spike_times=[0.0, 4.0]), label="s"), sim.run(1)), "pynn: s: a spike at 0 ms"),
    (lambda: (set_up(), sim.Population(1, sim.SpikeSourceArray(spike_times=[4.0, 4.01]), label="s"), sim.run(1)),
     "pynn: s: two spikes of neuron 0 in one timestep"),
    (lambda: (p := set_up(), sim.Projection(p, p, sim.AllToAllConnector(), sim.TsodyksMarkramSynapse(U=sim.RandomDistribution("uniform", (0.1, 0.9))),
                                           label="tm"), sim.run(1)), "pynn: tm: U differs between its synapses"),
    (lambda: (p := set_up(), sim.Projection(p, p, sim.AllToAllConnector(), label="w").set(weight=float("nan"))),
     "pynn: w: weight is nan for a connection that exists"),
    (lambda: (p := set_up(), w := sim.Projection(p, p, sim.AllToAllConnector(), sim.StaticSynapse(delay=1.0)), sim.run(1), w.set(delay=3.0),
              sim.run(1)), "pynn: a change after run() that cannot be made"),
    (lambda: (sim.setup(), sim.run(1)), "pynn: run() before any Population"),
    (lambda: (sim.setup(), sim.Population(1, sim.SpikeSourcePoisson(rate=30000.0)), sim.run(1)), "population p0_"),
])
def test_what_is_not_supported_is_named(script, message):
    with pytest.raises((rb.ModelError, AttributeError)) as error:
        script()
    assert str(error.value).startswith(message) and "\n" not in str(error.value)


def test_scenarios_of_pynn():
    """The table of docs/pynn.md is what PyNN's own scenario tests give."""
    pytest.importorskip("scipy")
    import subprocess
    import sys
    from pathlib import Path

    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, root / "python/tests/pynn_scenarios.py"], capture_output=True, text=True)
    if "No matching distribution" in done.stderr or "Connection" in done.stderr:
        pytest.skip("PyNN's source distribution cannot be downloaded")
    assert done.returncode == 0, done.stderr
    assert done.stdout in (root / "docs/pynn.md").read_text(), done.stdout
