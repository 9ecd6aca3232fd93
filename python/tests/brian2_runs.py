"""The same script in Brian 2 and here."""

import warnings

import numpy as np

import rheobase as rb


def run(device, script, seed=3):
    """The script's names after it ran."""
    import brian2
    import rheobase.brian2  # noqa: F401 – makes the device

    names = {}
    exec("from brian2 import *", names)
    brian2.start_scope()
    brian2.set_device(device)
    brian2.prefs.codegen.target = "numpy"
    brian2.defaultclock.dt = 0.1 * brian2.ms
    brian2.seed(seed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rb.ModelWarning)
            exec(script, names)
    finally:
        brian2.set_device("runtime")
    return names


def trains(monitor):
    """(step, neuron) of each spike, in order."""
    steps = np.rint(monitor.t_[:] / float(monitor.clock.dt)).astype(int)
    return list(zip(steps.tolist(), monitor.i[:].tolist()))


def agree(script, spikes=20, share=1.0, v_off=1e-5, seed=3):
    """Runs both and holds that at least `spikes` fell, equal but for what chaos makes of the last part beyond `share`, and
    that traces agree within `v_off` of their range."""
    brian, here = run("runtime", script, seed), run("rheobase", script, seed)
    if "M" in brian:
        expected, got = trains(brian["M"]), trains(here["M"])
        assert len(expected) >= spikes
        compared = int(len(expected) * share)
        assert got[:compared] == expected[:compared]
        assert np.array_equal(brian["M"].t_[:][:compared], here["M"].t_[:][:compared])
        if share == 1:
            assert np.array_equal(brian["M"].count[:], here["M"].count[:])
    if "states" in brian:
        a, b = brian["states"], here["states"]
        assert np.array_equal(a.t_[:], b.t_[:])
        for name in a.record_variables:
            expected, got = getattr(a, name + "_"), getattr(b, name + "_")
            assert expected.shape == got.shape
            assert np.max(np.abs(expected - got)) <= v_off * max(np.ptp(expected), 1e-12), name
    if "rate" in brian and share == 1:
        assert np.array_equal(brian["rate"].rate_[:], here["rate"].rate_[:])
        assert np.array_equal(brian["rate"].t_[:], here["rate"].t_[:])
    return brian, here
