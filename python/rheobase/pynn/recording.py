"""Recording, for Neo."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyNN import recording

from . import simulator


class Recorder(recording.Recorder):
    _simulator = simulator

    def _record(self, variable: Any, new_ids: set, sampling_interval: float | None = None) -> None:
        self.sampling_interval = sampling_interval or self.sampling_interval
        if new_ids and variable.name != "spikes":
            simulator.state.changed()

    def _start_ms(self) -> float:
        return float(self._recording_start_time)

    def _get_spiketimes(self, ids: list, clear: bool = False) -> tuple[np.ndarray, np.ndarray]:
        indices, times_ms = simulator.state.recorded.spikes(self.population)
        chosen = np.isin(indices, self.population.indices_of(ids)) if len(ids) else np.zeros(len(indices), bool)
        chosen &= times_ms > self._start_ms() + simulator.state.dt / 2
        # In order of neurons, and of time for each.
        order = np.lexsort((times_ms[chosen], indices[chosen]))
        return (indices[chosen] + int(self.population.first_id))[order], times_ms[chosen][order]

    def _get_all_signals(self, variable: Any, ids: list, clear: bool = False) -> tuple[np.ndarray, None]:
        rows = simulator.state.recorded.samples(self.population, variable.name, ids)
        indices = self.population.indices_of(ids)
        first = self.population.initial_array(variable.name)[indices]
        rows = np.concatenate([first[None, :], rows])
        return rows[int(round(self._start_ms() / self.sampling_interval)):], None

    def _local_count(self, variable: Any, filter_ids: Any = None) -> dict[int, int]:
        ids = sorted(self.filter_recorded(variable, filter_ids))
        counted = dict(zip(*np.unique(self._get_spiketimes(ids)[0], return_counts=True)))
        return {int(id): int(counted.get(int(id), 0)) for id in ids}

    def _clear_simulator(self) -> None:
        pass

    def _reset(self) -> None:
        simulator.state.changed()
