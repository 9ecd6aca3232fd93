"""What a run has recorded, over changes of the network between its parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._core import ModelError


class Recorded:
    """Spikes of all populations, and states of those that are to be recorded."""

    def __init__(self, state: Any):
        self._state = state
        self._spikes: dict[Any, list[tuple[np.ndarray, np.ndarray]]] = {p: [] for p in state.populations}
        self._samples: dict[tuple[Any, str], list[np.ndarray]] = {}
        self._first: dict[tuple[Any, str], int] = {}
        self._is_complete = False
        self.restart()
        self._is_complete = True

    def restart(self) -> None:
        """After the network has been swapped, which ends the simulation's recordings."""
        self._recordings: dict[tuple[Any, str], tuple[Any, str]] = {}
        for population in self._state.populations:
            for variable, ids in population.recorder.recorded.items():
                if variable.name != "spikes" and ids:
                    self._record(population, variable.name, ids)

    def _record(self, population: Any, variable: str, ids: set) -> None:
        key = (population, variable)
        indices = population.indices_of(sorted(ids))
        if self._is_complete and key not in self._samples or self._first.get(key, indices[0]) != indices[0]:
            raise ModelError(f"pynn: {population.label}: what is recorded was changed after run(); call record() before run(), or "
                             "reset() first")
        self._first[key] = int(indices[0])
        self._samples.setdefault(key, [])
        state = population.celltype.state_names[variable]
        selection = f"{self._state.name_of(population)}:{state}[{indices[0]}..{indices[-1]}]"
        recording = self._state.simulation.record(selection, every=self._state.time(self._steps_between(population)))
        self._recordings[key] = (recording, selection)

    def _steps_between(self, population: Any) -> int:
        interval = population.recorder.sampling_interval
        steps = self._state.steps_in(interval)
        if steps < 1 or abs(steps * self._state.dt - interval) > 1e-9:
            raise ModelError(f"pynn: {population.label}: sampling_interval = {interval} ms is no multiple of the timestep, {self._state.dt} ms")
        return steps

    def keep(self) -> None:
        """Before the network is swapped."""
        for key, (recording, selection) in self._recordings.items():
            if self._state.step % self._steps_between(key[0]) != 0:
                raise ModelError(f"pynn: {key[0].label}: a change at {self._state.t} ms, between two samples of {key[1]}: make it at a "
                                 "multiple of the sampling interval")
            self._samples[key].append(recording[selection])
        for population, parts in self._spikes.items():
            parts.append(self._state.simulation.spikes(self._state.name_of(population)))

    def spikes(self, population: Any) -> tuple[np.ndarray, np.ndarray]:
        """(indices, times_ms)"""
        parts = [*self._spikes[population], self._state.simulation.spikes(self._state.name_of(population))]
        return np.concatenate([ids for _, ids in parts]).astype(int), np.concatenate([times for times, _ in parts])

    def samples(self, population: Any, variable: str, ids: list) -> np.ndarray:
        """(samples, neurons), from the first step's end on."""
        key = (population, variable)
        if key not in self._recordings:
            raise ModelError(f"pynn: {population.label}: {variable} was not recorded from the start; call record() before run(), or "
                             "reset() first")
        recording, selection = self._recordings[key]
        rows = np.concatenate([*self._samples[key], recording[selection]])
        return rows[:, population.indices_of(ids) - self._first[key]]
