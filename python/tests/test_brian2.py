"""Brian 2 scripts run here as in Brian 2."""

import json
import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

import rheobase as rb

pytest.importorskip("brian2")
from brian2_runs import agree, run  # noqa: E402

ROOT = Path(__file__).parents[2]

IZHIKEVICH = """
defaultclock.dt = 0.5*ms
N = NeuronGroup(200, '''dv/dt = (0.04*v**2 + 5*v + 140 - u + g_exc - g_inh + I)/ms : 1 (unless refractory)
                        du/dt = a*(b*v - u)/ms : 1 (unless refractory)
                        g_exc : 1
                        g_inh : 1
                        I : 1
                        a : 1
                        b : 1
                        c : 1
                        d : 1''', threshold='v>=30', reset='v = c; u += d; g_exc=0; g_inh=0', refractory=0.1*ms, method='euler')
Ne, Ni = N[:160], N[160:]
N.I = '5*rand() + 2'
Ne.a = 0.02; Ni.a = '0.02 + 0.08*rand()'
Ne.b = 0.2; Ni.b = '0.25 - 0.05*rand()'
Ne.c = '-65 + 15*rand()**2'; Ni.c = -65
Ne.d = '8 - 6*rand()'; Ni.d = 2
N.v = -65
N.u = 'b*v'
Se = Synapses(Ne, N, 'w : 1', on_pre='g_exc_post += w', delay=1*ms)
Si = Synapses(Ni, N, 'w : 1', on_pre='g_inh_post += w')
Se.connect(p=0.1); Si.connect(p=0.1)
Se.w = 'rand()'; Si.w = '2*rand()'
Si.delay = '3*rand()*ms'
M = SpikeMonitor(N)
rate = PopulationRateMonitor(Ni)
"""


def test_the_network_of_2003_without_noise_is_equal_spike_for_spike():
    brian, here = agree(IZHIKEVICH + "states = StateMonitor(N, ['u', 'g_exc', 'I'], record=[3, 170])\nrun(60*ms)", spikes=150, v_off=1e-3)
    assert here["M"].num_spikes == brian["M"].num_spikes
    assert here["states"].I.shape == (2, 120) and str(here["states"].t[1]) == str(brian["states"].t[1])


def test_runs_go_on_where_the_one_before_ended():
    pieces = IZHIKEVICH + "run(20*ms)\nrun(15*ms)\nN.I = 'I + 1'\nrun(25*ms)"
    agree(pieces, spikes=150, share=0.8)


def test_the_forum_network_has_the_statistics_of_brian(capsys, monkeypatch):
    stored = json.loads((ROOT / "tests/data/networks.json").read_text())["forum"]
    found = {"total_spikes": [], "rate_e_hz": [], "rate_i_hz": [], "cv_isi_e": []}
    for seed in range(6):
        monkeypatch.setattr(sys, "argv", ["izhikevich_network.py", str(seed)])
        names = runpy.run_path(str(ROOT / "examples/brian2/izhikevich_network.py"))
        times, ids = names["spikes"].t_[:], names["spikes"].i[:]
        found["total_spikes"].append(len(ids))
        found["rate_e_hz"].append(np.sum(ids < 800) / 800)
        found["rate_i_hz"].append(np.sum(ids >= 800) / 200)
        intervals = [np.diff(times[ids == n]) for n in range(800) if np.sum(ids == n) >= 3]
        found["cv_isi_e"].append(np.mean([np.std(i) / np.mean(i) for i in intervals]))
    import brian2

    brian2.set_device("runtime")
    for name in ("total_spikes", "rate_e_hz", "rate_i_hz"):
        expected = stored["statistics"][name]
        error = np.sqrt(expected["sd"] ** 2 / stored["runs"] + np.var(found[name], ddof=1) / len(found[name]))
        assert abs(np.mean(found[name]) - expected["mean"]) < 4 * error, name
    assert "excitatory" in capsys.readouterr().out


