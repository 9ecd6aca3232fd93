"""Current sources. In each step a neuron gets the sum of the sources that are injected into it; amplitudes are in nA."""

from __future__ import annotations

from typing import Any, Iterable

import numpy as np
from pyNN.parameters import ParameterSpace, Sequence
from pyNN.standardmodels import StandardCurrentSource, build_translations, electrodes

from .._core import ModelError
from . import simulator


def _step_of(time_ms: float) -> int:
    return int(round(min(time_ms, 1e15) / simulator.state.dt))


class _CurrentSource(StandardCurrentSource):
    """changes(): the steps before which the amplitude may become another; amplitude_at(): in nA, from that step on."""

    def __init__(self, **parameters: Any):
        super().__init__(**parameters)
        self.targets: list[tuple[Any, np.ndarray]] = []
        self.is_recorded = False
        self._values: dict[str, Any] = {}
        space = ParameterSpace(self.default_parameters, self.get_schema(), shape=(1,))
        space.update(**parameters)
        self.set_native_parameters(self.translate(space))
        simulator.state.current_sources.append(self)

    def inject_into(self, cells: Any) -> None:
        """A population, a view, an assembly or a list of neurons."""
        by_population: dict[Any, list[int]] = {}
        for cell in cells:
            if not cell.celltype.injectable:
                raise TypeError("Can't inject current into a spike source.")
            by_population.setdefault(cell.parent, []).append(cell.parent.id_to_index(cell))
        if simulator.state.simulation is not None and not all(population.is_injected for population in by_population):
            raise ModelError("pynn: a current is injected after run(); inject it before (its amplitude may be 0), or call reset() "
                             "first")
        self.targets += [(population, np.array(indices)) for population, indices in by_population.items()]

    def get_native_parameters(self) -> ParameterSpace:
        return ParameterSpace(dict(self._values))

    def set_native_parameters(self, parameters: ParameterSpace) -> None:
        parameters.evaluate(simplify=True)
        changed = dict(self._values)
        for name, value in parameters.items():
            changed[name] = value.value if isinstance(value, Sequence) else value
        self._values = self._checked(changed)

    def _checked(self, values: dict[str, Any]) -> dict[str, Any]:
        return values

    def record(self) -> None:
        self.is_recorded = True

    def _get_data(self) -> tuple[np.ndarray, np.ndarray]:
        steps = np.arange(simulator.state.step + 1)
        return steps * simulator.state.dt, np.array([self.amplitude_at(int(step)) for step in steps])

    def changes(self, step: int, end: int) -> Iterable[int]:
        raise NotImplementedError

    def amplitude_at(self, step: int) -> float:
        raise NotImplementedError


class DCSource(_CurrentSource, electrodes.DCSource):
    __doc__ = electrodes.DCSource.__doc__
    translations = build_translations(("amplitude", "amplitude"), ("start", "start"), ("stop", "stop"))

    def changes(self, step: int, end: int) -> Iterable[int]:
        return _step_of(self._values["start"]), _step_of(self._values["stop"])

    def amplitude_at(self, step: int) -> float:
        is_on = _step_of(self._values["start"]) <= step < _step_of(self._values["stop"])
        return self._values["amplitude"] if is_on else 0.0


class StepCurrentSource(_CurrentSource, electrodes.StepCurrentSource):
    __doc__ = electrodes.StepCurrentSource.__doc__
    translations = build_translations(("amplitudes", "amplitudes"), ("times", "times"))

    def _checked(self, values: dict[str, Any]) -> dict[str, Any]:
        """Times on the grid of steps; of several in one step the last counts."""
        times, amplitudes = np.asarray(values["times"], dtype=float), np.asarray(values["amplitudes"], dtype=float)
        if len(times) != len(amplitudes):
            raise ValueError(f"StepCurrentSource: {len(times)} times and {len(amplitudes)} amplitudes")
        if np.any(times < 0):
            raise ValueError("Step current cannot accept negative timestamps.")
        if np.any(np.diff(times) <= 0):
            raise ValueError("Step current timestamps should be monotonically increasing.")
        steps, index = np.unique([_step_of(time) for time in times[::-1]], return_index=True)
        return {"times": steps * simulator.state.dt, "amplitudes": amplitudes[::-1][index]}

    def changes(self, step: int, end: int) -> Iterable[int]:
        return [_step_of(time) for time in self._values["times"]]

    def amplitude_at(self, step: int) -> float:
        passed = np.searchsorted([_step_of(time) for time in self._values["times"]], step, side="right")
        return float(self._values["amplitudes"][passed - 1]) if passed else 0.0


class ACSource(_CurrentSource, electrodes.ACSource):
    __doc__ = electrodes.ACSource.__doc__
    translations = build_translations(*((name, name) for name in electrodes.ACSource.default_parameters))

    def changes(self, step: int, end: int) -> Iterable[int]:
        return range(max(step, _step_of(self._values["start"])), min(end, _step_of(self._values["stop"]) + 1))

    def amplitude_at(self, step: int) -> float:
        v = self._values
        first = _step_of(v["start"])
        if not first <= step < _step_of(v["stop"]):
            return 0.0
        seconds = (step - first) * simulator.state.dt / 1000
        return v["offset"] + v["amplitude"] * float(np.sin(2 * np.pi * v["frequency"] * seconds + np.pi * v["phase"] / 180))


class NoisyCurrentSource(_CurrentSource, electrodes.NoisyCurrentSource):
    __doc__ = electrodes.NoisyCurrentSource.__doc__
    translations = build_translations(*((name, name) for name in electrodes.NoisyCurrentSource.default_parameters))

    def __init__(self, **parameters: Any):
        super().__init__(**parameters)
        rng = parameters.get("rng")
        self._generator = rng.rng if hasattr(rng, "rng") else np.random.default_rng(
            [simulator.state.seed, len(simulator.state.current_sources)])
        self._drawn: list[float] = []

    def _checked(self, values: dict[str, Any]) -> dict[str, Any]:
        values["dt"] = max(values["dt"], simulator.state.dt)
        if abs(values["dt"] / simulator.state.dt - round(values["dt"] / simulator.state.dt)) > 1e-6:
            raise ValueError(f"NoisyCurrentSource: dt = {values['dt']} ms is no multiple of the timestep, {simulator.state.dt} ms")
        return values

    def changes(self, step: int, end: int) -> Iterable[int]:
        first, stop = _step_of(self._values["start"]), _step_of(self._values["stop"])
        return [k for k in range(max(step, first), min(end, stop + 1)) if k == stop or (k - first) % _step_of(self._values["dt"]) == 0]

    def amplitude_at(self, step: int) -> float:
        first = _step_of(self._values["start"])
        if not first <= step < _step_of(self._values["stop"]):
            return 0.0
        interval = (step - first) // _step_of(self._values["dt"])
        while len(self._drawn) <= interval:
            self._drawn.append(float(self._generator.normal()))
        return self._values["mean"] + self._values["stdev"] * self._drawn[interval]
