"""What a run leaves to Brian and to the next run: states of neurons, and spikes that are on their way."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .._core import ModelError
from ..simulation import Simulation
from .expressions import refuse
from .neurons import Cells
from .translation import Pending, Translation


@dataclass
class _Arrived:
    """Of a variable: added by the last step's spikes, and what is on its way behind it."""

    now: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    steps: np.ndarray


@dataclass
class Carried:
    network: Any  # weak reference to Brian's
    end_step: int
    states: dict[Any, dict[str, np.ndarray]]  # by group: SI, as Brian has them at the end
    on_the_way: list[tuple[Any, str, np.ndarray, np.ndarray, np.ndarray]]  # group, variable, targets, weights, steps
    refractory_until: dict[Any, np.ndarray]  # by group: the first step in which each neuron moves again

    translation: Translation
    simulation: Simulation | None

    def leads_to(self, brian: Any, translation: Translation) -> bool:
        """Whether a run of this network begins where this one ended."""
        return self.network() is brian and self.end_step == translation.first_step

    def without_simulation(self) -> "Carried":
        """The same, from which a run begins anew."""
        return replace(self, simulation=None)

    def going_on(self, translation: Translation) -> Simulation | None:
        """The simulation, if the network is the same and the script has set none of its states; else None."""
        if self.simulation is None:
            return None
        for group, states in self.states.items():
            for name, values in states.items():
                if name in group.variables and not np.array_equal(group.variables[name].get_value(), values):
                    return None
        if translation.signature == self.translation.signature:
            return self.simulation
        if translation.learned:
            return None
        if not self._held(translation) or translation.plays_lists or self.translation.plays_lists:
            return None
        try:
            self.simulation.swap(translation.network.compile())
        except ModelError:
            return None
        return self.simulation

    def _held(self, translation: Translation) -> dict[Any, int]:
        """How many neurons of which group are refractory."""
        counts = {group: int(np.sum(until > self.end_step)) for group, until in self.refractory_until.items()
                  if group in translation.cells}
        return {group: count for group, count in counts.items() if count}

    def pending_for(self, translation: Translation) -> list[Pending]:
        """What is on its way. ModelError: neurons are refractory, which no network here begins with."""
        for group, count in self._held(translation).items():
            refuse(group, f"{count} of its neurons are refractory where this run starts, and something has changed since the run "
                          "before; let the run before end when none is")
        return [Pending(translation.cells[group], variable, *rest) for group, variable, *rest in self.on_the_way
                if group in translation.cells]


def states_at_end(brian: Any, translation: Translation, simulation: Simulation) -> Carried:
    steps = translation.steps
    spikes = {}
    for group, name in translation.names.items():
        if name in translation.populations:
            spikes[name] = by_step(simulation, name, translation)
    for part in translation.synaptic:
        if part.source not in spikes:
            spikes[part.source] = by_step(simulation, part.source, translation)
    carried = Carried(weakref.ref(brian), translation.first_step + steps, {}, [], {}, translation, simulation)
    if translation.learned:
        # The last step's spikes are learned from in the step after it.
        ahead = Simulation(translation.image, record=False)
        ahead.restore(simulation.snapshot())
        ahead.step()
        for synapses, projection in translation.learned.items():
            carried.states[synapses] = projection.leave(translation, simulation, ahead, spikes)
    for group, cells in translation.cells.items():
        fired = simulation[cells.name].fired.astype(np.int64)
        now: dict[str, np.ndarray] = {}
        for variable in cells.channels:
            now[variable], *later = _arrivals(translation, cells, variable, spikes)
            carried.on_the_way.append((group, variable, *later))
        population = simulation[cells.name]
        last = _last_spikes(group, cells, spikes[cells.name], translation)
        until = last + cells.refractory_steps
        held = until > carried.end_step
        states = {cells.v: population.v.astype(float) / cells.v_scale, "lastspike": last * translation.dt_s}
        states["lastspike"][last < 0] = -1e4
        if cells.v in now:
            open_to = np.ones(cells.size, dtype=bool)
            open_to[fired] = False
            states[cells.v] += np.where(open_to & ~held, now[cells.v], 0)
        if cells.u is not None:
            states[cells.u] = (population.u.astype(float) + cells.u_shift) / cells.u_scale
        for variable, use in cells.channels.items():
            if use.is_jump:
                continue
            with np.errstate(divide="ignore", invalid="ignore"):
                acting = np.where(use.acting_gain == 0, 0, population.state(use.name) / use.acting_gain)
            states[variable] = acting * use.keep + now[variable]
            if use.keys.get("clear_on_spike"):
                states[variable][fired] = 0
        carried.states[group] = states
        if cells.refractory_steps > 1:
            carried.refractory_until[group] = until
    return carried


def write_back(carried: Carried) -> None:
    for group, states in carried.states.items():
        for name, values in states.items():
            if name in group.variables:
                group.variables[name].set_value(values)
        if "not_refractory" in group.variables and group in carried.refractory_until:
            group.variables["not_refractory"].set_value(carried.refractory_until[group] <= carried.end_step)


def by_step(simulation: Simulation, name: str, translation: Translation) -> tuple[np.ndarray, np.ndarray]:
    times_ms, ids = simulation.spikes(name)
    return translation.steps_of(times_ms), ids.astype(np.int64)


def _last_spikes(group: Any, cells: Cells, spikes: tuple[np.ndarray, np.ndarray], translation: Translation) -> np.ndarray:
    """The step of each neuron's last spike, counted as Brian does; of none: below 0."""
    last = np.full(cells.size, -(2**40), dtype=np.int64)
    if "lastspike" in group.variables:
        before = np.asarray(group.variables["lastspike"].get_value(), dtype=float)
        last = np.where(before < 0, last, np.rint(before / translation.dt_s).astype(np.int64))
    steps, ids = spikes
    np.maximum.at(last, ids, steps + translation.first_step)
    return last


def _arrivals(translation: Translation, cells: Cells, variable: str, spikes: dict[str, tuple[np.ndarray, np.ndarray]]):
    """(added by the last step, then targets, weights and steps of what comes later)."""
    now = np.zeros(cells.size)
    targets, weights, steps = [], [], []
    for part in translation.synaptic:
        if part.cells is not cells or part.variable != variable or len(part.sources) == 0:
            continue
        at, ids = spikes[part.source]
        recent = at >= translation.steps - 1 - int(part.steps.max())
        order = np.argsort(part.sources, kind="stable")
        starts = np.searchsorted(part.sources[order], [ids[recent], ids[recent] + 1])
        for step, first, end in zip(at[recent], *starts):
            rows = order[first:end]
            # Seen by the update of step `step + delay + 1`; the first of the next run is `translation.steps`.
            due = step + part.steps[rows] + 1 - translation.steps
            np.add.at(now, part.targets[rows[due == 0]], part.weights[rows[due == 0]])
            later = rows[due > 0]
            targets.append(part.targets[later])
            weights.append(part.weights[later])
            steps.append(due[due > 0])
    join = lambda parts, dtype: np.concatenate(parts) if parts else np.zeros(0, dtype=dtype)  # noqa: E731
    return now, join(targets, np.int64), join(weights, float), join(steps, np.int64)
