"""The state of a simulation: what PyNN has been told so far, the network that it becomes, and its runs."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from pyNN import common

from .._core import ModelError
from ..network import Network, warn
from ..network import Projection as Synapses
from ..simulation import Simulation
from ..units import Time
from .recorded import Recorded

name = "Rheobase"


class ID(int, common.IDMixin):
    """A neuron."""

    def __init__(self, n: int):
        """n: its number, from 0 on over all populations."""
        int.__init__(n)
        common.IDMixin.__init__(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # NumPy asks for __array__ and more; a cell has parameters
            raise AttributeError(name)
        return common.IDMixin.__getattr__(self, name)


class State(common.control.BaseState):
    """Populations and projections are kept as PyNN describes them; the first run compiles them.

    What changes afterwards is compiled anew and swapped in, where only values of the same network change; more is refused.
    """

    mpi_rank, num_processes = 0, 1

    def __init__(self) -> None:
        super().__init__()
        self.dt, self.given_min_delay, self.given_max_delay, self.threads, self.seed = 0.1, "auto", "auto", 1, 1
        self.clear()

    def clear(self) -> None:
        self.populations: list[Any] = []
        self.projections: list[Any] = []
        self.current_sources: list[Any] = []
        self.recorders = set()
        self.write_on_end: list[Any] = []
        self.id_counter = 0
        self.segment_counter = -1
        self.reset()

    def reset(self) -> None:
        self.running = False
        self.step = 0
        self.t_start = 0
        self.segment_counter += 1
        self.simulation: Simulation | None = None
        self.recorded: Recorded | None = None
        self.is_changed = False

    @property
    def t(self) -> float:
        return round(self.step * self.dt, 9)

    @property
    def min_delay(self) -> float:
        """What setup() was told; "auto": the least delay there is, or the timestep."""
        if self.given_min_delay != "auto":
            return self.given_min_delay
        return min((p.delays_ms.min() for p in self.projections if len(p)), default=self.dt)

    @property
    def max_delay(self) -> float:
        """What setup() was told; "auto": the largest delay there is, or the timestep."""
        if self.given_max_delay != "auto":
            return self.given_max_delay
        return max((p.delays_ms.max() for p in self.projections if len(p)), default=self.dt)

    def steps_in(self, time_ms: float) -> int:
        return int(round(time_ms / self.dt))

    def changed(self) -> None:
        """The description is another than the one that runs."""
        self.is_changed = True

    # The network.

    def name_of(self, population: Any) -> str:
        """In the network: its number, and its label in letters, digits and _."""
        return re.sub(r"\W+", "_", f"p{self.populations.index(population)}_{population.label}", flags=re.ASCII)[:60]

    def network(self) -> Network:
        """All that PyNN has been told, as a network of Rheobase."""
        net = Network("pynn", dt=f"{self.dt!r} ms", seed=self.seed)
        for population in self.populations:
            net.add(population.described(self.name_of(population)))
        for projection in self.projections:
            for source, target, keys in projection.described():
                net.connect(Synapses(self.name_of(source), self.name_of(target), **keys))
        if not net.populations:
            raise ModelError("pynn: run() before any Population was created")
        return net

    def _prepare(self) -> None:
        if self.simulation is None:
            self.simulation = Simulation(self.network(), threads=self.threads)
            self.recorded = Recorded(self)
        elif self.is_changed:
            self.recorded.keep()
            try:
                self.simulation.swap(self.network().compile())
            except ModelError as error:
                raise ModelError(f"pynn: a change after run() that cannot be made while the network runs: {error}; call reset() "
                                 "first, or make it before run()") from None
            self.recorded.restart()
        self.is_changed = False

    # Runs.

    def run(self, simtime: float) -> None:
        self.run_until(self.t + simtime)

    def run_until(self, tstop: float) -> None:
        end = self.steps_in(tstop)
        self._prepare()
        self.running = True
        sources = [p for p in self.populations if hasattr(p.celltype, "events")]
        injected = {p for source in self.current_sources for p, _ in source.targets}
        due = {p: p.celltype.events(p, self.step, end) for p in sources}
        steps = {self.step, *(s for events in due.values() for s in events),
                 *(s for source in self.current_sources for s in source.changes(self.step, end))}
        ordered = sorted(s for s in steps if self.step <= s < end)
        for step, following in zip(ordered, [*ordered[1:], end]):
            for population, events in due.items():
                population.celltype.apply(self.simulation[self.name_of(population)], events, step)
            for population in injected:
                self._inject(population, step)
            self.simulation._run(following - step, lambda *_: None)
            self.step = following
        for line in self.simulation._limit_warnings():
            warn(line)

    def _inject(self, population: Any, step: int) -> None:
        current = np.zeros(population.size)
        for source in self.current_sources:
            for target, indices in source.targets:
                if target is population:
                    np.add.at(current, indices, source.amplitude_at(step))
        self.simulation[self.name_of(population)].input = current * population.celltype.current_scale

    def time(self, steps: float) -> Time:
        return Time(steps * self.dt)


state = State()