CUBA = """
taum = 20*ms; taue = 5*ms; taui = 10*ms; Vt = -50*mV; Vr = -60*mV; El = -49*mV
P = NeuronGroup(300, '''dv/dt = (ge + gi - (v - El))/taum : volt (unless refractory)
                        dge/dt = -ge/taue : volt
                        dgi/dt = -gi/taui : volt''', threshold='v > Vt', reset='v = Vr', refractory=5*ms, method=METHOD)
P.v = 'Vr + rand()*(Vt - Vr)'
P.ge = 'rand()*mV'
Ce = Synapses(P, P, on_pre='ge += 1.62*mV', delay=0.7*ms); Ce.connect('i < 240', p=0.04)
Ci = Synapses(P, P, on_pre='gi -= 9*mV'); Ci.connect('i >= 240', p=0.04)
M = SpikeMonitor(P)
states = StateMonitor(P, ['v', 'ge', 'gi'], record=[0, 10])
run(40*ms)
P.ge[:10] += 0*mV
run(20*ms)
"""


@pytest.mark.parametrize("method", ["exact", "euler", "rk2", "rk4", "exponential_euler"])
def test_lif_with_exponential_currents_by_every_method(method):
    agree(CUBA.replace("METHOD", f"'{method}'"), spikes=200, share=0.8)


CASES = {
    "a generator, jumps of v": """
G = NeuronGroup(5, 'dv/dt = -v/(10*ms) : 1', threshold='v > 0.8', reset='v = 0', method='exact')
source = SpikeGeneratorGroup(3, [0, 1, 2, 0, 1, 2, 0], [1, 1.1, 1.2, 5, 5, 5.3, 12.04]*ms)
S = Synapses(source, G[1:], 'w : 1', on_pre='v += w', delay=1*ms); S.connect(); S.w = '0.3 + 0.1*j'
back = Synapses(G, G, on_pre='v_post += 0.2'); back.connect('i != j')
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=True)
run(20*ms)""",
    "a generator with a period, no leak, subtracted threshold": """
source = SpikeGeneratorGroup(1, [0], [2]*ms, period=7*ms)
G = NeuronGroup(2, '''dv/dt = I/(10*ms) : 1
                      I : 1''', threshold='v >= 1', reset='v -= 1', method='euler')
G.I = [0.5531, 1.987]
S = Synapses(source, G, on_pre='v += 0.13'); S.connect()
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=True, dt=0.5*ms)
run(60*ms); run(11*ms)""",
    "jumps that a refractory period loses": """
G = NeuronGroup(50, 'dv/dt = (1.2 - v)/(10*ms) : 1 (unless refractory)', threshold='v > 0.8', reset='v = 0', method='exact',
                refractory=2*ms)
G.v = '0.8*rand()'
S = Synapses(G, G, on_pre='v += 0.02', delay=1.5*ms); S.connect(p=0.3)
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=True)
run(60*ms)""",
    "a TimedArray": """
current = TimedArray([0, 1.5, 1.2, 0], dt=20*ms)
G = NeuronGroup(6, 'dv/dt = (current(t) - v + 0.1*i)/(10*ms) : 1 (unless refractory)', threshold='v > 1', reset='v = 0', method='exact',
                refractory=5*ms)
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=True)
run(100*ms)""",
    "a current of t, in two runs": """
G = NeuronGroup(6, '''dv/dt = (I - v)/(10*ms) : 1
                      I = 1.4 + 0.5*sin(2*pi*40*Hz*t + i) : 1''', threshold='v > 1', reset='v = 0', method='euler')
M = SpikeMonitor(G); states = StateMonitor(G, ['v', 'I'], record=True)
run(50*ms); run(50*ms)""",
    "Izhikevich in volts and seconds": """
a = 0.02/ms; b = 0.2/ms; c = -65*mV; d = 8*mV/ms
G = NeuronGroup(6, '''dvm/dt = (0.04/ms/mV)*vm**2 + (5/ms)*vm + 140*mV/ms - w + I : volt
                      dw/dt = a*(b*vm - w) : volt/second
                      I : volt/second''', threshold='vm > 30*mV', reset='vm = c; w += d', method='euler')
G.vm = -65*mV; G.w = b*G.vm; G.I = 'i*4*mV/ms'
M = SpikeMonitor(G); states = StateMonitor(G, 'w', record=True)
run(100*ms)""",
    "store and restore, a parameter changed": """
G = NeuronGroup(6, '''dv/dt = (I - v + g)/(10*ms) : 1
                      dg/dt = -g/(3*ms) : 1
                      I : 1''', threshold='v > 1', reset='v = 0', method='exact')
G.I = '1.2 + 0.1*i'
S = Synapses(G, G, on_pre='g += 0.3', delay=3*ms); S.connect('i != j')
M = SpikeMonitor(G); states = StateMonitor(G, 'v', record=True)
run(20*ms); store(); run(20*ms); restore()
G.I = '1.3 + 0.1*i'
run(30*ms)""",
    "run_regularly, refractory neurons": """
G = NeuronGroup(20, '''dv/dt = (I - v)/(10*ms) : 1 (unless refractory)
                       I : 1''', threshold='v > 1', reset='v = 0', method='exact', refractory=2*ms)
G.run_regularly('I = 1.1 + 0.1*i*sin(t/(5*ms))', dt=3*ms)
M = SpikeMonitor(G); states = StateMonitor(G, ['v', 'I'], record=True)
run(30*ms)""",
    "a network_operation that stops": """
G = NeuronGroup(20, '''dv/dt = (I - v)/(10*ms) : 1 (unless refractory)
                       I : 1''', threshold='v > 1', reset='v = 0', method='exact', refractory=2*ms)
@network_operation(dt=7*ms)
def change(t):
    G.I = 1.05 + 0.02*arange(20)*(t/ms)
    if t > 25*ms:
        stop()
M = SpikeMonitor(G); states = StateMonitor(G, ['v', 'I'], record=True)
run(50*ms)""",
    "a membrane without a threshold": """
G = NeuronGroup(3, '''dv/dt = (I - v)/(10*ms) : volt
                      I : volt''', method='exact')
G.I = [1, 2, 3]*mV; G.v = -5*mV
states = StateMonitor(G, 'v', record=True)
run(20*ms)""",
}


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    agree(CASES[case], spikes=5, v_off=1e-4)


