"""Brian's monitors, filled with what Rheobase recorded."""

from __future__ import annotations

from typing import Any

import numpy as np
from brian2.groups.subgroup import Subgroup
from brian2.monitors import PopulationRateMonitor, SpikeMonitor, StateMonitor

from ..simulation import Simulation
from .expressions import Values, names_in, parsed, refuse
from .neurons import Cells
from .sampling import steps_between_samples
from .synapses import whole_group
from .translation import Translation


def group_range(source: Any) -> tuple[Any, int, int]:
    """(the whole group, first neuron, end)."""
    return whole_group(source), int(getattr(source, "start", 0)), int(getattr(source, "stop", len(source)))


class Traces:
    """States of the neurons of one StateMonitor, recorded in every step; Brian's samples at their times.

    The state before step k is Brian's at k dt. What acts in a step is a channel's state after it: Brian's before it.
    """

    def __init__(self, simulation: Simulation, translation: Translation, cells: Cells, neurons: np.ndarray, names: set[str]):
        self.simulation, self.translation, self.cells, self.neurons = simulation, translation, cells, neurons
        self.recordings: dict[str, list[tuple[Any, str]]] = {}
        self.first: dict[str, np.ndarray] = {}
        for name in names:
            if name == cells.v:
                self._record(simulation, "v")
                if cells.v in cells.channels:
                    self._record(simulation, cells.channels[cells.v].name)
                self.first[name] = simulation[cells.name].v[neurons].astype(float)
            elif name == cells.u:
                self._record(simulation, "u")
                self.first[name] = simulation[cells.name].u[neurons].astype(float)
            elif name in cells.channels:
                self._record(simulation, cells.channels[name].name)

    def _record(self, simulation: Simulation, state: str) -> None:
        if state in self.recordings:
            return
        breaks = np.flatnonzero(np.diff(self.neurons) != 1) + 1
        every = f"{simulation.dt_ms!r} ms"
        selections = [f"{self.cells.name}:{state}[{part[0]}..{part[-1]}]" for part in np.split(self.neurons, breaks)]
        self.recordings[state] = [(simulation.record(s, every=every), s) for s in selections]

    def _after_steps(self, state: str) -> np.ndarray:
        """float64, shape (steps, neurons)."""
        return np.hstack([recording[selection] for recording, selection in self.recordings[state]]).astype(float)

    def before_steps(self, name: str) -> np.ndarray:
        """Of a variable in SI units, at the beginning of each step: shape (steps, neurons)."""
        cells, neurons = self.cells, self.neurons
        if name in (cells.v, cells.u):
            after = self._after_steps("v" if name == cells.v else "u")
            before = np.vstack([self.first[name][None, :], after[:-1]])
            if name == cells.u:
                scale, shift = np.broadcast_to(cells.u_scale, cells.size), np.broadcast_to(cells.u_shift, cells.size)
                return (before + shift[neurons]) / scale[neurons]
            before = before / cells.v_scale
            if cells.v in cells.channels:
                use = cells.channels[cells.v]
                if use.keys["kind"] != "jump":
                    before += self._after_steps(use.name) / use.acting_gain[neurons]
            if cells.reset_shown is not None:
                self._show_reset(before)
            return before
        use = cells.channels[name]
        values = self._after_steps(use.name) / use.acting_gain[neurons]
        values[0] = np.broadcast_to(use.starts_at, cells.size)[neurons]
        return values


    def _show_reset(self, before: np.ndarray) -> None:
        """v of neurons that are refractory."""
        cells = self.cells
        times_ms, ids = self.simulation.spikes(cells.name)
        steps = self.translation.steps_of(times_ms)
        for place, neuron in enumerate(self.neurons):
            for step in steps[ids == neuron]:
                before[max(step + 1, 0):max(step + 1 + cells.refractory_steps, 0), place] = cells.reset_shown[neuron]


