"""Brian 2 scripts whose synapses learn: weights as in Brian 2, pair by pair, and over seeds."""

import re

import numpy as np
import pytest

import rheobase as rb

pytest.importorskip("brian2")
from brian2_runs import run, trains  # noqa: E402

# Three sources and two targets whose spikes are prescribed: pairs at every distance from -3 to 3 steps, among others.
PAIRS = """
rng = np.random.default_rng(5)
steps = np.unique(rng.integers(1, 900, 60)); more = np.unique(rng.integers(1, 900, 60))
pre_times = np.concatenate([steps, steps[::2] + 1, more]); pre_ids = np.concatenate([0*steps, 0*steps[::2] + 1, 0*more + 2])
near = np.concatenate([steps + k for k in (-3, -2, -1, 0, 1, 2, 3)])[::3]
near = np.concatenate([np.unique(near[near > 0]), [950]])
pairs = np.unique(np.column_stack([pre_times, pre_ids]), axis=0)
P = SpikeGeneratorGroup(3, pairs[:, 1], pairs[:, 0]*0.1*ms)
D = SpikeGeneratorGroup(2, np.concatenate([0*near, 0*more + 1]), np.concatenate([near, more + 2])*0.1*ms)
G = NeuronGroup(2, 'dv/dt = -v/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='exact')
kick = Synapses(D, G, on_pre='v += 3'); kick.connect(j='i')
MODEL
S.connect(); S.w = '0.4 + 0.05*i'
S.delay = DELAY
M = SpikeMonitor(G); W = StateMonitor(S, RECORD, record=True)
run(100*ms)
w = S.w[:]
"""

STDP = """
taupre = 20*ms; taupost = 30*ms; gmax = 1; dApre = 0.006; dApost = -0.0062
S = Synapses(P, G, '''w : 1
                      dapre/dt = -apre/taupre : 1 (event-driven)
                      dapost/dt = -apost/taupost : 1 (event-driven)''',
             on_pre='''v_post += 0.01*w
                       apre += dApre
                       w = clip(w + apost, 0, gmax)''',
             on_post='''apost += dApost
                        w = clip(w + apre, 0, gmax)''')"""

# Each is a model, and what of it a StateMonitor records.
MODELS = {
    "the form of the documentation": (STDP, "w"),
    "clock-driven traces, recorded": (STDP.replace("event-driven", "clock-driven"), "w apre apost"),
    "clock-driven by euler": (STDP.replace("event-driven", "clock-driven").replace("gmax)''')", "gmax)''', method='euler')"), "w apre apost"),
    "another order of statements": ("""
S = Synapses(P, G, '''dy/dt = -y/(15*ms) : 1 (event-driven)
                      w : 1
                      dx/dt = -x*50*Hz : 1 (event-driven)
                      eta = 0.02 : 1''', on_pre='v_post += 0.01*w; w -= eta*y; w = clip(w, 0.1, 0.7); x += 2.',
             on_post='w = clip(eta*x/4 + w, 0.1, 0.7); y = y + 0.5')""", "w"),
    "pairs of the nearest spikes": (STDP.replace("apre += dApre", "apre = dApre").replace("apost += dApost", "apost = dApost"), "w"),
    "steps that depend on the weight": ("""
S = Synapses(P, G, '''w : 1
                      dx/dt = -x/(20*ms) : 1 (event-driven)
                      dy/dt = -y/(10*ms) : 1 (event-driven)''', on_pre='v_post += 0.01*w; x += 1; w = clip(w - 0.05*w*y, 0, 0.9)',
             on_post='y += 1; w = clip(w + 0.04*(0.9 - w)*x, 0, 0.9)')""", "w"),
    "Vogels' rule": ("""
eta = 5e-3; alpha = 3*Hz*20*ms*2
S = Synapses(P, G, '''w : 1
                      dApre/dt = -Apre/(20*ms) : 1 (event-driven)
                      dApost/dt = -Apost/(20*ms) : 1 (event-driven)''',
             on_pre='v_post += 0.01*w; Apre += 1.; w = clip(w + (Apost - alpha)*eta, 0, 1)',
             on_post='Apost += 1.; w = clip(w + Apre*eta, 0, 1)')""", "w"),
    "two pathways of one source": (STDP.replace("on_pre='''v_post += 0.01*w", "on_pre={'act': 'v_post += 0.01*w', 'learn': '''").replace(
        "apost, 0, gmax)''',\n", "apost, 0, gmax)'''},\n"), "w"),
}


