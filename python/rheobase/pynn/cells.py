"""PyNN's cell types as populations of Rheobase. Units are PyNN's: mV, ms, nA, nF, uS."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyNN import errors
from pyNN.standardmodels import build_translations, cells

from .._core import ModelError
from ..network import Channel, warn
from . import simulator


def _as_they_are(celltype: type) -> dict:
    return build_translations(*((name, name) for name in celltype.default_parameters))


class _Neuron:
    """state_names: PyNN's variable to the name of a state in the engine. current_scale: of a current in nA."""

    current_scale = 1.0
    state_names = {"v": "v"}

    def check(self, population: Any) -> None:
        pass


class _IntegrateAndFire(_Neuron):
    """tau_m dv/dt = v_rest - v + (tau_m/cm) I; r = tau_m/cm is in MOhm, r I in mV."""

    integrator = "exact"
    steps_of_refractory = 0  # that a refractory period has beyond those in which v stays

    def channel(self, population: Any, name: str, side: str) -> Channel:
        raise NotImplementedError

    def keys(self, population: Any) -> dict[str, Any]:
        tau = population.numbers("tau_m")
        keys = {"model": "lif", "integrator": self.integrator, "tau": tau, "r": tau / population.numbers("cm"),
                "v_rest": population.numbers("v_rest"), "v_reset": population.numbers("v_reset"),
                "threshold": population.uniform("v_thresh"), "fires": "at", "v0": population.initial_array("v"),
                "current": population.numbers("i_offset") if "i_offset" in population._parameters else 0.0,
                "channels": [self.channel(population, "exc", "E"), self.channel(population, "inh", "I")]}
        refractory_ms = population.uniform("tau_refrac")
        steps = simulator.state.steps_in(refractory_ms)
        if abs(steps * simulator.state.dt - refractory_ms) > 1e-6:
            warn(f"pynn: {population.label}: tau_refrac = {refractory_ms:g} ms becomes {steps * simulator.state.dt:g} ms, a multiple of the "
                 "timestep")
        if steps > 0:
            keys["refractory"] = simulator.state.time(steps + self.steps_of_refractory)
        return keys


def _tau(population: Any, side: str) -> str:
    return f"{population.uniform(f'tau_syn_{side}')!r} ms"


class IF_curr_exp(_IntegrateAndFire, cells.IF_curr_exp):
    translations = _as_they_are(cells.IF_curr_exp)

    def channel(self, population: Any, name: str, side: str) -> Channel:
        return Channel(name, kind="decay", tau=_tau(population, side))


class IF_curr_alpha(_IntegrateAndFire, cells.IF_curr_alpha):
    translations = _as_they_are(cells.IF_curr_alpha)

    def channel(self, population: Any, name: str, side: str) -> Channel:
        return Channel(name, kind="rise", tau=_tau(population, side), tau_rise=_tau(population, side))


class IF_curr_delta(_IntegrateAndFire, cells.IF_curr_delta):
    translations = _as_they_are(cells.IF_curr_delta)

    def channel(self, population: Any, name: str, side: str) -> Channel:
        return Channel(name, kind="jump")


class _Conductances(_IntegrateAndFire):
    integrator = "rk4"
    steps_of_refractory = 1  # explicit integrators begin it with the step of the spike
    state_names = {"v": "v", "gsyn_exc": "exc", "gsyn_inh": "inh"}


class IF_cond_exp(_Conductances, cells.IF_cond_exp):
    translations = _as_they_are(cells.IF_cond_exp)

    def channel(self, population: Any, name: str, side: str) -> Channel:
        return Channel(name, kind="decay", tau=_tau(population, side), reversal=population.uniform(f"e_rev_{side}"))


class IF_cond_alpha(_Conductances, cells.IF_cond_alpha):
    translations = _as_they_are(cells.IF_cond_alpha)

    def channel(self, population: Any, name: str, side: str) -> Channel:
        return Channel(name, kind="rise", tau=_tau(population, side), tau_rise=_tau(population, side),
                       reversal=population.uniform(f"e_rev_{side}"))