class Filled:
    """One monitor of this run."""

    def __init__(self, monitor: Any, translation: Translation, simulation: Simulation):
        self.monitor, self.translation, self.simulation = monitor, translation, simulation
        self.group, self.start, self.stop = group_range(monitor.source)
        if isinstance(monitor, StateMonitor):
            self._prepare_states()
        else:
            if self.group not in translation.names:
                refuse(monitor, f"its source '{self.group.name}' is not in the network")
            if isinstance(monitor, SpikeMonitor):
                self._prepare_spikes()

    def fill(self) -> None:
        if isinstance(self.monitor, StateMonitor):
            self._fill_states()
        elif isinstance(self.monitor, SpikeMonitor):
            self._fill_spikes()
        elif isinstance(self.monitor, PopulationRateMonitor):
            self._fill_rates()

    def _spikes(self) -> tuple[np.ndarray, np.ndarray]:
        """(steps of this run, neurons of the monitor's source)."""
        times_ms, ids = self.simulation.spikes(self.translation.names[self.group])
        steps = self.translation.steps_of(times_ms)
        mine = (ids >= self.start) & (ids < self.stop) & (steps >= 0)
        return steps[mine], ids[mine].astype(np.int64) - self.start

    def _prepare_spikes(self) -> None:
        if self.monitor.event != "spike":
            refuse(self.monitor, f"the event '{self.monitor.event}' is not carried over; 'spike' is")
        cells = self.translation.cells.get(self.group)
        for name in set(self.monitor.record_variables) - {"i", "t"}:
            if cells is None or name not in self.group.variables or name in {cells.v, cells.u, *cells.channels} \
                    or name not in self.group.user_equations.parameter_names:
                refuse(self.monitor, f"{name} at each spike is not recorded; i, t and constant parameters are")

    def _fill_spikes(self) -> None:
        monitor, (steps, neurons) = self.monitor, self._spikes()
        monitor.variables["count"].get_value()[:] += np.bincount(neurons, minlength=self.stop - self.start).astype(np.int32)
        old = int(monitor.variables["N"].get_value().item())
        total = old + len(steps)
        monitor.resize(total)
        monitor.variables["N"].set_value(total)
        for name in monitor.record_variables:
            if name == "i":
                values = neurons
            elif name == "t":
                values = (self.translation.first_step + steps) * self.translation.dt_s
            else:
                values = np.asarray(self.group.variables[name].get_value())[neurons + self.start]
            monitor.variables[name].get_value()[old:] = values

    def _fill_rates(self) -> None:
        monitor, (steps, _) = self.monitor, self._spikes()
        old = int(monitor.variables["N"].get_value().item())
        total = old + self.translation.steps
        monitor.resize(total)
        monitor.variables["N"].set_value(total)
        counts = np.bincount(steps, minlength=self.translation.steps)
        dt_s = self.translation.dt_s
        monitor.variables["rate"].get_value()[old:] = counts / dt_s / len(monitor.source)
        monitor.variables["t"].get_value()[old:] = (self.translation.first_step + np.arange(self.translation.steps)) * dt_s

    # States

    def _prepare_states(self) -> None:
        monitor, translation = self.monitor, self.translation
        self.every = steps_between_samples(monitor, translation.dt_s)
        self.neurons = np.asarray(monitor.record, dtype=np.int64)
        self.traces = None
        cells = translation.cells.get(self.group)
        self.moving = set() if cells is None else {cells.v, cells.u, *cells.channels} - {None}
        self.expressions = {name: self._expression(name) for name in monitor.record_variables}
        needed = {n for e in self.expressions.values() for n in names_in(e)} & self.moving
        if needed:
            self.neurons = self.neurons + self.start
            order = np.unique(self.neurons)
            self.traces = Traces(self.simulation, translation, cells, order, needed)
            self.places = np.searchsorted(order, self.neurons)

    def _expression(self, name: str) -> Any:
        group, equations = self.group, getattr(self.group, "user_equations", None)
        cells = self.translation.cells.get(group)
        if cells is not None and name in cells.redrawn:
            refuse(self.monitor, f"{name} is noise here, and not recorded")
        if name in self.moving or equations is None:
            return parsed(group, name)
        if name in ("lastspike", "not_refractory"):
            refuse(self.monitor, f"{name} is not recorded")
        if name in equations.names and equations[name].type == "subexpression":
            texts = {n: e.code for n, e in equations.get_substituted_expressions(group.variables, include_subexpressions=True)}
            return parsed(group, texts[name])
        return parsed(group, name)

    def _fill_states(self) -> None:
        monitor, translation, dt_s = self.monitor, self.translation, self.translation.dt_s
        steps = translation.first_step + np.arange(translation.steps)
        kept = np.flatnonzero(steps % self.every == 0)
        old = len(monitor.variables["t"].get_value())
        monitor.resize(old + len(kept))
        monitor.variables["t"].get_value()[old:] = steps[kept] // self.every * float(monitor.clock.dt)
        samples = {}
        if self.traces is not None:
            needed = {n for e in self.expressions.values() for n in names_in(e)} & self.moving
            samples = {name: self.traces.before_steps(name)[kept][:, self.places] for name in needed}
        values = Values(self.group, translation.namespace)
        for name, expression in self.expressions.items():
            known = dict(samples)
            known["t"] = (steps[kept] * dt_s)[:, None]
            for other in names_in(expression) - set(known):
                value = np.asarray(values.of_name(other))
                known[other] = value if value.ndim == 0 or value.size == 1 else value[self.neurons if self.traces is not None
                                                                                     else self.neurons + self.start]
            result = np.broadcast_to(values.of(expression, **known), (len(kept), len(self.neurons)))
            monitor.recorded_variables[name].get_value()[old:, :] = result
