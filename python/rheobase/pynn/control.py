"""setup(), run(), reset() and what PyNN asks of a simulator."""

from __future__ import annotations

from typing import Any

from pyNN import common
from pyNN.common.control import DEFAULT_MAX_DELAY, DEFAULT_MIN_DELAY, DEFAULT_TIMESTEP
from pyNN.recording import get_io

from .._core import ModelError
from . import simulator


def setup(timestep: float = DEFAULT_TIMESTEP, min_delay: float | str = DEFAULT_MIN_DELAY, *, threads: int = 1, seed: int = 1,
          **extra_params: Any) -> int:
    """Starts a new network.

    timestep, min_delay: ms. threads: that share each step; the same bits for any number. seed: of Poisson sources and
    NoisyCurrentSource. Parameters of other simulators are ignored, as PyNN has it.
    """
    common.setup(timestep, min_delay, **extra_params)
    state = simulator.state
    state.dt, state.given_min_delay, state.threads, state.seed = timestep, min_delay, threads, seed
    state.given_max_delay = extra_params.get("max_delay", DEFAULT_MAX_DELAY)
    state.clear()
    return 0


def end(compatible_output: bool = True) -> None:
    """Writes what record() was given files for."""
    for population, variables, filename in simulator.state.write_on_end:
        population.write_data(get_io(filename), variables)
    simulator.state.write_on_end = []


def network() -> Any:
    """The network as rheobase.Network: network().compile().c_array("net.c") puts it on a microcontroller.

    SpikeSourceArrays are populations of the model external there, injected currents and the windows of SpikeSourcePoisson inputs:
    the program gives them.
    """
    return simulator.state.network()


def simulation() -> Any:
    """The rheobase.Simulation that runs; ModelError: there was no run() yet."""
    if simulator.state.simulation is None:
        raise ModelError("pynn: simulation(): there was no run() yet")
    return simulator.state.simulation


run, run_until = common.build_run(simulator)
run_for = run
reset = common.build_reset(simulator)
initialize = common.initialize
get_current_time, get_time_step, get_min_delay, get_max_delay, num_processes, rank = common.build_state_queries(simulator)