def script(model, delay="0*ms"):
    text, recorded = MODELS[model]
    found = PAIRS.replace("MODEL", text).replace("RECORD", repr(recorded.split()))
    if "'learn'" in text:
        return found.replace("S.delay = DELAY", f"S.act.delay = {delay}; S.learn.delay = {delay}")
    return found.replace("DELAY", delay)


@pytest.mark.parametrize("delay", ["0*ms", "0.1*ms", "'0.3*ms*i + 0.1*ms*j'"])
@pytest.mark.parametrize("model", MODELS)
def test_weights_of_prescribed_trains_are_those_of_brian_pair_by_pair(model, delay):
    text = script(model, delay)
    brian, here = run("runtime", text), run("rheobase", text)
    assert trains(brian["M"]) == trains(here["M"]) and brian["M"].num_spikes > 80
    assert np.ptp(brian["W"].w) > 0.05 and np.all(np.ptp(brian["W"].w, axis=1) > 0.01)
    for name in MODELS[model][1].split():
        expected, got = getattr(brian["W"], name), getattr(here["W"], name)
        assert expected.shape == got.shape == (6, 1000)
        assert np.max(np.abs(expected - got)) < 5e-6, name
    assert np.max(np.abs(brian["w"] - here["w"])) < 5e-6
    for name in ("apre", "apost"):
        if name in brian["S"].variables:
            values = {n["S"]: np.array(getattr(n["S"], name + "_")[:]) for n in (brian, here)}
            if "lastupdate" in brian["S"].variables:
                tau_s = {"apre": 0.02, "apost": 0.03}[name]
                values = {s: v * np.exp((s.lastupdate_[:] - 0.1) / tau_s) for s, v in values.items()}
            assert np.allclose(*values.values(), rtol=1e-6, atol=1e-12), name


POISSON = """
P = PoissonGroup(40, '5*Hz + i*Hz')
G = NeuronGroup(3, 'dv/dt = -v/(10*ms) : 1', threshold='v > 1', reset='v = 0', method='exact')
MODEL
S.connect(); S.w = '0.2 + 0.3*rand()'; S.delay = '0.1*ms*i'
M = SpikeMonitor(G); W = StateMonitor(S, 'w', record=[0, 50], dt=1*ms)
""".replace("MODEL", STDP.replace("0.01*w", "0.3*w"))


def test_a_second_run_goes_on_and_a_change_between_them_is_refused():
    once = run("rheobase", POISSON + "run(300*ms)")
    twice = run("rheobase", POISSON + "run(100*ms)\nfirst = array(S.w[:])\nrun(200*ms)")
    assert trains(once["M"]) == trains(twice["M"]) and once["M"].num_spikes > 20
    assert np.array_equal(once["S"].w[:], twice["S"].w[:]) and np.array_equal(once["W"].w, twice["W"].w)
    assert twice["first"][50] == twice["W"].w[1, 100]
    for change in ("S.w = 0.5", "G.v += 0.1", "S.apre = 0", "gmax = 2"):
        with pytest.raises(rb.ModelError, match="^brian2: Synapses 'synapses[_0-9]*': it learns, and something has changed since the run before"):
            run("rheobase", POISSON + f"run(100*ms)\n{change}\nrun(10*ms)")
    restored = run("rheobase", POISSON + "store()\nrun(100*ms)\nrestore()\nseed(3)\nrun(100*ms)")
    assert np.all(np.abs(restored["S"].w[:] - 0.35) < 0.35)