@pytest.mark.parametrize("drawn", ["0.6 + 3*randn()", "2*rand()"])
def test_a_current_that_run_regularly_draws_is_noise(drawn):
    script = f"""
G = NeuronGroup(60, '''dv/dt = (I - v)/(10*ms) : 1
                       I : 1''', threshold='v > 1', reset='v = 0', method='exact')
G.run_regularly('I = {drawn}', dt=1*ms)
M = SpikeMonitor(G)
run(300*ms)"""
    counts = {device: [run(device, script, seed)["M"].num_spikes for seed in range(3)] for device in ("runtime", "rheobase")}
    error = np.sqrt(sum(np.var(values, ddof=1) / 3 for values in counts.values()))
    assert abs(np.mean(counts["runtime"]) - np.mean(counts["rheobase"])) < 4 * error
    assert min(counts["rheobase"]) > 100


LIF = "G = NeuronGroup(4, 'dv/dt = -v/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='exact')\n"


@pytest.mark.parametrize("script, message", [
    ("G = NeuronGroup(4, 'dv/dt = (exp(v) - v)/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='euler')\n",
     "brian2: NeuronGroup 'neurongroup': dv/dt = (exp(v) - v)/(10*ms): no polynomial in v of degree 2 or less"),
    ("G = NeuronGroup(4, '''dv/dt = -v/(10*ms) : 1\nvt : 1''', threshold='v > vt', reset='v = 0', method='exact')\nG.vt = 'i + 1'\n",
     "brian2: NeuronGroup 'neurongroup': threshold 'v > vt' differs between its neurons; Rheobase has one for all"),
    (LIF + "S = Synapses(G, G, 'w : 1', on_pre='v += w', on_post='w += 0.1'); S.connect()\n",
     "brian2: Synapses 'synapses': on_post 'w += 0.1': w has to end as clip("),
    (LIF + "S = Synapses(G, G, on_pre='v = v + 0.1*v'); S.connect()\n",
     "brian2: Synapses 'synapses': on_pre 'v = v + 0.1*v': v changes as the network runs"),
    (LIF + "S = Synapses(G, G, on_pre='v += 0.1')\n", "brian2: Synapses 'synapses': connect() was not called"),
    (LIF + "@network_operation\ndef f(): pass\nrun(1*second)\n",
     "brian2: NetworkOperation 'networkoperation': it would be called 10000 times in this run; at most 2000 calls"),
    (LIF + "G.run_regularly('v += 1', dt=0.25*ms)\n",
     "brian2: CodeRunner 'neurongroup_run_regularly': its dt is 0.25 ms, no multiple of 0.1 ms"),
    (LIF + "G.run_regularly('v += 1', when='end')\n",
     "brian2: CodeRunner 'neurongroup_run_regularly': when='end' is not carried over; 'start' is"),
    ("H = NeuronGroup(4, 'dx/dt = -x/ms : 1', method='exact')\n"
     "G = NeuronGroup(4, '''dv/dt = (I - v)/(10*ms) : 1\nI : 1 (linked)''', threshold='v > 1', reset='v = 0', method='exact')\n"
     "G.I = linked_var(H, 'x')\n",
     "brian2: NeuronGroup 'neurongroup': I is linked to another group, which is not carried over"),
    (LIF + "G.resetter['spike'].when = 'end'\n", "brian2: Resetter 'neurongroup_spike_resetter': when='end' is not carried over; 'resets' is"),
    ("G = NeuronGroup(4, 'dv/dt = (int(t - lastspike > 1*ms) - v)/(10*ms) : 1', threshold='v > 1', reset='v = 0', refractory=0*ms, "
     "method='euler')\n", "brian2: NeuronGroup 'neurongroup': lastspike in an equation is not carried over"),
    ("G = NeuronGroup(4, 'dv/dt = -v/(10*ms) : 1', threshold='v > 1', reset='v = 0', refractory=2*ms, method='exact')\n",
     "brian2: NeuronGroup 'neurongroup': dv/dt = -v/(10*ms): it goes on while refractory; Rheobase holds v: (unless refractory)"),
    ("G = NeuronGroup(4, 'dv/dt = (randn() - v)/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='rk4')\n",
     "brian2: NeuronGroup 'neurongroup': dv/dt = (randn() - v)/(10*ms): noise goes with method 'euler', not 'rk4'"),
    ("G = NeuronGroup(4, 'dv/dt = (x - v)/tau : 1', threshold='v > 1', reset='v = 0', method='exact')\n",
     "brian2: NeuronGroup 'neurongroup': The identifier"),
])
def test_what_is_not_carried_over_is_named_in_one_line(script, message):
    with pytest.raises(rb.ModelError) as error:
        run("rheobase", script + "run(1*ms)")
    text = re.sub(r"_\d+(?='|_run|_spike)", "", str(error.value))  # Brian numbers its objects through
    assert text.startswith(message) and "\n" not in text


def test_run_takes_a_network_whatever_the_device_is():
    import brian2
    import rheobase.brian2

    names = run("runtime", LIF + "G.v = 0.9\nM = SpikeMonitor(G)\nS = Synapses(G, G, on_pre='v += 0.1'); S.connect()\nnet = Network(collect())")
    with pytest.raises(rb.ModelError, match="set_device.'rheobase'. has no option 'colour'; it has storage, threads"):
        rheobase.brian2.run(names["net"], 1 * brian2.ms, colour=1)
    rheobase.brian2.run(names["net"], 5 * brian2.ms)
    assert names["net"].t == 5 * brian2.ms and np.allclose(names["G"].v[:], 0.9 * np.exp(-0.5), rtol=1e-6)
