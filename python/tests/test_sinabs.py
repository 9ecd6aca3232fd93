"""A convolutional network that Sinabs exported fires here as in Sinabs. python/tests/data/make_sinabs.py made both files."""

from pathlib import Path

import numpy as np
import pytest

import rheobase as rb

pytest.importorskip("nir")
DATA = Path(__file__).parent / "data"


def test_spikes_are_those_of_sinabs():
    with np.load(DATA / "sinabs.npz") as file:
        spikes, expected = file["spikes"], file["output"]
    net = rb.nir.load(DATA / "sinabs.nir", dt="1ms", time_unit="1ms", reset="subtract", fires="at")
    sim = rb.Simulation(net)
    latency = net.latency_steps["output"]
    got = np.zeros((len(spikes) + latency, expected.shape[1]), np.uint8)
    for step in range(len(got)):
        sim[net.inputs["input"]].fire(np.flatnonzero(spikes[step]) if step < len(spikes) else [])
        sim.step()
        got[step, sim[net.outputs["output"]].fired] = 1
    assert expected.sum() > 50
    assert np.array_equal(got[latency:], expected)