REFUSED = [
    ("apre += dApre", "apre += dApre*apost", "on_pre 'v_post += 0.01*w; apre += dApre*apost; w = clip(w + apost, 0, gmax)': apost stands where a "
     "constant has to"),
    ("apre += dApre", "apre += dApre*(1 - apre)", "on_pre 'v_post += 0.01*w; apre += dApre*(1 - apre); w = clip(w + apost, 0, gmax)': apre has "
     "to grow by a constant, or be set to one"),
    ("w = clip(w + apost, 0, gmax)", "w += apost", "on_pre 'v_post += 0.01*w; apre += dApre; w += apost': w has to end as clip("),
    ("w + apost", "w + apre + apost", "on_pre 'v_post += 0.01*w; apre += dApre; w = clip(w + apre + apost, 0, gmax)': apre stands in what changes w"),
    ("w + apost", "w + apost**2", "on_pre 'v_post += 0.01*w; apre += dApre; w = clip(w + apost**2, 0, gmax)': apost stands in what changes w"),
    ("w + apost", "w - apost", "on_pre 'v_post += 0.01*w; apre += dApre; w = clip(w - apost, 0, gmax)': it raises w"),
    ("w + apost", "w + w*apost*2 + apost", "on_pre 'v_post += 0.01*w; apre += dApre; w = clip(w + w*apost*2 + apost, 0, gmax)': the change of w is "
     "neither constant nor proportional to its distance from 0"),
    ("w + apost", "w + apost*v_post", "on_pre 'v_post += 0.01*w; apre += dApre; w = clip(w + apost*v_post, 0, gmax)': v_post changes as"),
    ("w + apost", "w + apost - 0.1", "on_pre 'v_post += 0.01*w; apre += dApre; w = clip(w + apost - 0.1, 0, gmax)': w changes by -0.1 whatever the "
     "trace is, and the rest is not Vogels' rule"),
    ("w + apre", "w + apre + 0.1", "on_post 'apost += dApost; w = clip(w + apre + 0.1, 0, gmax)': w changes by 0.1 whatever the trace is"),
    ("w + apre, 0", "w + apre, 0.1", "on_post 'apost += dApost; w = clip(w + apre, 0.1, gmax)': on_pre clips w to other bounds"),
    ("apost += dApost", "v_pre += 1", "on_post 'v_pre += 1': when a target fires, variables of its synapses alone"),
    ("apost += dApost", "apost = dApost", "on_post 'apost = dApost; w = clip(w + apre, 0, gmax)': one trace is set and the other grows"),
    ("v_post += 0.01*w", "", "on_pre 'apre += dApre; w = clip(w + apost, 0, gmax)': w acts on no variable of the target"),
    ("v_post += 0.01*w", "v_post += 0.01*w**2", "on_pre 'v_post += 0.01*w**2; apre += dApre; w = clip(w + apost, 0, gmax)': what acts has to be w times"),
    ("v_post += 0.01*w", "v_post -= 0.01*w", "on_pre 'v_post -= 0.01*w; apre += dApre; w = clip(w + apost, 0, gmax)': what a weight does to v lowers it"),
    ("v_post += 0.01*w", "v_post += 0.01*w*(i + 1)", "on_pre 'v_post += 0.01*w*(i + 1); apre += dApre; w = clip(w + apost, 0, gmax)': what a weight "
     "does to v differs between its synapses"),
    ("v_post += 0.01*w", "v_post += 0.01*apost*w", "on_pre 'v_post += 0.01*apost*w; apre += dApre; w = clip(w + apost, 0, gmax)': the trace apost acts"),
    ("-apre/taupre", "(0.1 - apre)/taupre", "dapre/dt = (0.1 - apre)/taupre: a trace has to decay as -apre/tau"),
    ("0, gmax)''')", "0, gmax)''', delay={'post': 1*ms})", "on_post 'apost += dApost; w = clip(w + apre, 0, gmax)': its delay is not carried over"),
    ("gmax = 1", "gmax = 0.3", "w starts at 0.4, outside its clip to 0 and 0.3"),
]


@pytest.mark.parametrize("before, after, message", REFUSED)
def test_what_matches_no_rule_is_named_in_one_line(before, after, message):
    assert before in STDP
    text = PAIRS.replace("MODEL", STDP.replace(before, after, 1)).replace("RECORD", "['w']").replace("S.delay = DELAY", "")
    with pytest.raises(rb.ModelError) as error:
        run("rheobase", text)
    found = re.sub(r"_\d+'", "'", str(error.value))
    assert found.startswith(f"brian2: Synapses 'synapses': {message}") and "\n" not in found


def test_event_driven_traces_are_not_recorded():
    with pytest.raises(rb.ModelError, match="^brian2: StateMonitor 'statemonitor[_0-9]*': apre is event-driven, and not recorded"):
        run("rheobase", PAIRS.replace("MODEL", STDP).replace("RECORD", "['apre']").replace("DELAY", "0*ms"))