class Izhikevich(_Neuron, cells.Izhikevich):
    """By Rheobase's riccati integrator. i_offset and injected currents count as in PyNN's other simulators: 1 nA is 1000 mV/ms."""

    translations = _as_they_are(cells.Izhikevich)
    state_names = {"v": "v", "u": "u"}
    current_scale = 1000.0

    def keys(self, population: Any) -> dict[str, Any]:
        keys = {name: population.numbers(name) for name in ("a", "b", "c", "d")}
        return {**keys, "v0": population.initial_array("v"), "u0": population.initial_array("u"),
                "current": population.numbers("i_offset") * self.current_scale,
                "channels": [Channel("exc", kind="jump"), Channel("inh", kind="jump")]}


class SpikeSourceArray(cells.SpikeSourceArray):
    """A spike at t falls into the step that ends at t."""

    translations = _as_they_are(cells.SpikeSourceArray)
    state_names: dict[str, str] = {}

    def check(self, population: Any) -> None:
        for times in population._parameters["spike_times"]:
            if np.any(np.diff(times.value) < 0):
                raise errors.InvalidParameterValueError(
                    f"{population.label}: spike_times of SpikeSourceArray are not in ascending order")

    def keys(self, population: Any) -> dict[str, Any]:
        return {"model": "external"}

    def events(self, population: Any, step: int, end: int) -> dict[int, list[int]]:
        """Neurons that fire, by step."""
        events: dict[int, list[int]] = {}
        for index, times in enumerate(population._parameters["spike_times"]):
            steps = np.round(np.asarray(times.value, dtype=float) / simulator.state.dt).astype(int) - 1
            if np.any(steps < 0):
                raise ModelError(f"pynn: {population.label}: a spike at {times.value[0]:g} ms; the first step ends at {simulator.state.dt:g} ms")
            if len(np.unique(steps)) != len(steps):
                raise ModelError(f"pynn: {population.label}: two spikes of neuron {index} in one timestep")
            for k in steps[(steps >= step) & (steps < end)]:
                events.setdefault(int(k), []).append(index)
        return events

    def apply(self, running: Any, events: dict[int, list[int]], step: int) -> None:
        if step in events:
            running.fire(events[step])


class SpikeSourcePoisson(cells.SpikeSourcePoisson):
    """At most one spike in a step, with the probability rate * timestep."""

    translations = _as_they_are(cells.SpikeSourcePoisson)
    state_names: dict[str, str] = {}

    def check(self, population: Any) -> None:
        if np.any(population.numbers("rate") < 0):
            raise errors.InvalidParameterValueError(f"{population.label}: rate of SpikeSourcePoisson is below 0")

    def _window(self, population: Any) -> tuple[np.ndarray, np.ndarray]:
        start, duration = population.numbers("start"), population.numbers("duration")
        dt = simulator.state.dt
        return np.round(start / dt), np.round(np.minimum(start + duration, 1e15) / dt)

    def _is_always_on(self, population: Any) -> bool:
        return bool(np.all(population.numbers("start") == 0) and np.all(population.numbers("duration") >= 1e9))

    def keys(self, population: Any) -> dict[str, Any]:
        if self._is_always_on(population):
            return {"model": "poisson", "rate": population.numbers("rate")}
        return {"model": "poisson", "input": True}

    def events(self, population: Any, step: int, end: int) -> dict[int, np.ndarray]:
        """Rates, by the step from which on they hold."""
        if self._is_always_on(population):
            return {}
        start, stop = self._window(population)
        steps = [step, *(int(k) for k in np.unique([start, stop]) if step < k < end)]
        return {k: np.where((start <= k) & (k < stop), population.numbers("rate"), 0.0) for k in steps}

    def apply(self, running: Any, events: dict[int, np.ndarray], step: int) -> None:
        if step in events:
            running.input = events[step]
