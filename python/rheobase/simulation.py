"""Running networks, looking at them, and what they recorded."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._core import Image, ModelError
from .network import Description, Network, warn
from .progress import Progress
from .text import array_of_numbers
from .units import TimeLike, in_ms


class Spikes(NamedTuple):
    """Spikes in order of time: two arrays of one length."""

    times_ms: np.ndarray  # float64, from tick 0 on: the end of the spike's step, or with spike_times its crossing
    ids: np.ndarray  # uint32, the neuron in its population


class StateRecording:
    """States sampled as the network runs. Made by Simulation.record()."""

    def __init__(self, simulation: "Simulation", number: int, selections: tuple[str, ...]):
        self._simulation, self._number = simulation, number
        self.selections = selections

    @property
    def times_ms(self) -> np.ndarray:
        """Of the samples: float64, shape (samples,). A copy."""
        return self._simulation._states(self._number)[0]

    def __getitem__(self, selection: str) -> np.ndarray:
        """float32, shape (samples, neurons). A copy."""
        if selection not in self.selections:
            raise ModelError(f"'{selection}' is not recorded here; recorded are {', '.join(self.selections)}")
        return self._simulation._states(self._number)[1][self.selections.index(selection)]


class PopulationState:
    """A population of a simulation: simulation["E"].

    Its arrays v, u, input, state(name) and spike_words are views of the engine's memory, read-only: nothing is copied,
    each step changes what they show, and they keep the simulation alive.
    """

    def __init__(self, simulation: "Simulation", number: int):
        self._simulation, self._number = simulation, number
        self.name, self.type, self.model, self.size, self.takes_input = simulation._population(number)

    def state(self, name: str) -> np.ndarray:
        """A state by its name (v, u, input, spike_age, noise, a channel's): float32, shape (size,), a view.

        ModelError: the population has no such state.
        """
        return self._simulation._state(self._number, name)

    @property
    def v(self) -> np.ndarray:
        """Membrane potential in mV: float32, shape (size,), a view."""
        return self.state("v")

    @property
    def u(self) -> np.ndarray:
        """Recovery: float32, shape (size,), a view."""
        return self.state("u")

    @property
    def input(self) -> np.ndarray:
        """The input current that is set: float32, shape (size,), a view. Set it by assignment: a number for all, or
        an array of `size`."""
        return self.state("input")

    @input.setter
    def input(self, values: Any) -> None:
        if np.ndim(values) == 0:
            values = np.full(self.size, values)
        if len(values) != self.size:
            raise ModelError(f"input of {self.name}: {len(values)} values for {self.size} neurons")
        self.set_input(values)

    def set_input(self, values: Any, first: int = 0) -> None:
        """Sets the input current of neurons first, first + 1, …; it holds until it is set again.

        values: real numbers, shape (count,); contiguous float32 is not copied. Beyond ±1e6 they are cut and counted.
        ModelError: NaN (that neuron keeps its current, the others are set), or a population without `input = true`.
        """
        if not (isinstance(values, np.ndarray) and values.dtype == np.float32 and values.flags.c_contiguous
                and values.ndim == 1):
            values = array_of_numbers(values, f"input of {self.name}").astype(np.float32)
        self._simulation._set_input(self._number, first, values)

    def fire(self, ids: Any) -> None:
        """Of the model external: these neurons fire in the next step. ids: whole numbers, shape (count,)."""
        ids = array_of_numbers(ids, f"spikes of {self.name}")
        if not np.all((ids >= 0) & (ids < self.size) & (ids == np.floor(ids))):
            raise ModelError(f"spikes of {self.name}: its neurons are numbered from 0 to {self.size - 1}")
        self._simulation._set_spikes(self._number, ids.astype(np.uint32))

    @property
    def fired(self) -> np.ndarray:
        """The neurons that fired in the last step: uint32, ascending. A copy."""
        return self._simulation._fired(self._number)

    @property
    def spike_count(self) -> int:
        """How many fired in the last step."""
        return self._simulation._spike_count(self._number)

    @property
    def spike_words(self) -> np.ndarray:
        """The last step's spikes as bits, bit i % 64 of word i // 64: uint64, a view of this step: ask again after the
        next."""
        return self._simulation._spike_words(self._number)

    def __repr__(self) -> str:
        return f"<rheobase.PopulationState {self.name}: {self.size} neurons, {self.model}>"


class Simulation(_core.Simulation):
    """An engine for a network.

    network: a Description, a Network (it is compiled) or an Image (it is copied).
    threads: 1 … 64, that share each step; the same bits for any number.
    target: SIMD target, one of targets(); None: the best here. The same bits on each.
    noise_seed: 0 … 2^64 - 1, in place of the image's.
    record: whether spikes, and v once a ms for the synchrony in report(), are recorded at each step: 8 bytes a spike.
        record=False is for loops that go on and on.
    ModelError: one line.
    """

    def __init__(self, network: Description | Network | Image, *, threads: int = 1, target: str | None = None,
                 noise_seed: int | None = None, record: bool = True):
        if not isinstance(network, (Description, Network, Image)):
            raise ModelError("network: what rb.load() gives, a Network or an Image, not a "
                             f"{type(network).__name__}")
        image = network if isinstance(network, Image) else network.compile()
        super().__init__(image, threads, target or "", noise_seed, record)
        sizes = [self._population(number)[3] for number in range(self._population_count())]
        self._first = np.cumsum([0] + sizes).tolist()
        self._records = record
        self._recorded: list[tuple[str, ...]] = []  # selections, by number; objects that hold the simulation would leave it
        # to the garbage collector
        self.name: str = image.inspect()["model"]

    @property
    def populations(self) -> dict[str, PopulationState]:
        """By name, in order."""
        views = [PopulationState(self, number) for number in range(self._population_count())]
        return {view.name: view for view in views}

    def __getitem__(self, population: str) -> PopulationState:
        return PopulationState(self, self._find(population))

    def run(self, duration: TimeLike | None = None, *, progress: bool = True) -> "Simulation":
        """Steps for so long (rounded up to steps); None: the network's duration. Returns the simulation.

        The GIL is released. Ctrl-C stops between two steps: KeyboardInterrupt, with all that was recorded so far.
        What is doubtful is warned of as ModelWarning: steps at an integrator's limit, a stimulus that starts again.
        ModelError: no time, shorter than a step, or past the end of a stimulus that is an expression of t.
        progress: a bar for runs of more than a second, if tqdm is there.
        """
        duration_ms = self.duration_ms if duration is None else in_ms(duration, "run")
        steps = self._steps_in(duration_ms)
        doubts = self._check_stimuli(steps)
        with Progress(self.name, steps, self.dt_ms / 1000, "s", shown=progress) as bar:
            self._run(steps, bar.update)
        for line in doubts + self._limit_warnings():
            warn(line)
        return self

    def synapses(self, source: str, target: str, channel: str = "") -> np.ndarray:
        """The synapses of a projection that learns, as they are now: an array with the fields source, target (uint32),
        weight (float32) and delay_ms (float64), by source, then by delay, then by target. A copy.

        The first projection between the two populations; `channel`: into that channel of the target.
        ModelError: there is no such projection, or it does not learn.
        """
        sources, targets, weights, delays_ms = self._synapses(source, target, channel)
        table = np.empty(len(sources), dtype=[("source", np.uint32), ("target", np.uint32), ("weight", np.float32),
                                              ("delay_ms", np.float64)])
        table["source"], table["target"], table["weight"], table["delay_ms"] = sources, targets, weights, delays_ms
        return table

    def set_weights(self, source: str, target: str, weights: Any, channel: str = "") -> None:
        """Sets the weights of a projection that learns, in the order of synapses(): shape (synapses,), each of w_min to
        w_max. ModelError: another length, a value out of range or NaN; then none is set.
        """
        weights = array_of_numbers(weights, f"weights of {source} -> {target}").astype(np.float32)
        self._set_weights(source, target, weights, channel)

    def spikes(self, population: str | None = None) -> Spikes:
        """What was recorded of a population; None: of all, numbered through in order. Copies.

        ModelError: no such population, or record=False.
        """
        number = None if population is None else self._find(population)
        first, end = (0, self._first[-1]) if number is None else self._first[number:number + 2]
        return Spikes(*self._spikes(first, end - first))

    def record(self, *selections: str, every: TimeLike | None = None) -> StateRecording:
        """Records states from here on.

        selections: "E:v", "E:v[3]" or "E:v[0..9]"; states as PopulationState.state() knows them.
        every: time between samples, a multiple of dt; None: 1 ms, or dt if it is longer.
        """
        every_ms = 0.0 if every is None else in_ms(every, "every")
        number = self._record(list(selections), every_ms)
        self._recorded.append(selections)
        return StateRecording(self, number, selections)

    @property
    def recordings(self) -> list[StateRecording]:
        """All that record() has returned, in order."""
        return [StateRecording(self, number, selections) for number, selections in enumerate(self._recorded)]

    def rate_curve(self, type: str = "", window_ms: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
        """(time_ms, rate_hz): spikes per neuron and second in a sliding window, of populations of the type "excitatory"
        or "inhibitory"; "": of all."""
        if type not in ("excitatory", "inhibitory", ""):
            raise ModelError(f"type: 'excitatory', 'inhibitory' or '' (all), not {type!r}")
        return self._rates(type, window_ms)

    def spectrum(self, type: str = "") -> tuple[np.ndarray, np.ndarray]:
        """(frequency_hz, power) of the population rate, by Welch's method, from 200 ms on; empty for shorter runs."""
        if type not in ("excitatory", "inhibitory", ""):
            raise ModelError(f"type: 'excitatory', 'inhibitory' or '' (all), not {type!r}")
        return self._spectrum(type)

    def raster(self, ax: Any = None, **style: Any) -> Any:
        """Spikes of all populations as dots, over time in ms. Returns Matplotlib's axes. style: of Axes.plot."""
        from .plots import raster

        return raster(self, ax, **style)

    def rates(self, ax: Any = None, window_ms: float = 5.0) -> Any:
        """rate_curve() of each type of population, over time in ms. Returns Matplotlib's axes."""
        from .plots import rates

        return rates(self, ax, window_ms)

    def trace(self, ax: Any = None) -> Any:
        """All that record() has recorded, over time in ms. Returns Matplotlib's axes."""
        from .plots import trace

        return trace(self, ax)

    def to_neo(self) -> Any:
        """neo.Block: a SpikeTrain for each neuron, an AnalogSignal for each recorded state. Needs the package neo."""
        from .neo_export import block_of

        return block_of(self)

    def _repr_html_(self) -> str:
        from .display import simulation_html

        return simulation_html(self)

    def __repr__(self) -> str:
        return f"<rheobase.Simulation {self.name}: {self._first[-1]} neurons at {self.time_ms:g} ms on {self.target}>"
