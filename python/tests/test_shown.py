"""Pictures, notebooks, other packages: where these are installed."""

import warnings

import numpy as np
import pytest

import rheobase as rb


@pytest.fixture
def run():
    sim = rb.Simulation(rb.load("paper", n=200))
    sim.record("E:v[0..1]")
    return sim.run("300ms")


def test_pictures_hold_the_recorded_numbers(run):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    ax = run.raster()
    assert [len(line.get_xdata()) for line in ax.lines] == [len(run.spikes("E").ids), len(run.spikes("I").ids)]
    assert ax.lines[1].get_ydata().min() >= run["E"].size
    time_ms, rate_hz = run.rate_curve("excitatory", 5.0)
    ax = run.rates()
    assert np.array_equal(ax.lines[0].get_ydata(), rate_hz)
    assert np.array_equal(run.trace().lines[1].get_ydata(), run.recordings[0]["E:v[0..1]"][:, 1])
    with pytest.raises(rb.ModelError, match="no state is recorded"):
        rb.Simulation(rb.load("paper", n=20)).trace()


def test_rates_are_those_of_the_report(run):
    time_ms, rate_hz = run.rate_curve("", 2.0)
    assert rate_hz.mean() == pytest.approx(len(run.spikes().ids) / 200 / 0.3, rel=0.02)
    with pytest.raises(rb.ModelError, match="type"):
        run.rate_curve("exciting")


def test_notebooks_show_tables(run):
    assert run.spike_hash in run._repr_html_()
    assert "<td>E</td>" in rb.load("paper").compile()._repr_html_()
    net = rb.Network("<script>", dt="1ms")
    net.add(rb.Population("E", 1))
    assert "<script>" not in net.compile()._repr_html_() + rb.Simulation(net)._repr_html_()


def test_neo_has_spikes_and_signals(run):
    pytest.importorskip("neo")
    segment = run.to_neo().segments[0]
    assert len(segment.spiketrains) == 200
    assert sum(len(train) for train in segment.spiketrains) == len(run.spikes().ids)
    signal = segment.analogsignals[0]
    assert signal.shape == (300, 2) and str(signal.units.dimensionality) == "mV" and float(signal.sampling_period) == 1
