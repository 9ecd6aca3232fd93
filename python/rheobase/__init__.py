"""Rheobase: spiking neural networks for robots, with the same bits on a laptop and on a microcontroller.

    import rheobase as rb

    net = rb.load("gamma")              # a model that ships; or a path to a model file
    sim = rb.Simulation(net)
    sim.run(1 * rb.second)
    times_ms, ids = sim.spikes("E")
    sim.raster()

docs/python.md says more, with shapes, units and errors.
"""

from importlib.metadata import version as _version

from . import nir
from ._core import Image, ModelError, targets
from .model_files import models
from .network import Channel, Description, ModelWarning, Network, Population, Projection, load
from .simulation import PopulationState, Simulation, Spikes, StateRecording
from .sweep import sweep
from .units import Time, ms, second, us

__version__ = _version("rheobase")

__all__ = [
    "Channel",
    "Description",
    "Image",
    "ModelError",
    "ModelWarning",
    "Network",
    "Population",
    "PopulationState",
    "Projection",
    "Simulation",
    "Spikes",
    "StateRecording",
    "Time",
    "load",
    "models",
    "ms",
    "nir",
    "second",
    "sweep",
    "targets",
    "us",
]
