"""A Brian 2 network as a network of Rheobase, from the state in which Brian has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from brian2.core.network import Network as BrianNetwork
from brian2.core.operations import NetworkOperation
from brian2.groups.group import CodeRunner
from brian2.groups.neurongroup import NeuronGroup, Resetter, StateUpdater, SubexpressionUpdater, Thresholder
from brian2.groups.subgroup import Subgroup
from brian2.input.poissongroup import PoissonGroup
from brian2.input.poissoninput import PoissonInput
from brian2.input.spikegeneratorgroup import SpikeGeneratorGroup
from brian2.monitors import PopulationRateMonitor, SpikeMonitor, StateMonitor
from brian2.synapses.synapses import StateUpdater as SynapsesUpdater
from brian2.synapses.synapses import SummedVariableUpdater, Synapses, SynapticPathway

from ..network import Network, Population, Projection
from .expressions import Values, itself, parsed, refuse, symbol
from .neurons import Cells, NeuronReader
from .learned import LearnedProjection
from .learning import one_line, rule_of
from .operations import Redrawn
from .sources import (is_poisson_threshold, poisson, poisson_group, poisson_input_parts, spike_generator, stimulus_of)
from .synapses import Arrival, arrivals_of, check_constant, drawn, whole_group

_PARTS = (StateUpdater, SynapsesUpdater, SubexpressionUpdater, Thresholder, Resetter, SynapticPathway, Subgroup)
_SLOTS = {StateUpdater: "groups", SynapsesUpdater: "groups", Thresholder: "thresholds", Resetter: "resets", SynapticPathway: "synapses", PoissonInput: "synapses",
          PoissonGroup: "thresholds", SpikeGeneratorGroup: "thresholds"}
_MONITORS = (StateMonitor, SpikeMonitor, PopulationRateMonitor)


@dataclass
class Synaptic:
    """Synapses of one pathway onto one variable: what is on its way when a run ends."""

    source: str  # population
    cells: Cells
    variable: str
    sources: np.ndarray
    targets: np.ndarray
    weights: np.ndarray  # SI
    steps: np.ndarray  # Brian's: what a spike of step k adds is seen by the update of step k + steps + 1


@dataclass
class Pending:
    """On its way from an earlier run: seen by the update of step `steps`, 1 and more, of this one."""

    cells: Cells
    variable: str
    targets: np.ndarray
    weights: np.ndarray  # SI
    steps: np.ndarray


class Translation:
    """network: the result, ready to be compiled; the rest is what its run is read by."""

    def __init__(self, brian: BrianNetwork, objects: list[Any], namespace: dict[str, Any], first_step: int, steps: int,
                 dt_s: float, options: dict[str, Any], redrawn: list[tuple[Any, str, Redrawn]]):
        self.namespace, self.first_step, self.steps, self.dt_s, self.options = namespace, first_step, steps, dt_s, options
        self.redrawn: dict[Any, dict[str, Redrawn]] = {}
        for group, name, law in redrawn:
            self.redrawn.setdefault(group, {})[name] = law
        self.t0_s = first_step * dt_s
        if brian.schedule != ["start", "groups", "thresholds", "synapses", "resets", "end"]:
            refuse(brian, f"the schedule {brian.schedule} is not carried over; Brian's default is")
        self.network = Network(_identifier(brian.name), dt=f"{dt_s * 1000!r} ms")
        self.cells: dict[Any, Cells] = {}
        self.names: dict[Any, str] = {}  # populations by NeuronGroup, PoissonGroup, SpikeGeneratorGroup
        self.synaptic: list[Synaptic] = []
        self.learned: dict[Any, LearnedProjection] = {}  # by Synapses
        self.monitors = [o for o in objects if isinstance(o, _MONITORS) and o.active]
        self.populations: dict[str, Population] = {}
        self._sort(objects)
        self._read_groups()
        self._connect()
        for cells in self.cells.values():
            keys = cells.keys
            keys["channels"] = [use.channel() for use in cells.channels.values()]
            if any(np.any(use.starts_at != 0) for use in cells.channels.values()):
                keys["input"] = True
            self.populations[cells.name].keys.update(keys)
        self.begin_tick = 0  # of the simulation
        self.image: Any = None  # of the simulation
        self.signature = self._signature()

    @property
    def plays_lists(self) -> bool:
        """Whether something here is counted from the beginning of the run."""
        return any("stimulus" in p.keys or p.keys.get("model") == "spikes" for p in self.network.populations)

    def _signature(self) -> tuple[Any, ...]:
        """Equal for networks that differ in the values of their states alone."""
        states = {id(p): {key: p.keys.pop(key) for key in ("v0", "u0", "input") if key in p.keys} for p in self.network.populations}
        weights = {id(p): p.weight for p in self.network.projections if "plasticity" in p.keys}
        for projection in self.network.projections:
            if id(projection) in weights:
                projection.weight = np.zeros_like(projection.weight)
        text, arrays = self.network.text()
        for population in self.network.populations:
            population.keys.update(states[id(population)])
        for projection in self.network.projections:
            projection.weight = weights.get(id(projection), projection.weight)
        moving = self.plays_lists and self.first_step
        return text, moving, *(array.tobytes() for array in arrays.values())

    def steps_of(self, times_ms: np.ndarray) -> np.ndarray:
        """Steps of this run, from 0, of times of spikes here, which are those of the ends of steps."""
        return np.rint(times_ms / (self.dt_s * 1000)).astype(np.int64) - 1 - self.begin_tick

    def _sort(self, objects: list[Any]) -> None:
        self.groups, self.synapses, self.inputs = [], [], []
        for thing in objects:
            if isinstance(thing, NeuronGroup):
                for event in thing.events:
                    if event != "spike":
                        refuse(thing, f"the event '{event}' is not carried over; 'spike' is")
        for thing in objects:
            _check_schedule(thing)
            if isinstance(thing, (*_MONITORS, *_PARTS, NetworkOperation)) or type(thing) is CodeRunner:
                continue
            if not thing.active:
                refuse(thing, "it is not active; take it out of the network")
            if type(thing) in (NeuronGroup, PoissonGroup, SpikeGeneratorGroup):
                self.groups.append(thing)
            elif type(thing) is Synapses:
                self.synapses.append(thing)
            elif isinstance(thing, PoissonInput):
                self.inputs.append(thing)
            elif isinstance(thing, SummedVariableUpdater):
                arrivals_of(itself(thing.group))  # refuses it by the name of its Synapses
            else:
                refuse(thing, f"a {type(thing).__name__} is not carried over")
        for thing in [*self.groups, *(p for s in self.synapses for p in s._pathways)]:
            if abs(float(thing.clock.dt) - self.dt_s) > 1e-9 * self.dt_s:
                refuse(thing, f"its dt is {float(thing.clock.dt) * 1000:g} ms, that of others {self.dt_s * 1000:g} ms")

    def _read_groups(self) -> None:
        arriving: dict[Any, set[str]] = {}
        self.arrivals: list[Arrival] = [a for s in self.synapses for a in arrivals_of(s)]
        for arrival in self.arrivals:
            arriving.setdefault(arrival.target, set()).add(arrival.variable)
        for source in self.inputs:
            arriving.setdefault(whole_group(source._group), set()).add(source._target_var)
        for group in self.groups:
            name = self.names[group] = _identifier(group.name)
            if isinstance(group, PoissonGroup):
                population = poisson_group(group, name, self.namespace, self.t0_s, self.steps, self.dt_s)
            elif isinstance(group, SpikeGeneratorGroup):
                population = spike_generator(group, name, self.first_step, self.steps, self.dt_s)
            elif (rate := is_poisson_threshold(group)) is not None and not len(group.user_equations.diff_eq_names):
                population = poisson(group, name, rate, Values(group, self.namespace), self.t0_s, self.steps, self.dt_s)
            elif not len(group.user_equations.diff_eq_names) and not group.events and group not in arriving:
                continue  # it holds numbers alone
            elif not len(group.user_equations.diff_eq_names):
                refuse(group, "it has no differential equation")
            else:
                _check_units(group, self.namespace)
                cells = NeuronReader(group, name, self.namespace, arriving.get(group, set()), self.redrawn.get(group, {}),
                                     self.dt_s).read()
                self.cells[group] = cells
                population = Population(name, len(group))
                if cells.over_time != 0:
                    population.keys["stimulus"] = stimulus_of(group, cells.over_time, Values(group, self.namespace), self.t0_s,
                                                              self.steps, self.dt_s, len(group), cells.over_time_gain)
            self.populations[name] = self.network.add(population)

    def _connect(self) -> None:
        moving = {group: {cells.v, cells.u, *cells.channels, *cells.redrawn} for group, cells in self.cells.items()}
        # What learns comes first: Simulation.synapses() knows a projection by its populations and its channel.
        for arrival in sorted(self.arrivals, key=lambda a: a.learning is None):
            if arrival.source not in self.names:
                refuse(arrival.synapses, f"its source '{arrival.source.name}' is not in the network")
            if arrival.target not in self.cells:
                refuse(arrival.synapses, f"its target '{arrival.target.name}' has no membrane")
            if arrival.learning is not None:
                self._learn(arrival, moving)
                continue
            check_constant(arrival, arrival.expression, f"on_pre '{one_line(arrival.pathway.code)}'", moving)
            self._project(self.names[arrival.source], self.cells[arrival.target], arrival.variable,
                          *drawn(arrival, arrival.expression, self.namespace, self.dt_s))
        for number, source in enumerate(self.inputs):
            self._add_input(number, source)

    def _learn(self, arrival: Arrival, moving: dict[Any, set[str]]) -> None:
        """A projection whose weights learn."""
        learning, cells = arrival.learning, self.cells[arrival.target]
        if self.options["storage"] not in ("sparse_i16", "sparse_i32", "automatic"):
            refuse(arrival.synapses, f"weights that learn are stored as sparse_i32 or sparse_i16, not {self.options['storage']}")
        rule = rule_of(learning, self.namespace, self.dt_s, lambda e, where: check_constant(arrival, e, where, moving))
        slope = sympy.diff(arrival.expression, symbol(learning.weight))
        check_constant(arrival, slope, learning.where("pre"), moving)
        sources, targets, slopes, steps = drawn(arrival, slope, self.namespace, self.dt_s)
        part = Synaptic(self.names[arrival.source], cells, arrival.variable, sources, targets, slopes, steps)
        projection = LearnedProjection(rule, part, cells.channels[arrival.variable])
        if any(projection.is_named_as(other) for other in self.learned.values()):
            refuse(arrival.synapses, f"another Synapses from '{arrival.source.name}' to '{arrival.target.name}' learns on "
                                     f"{arrival.variable}; one is carried over")
        self.learned[learning.synapses] = projection
        self.synaptic.append(part)
        if len(sources):
            self.network.connect(projection.described(self.dt_s, self.options["storage"]))

    def _add_input(self, number: int, source: PoissonInput) -> None:
        group = source._group
        cells = self.cells[whole_group(group)]
        parts, rate_hz = poisson_input_parts(source, self.dt_s)
        targets = np.arange(getattr(group, "start", 0), getattr(group, "start", 0) + len(group))
        values = Values(group, self.namespace)
        weight = values.of_text(source._weight) if isinstance(source._weight, str) else float(source._weight)
        name = f"{_identifier(source.name)}_input"
        if rate_hz * self.dt_s > 1:
            refuse(source, f"its rate of {float(source.rate):g} Hz is more than one spike in a step")
        population = self.network.add(Population(name, parts * len(targets), model="poisson", rate=rate_hz))
        self.populations[name] = population
        size = parts * len(targets)
        self._project(name, cells, source._target_var, np.arange(size), np.tile(targets, parts),
                      np.broadcast_to(np.tile(np.broadcast_to(weight, len(targets)), parts), size).astype(float),
                      np.zeros(size, dtype=np.int64))

    def _project(self, source: str, cells: Cells, variable: str, sources: np.ndarray, targets: np.ndarray, weights: np.ndarray,
                 steps: np.ndarray) -> None:
        use = cells.channels[variable]
        self.synaptic.append(Synaptic(source, cells, variable, sources, targets, weights, steps))
        if len(sources):
            # A delay of d in Brian is d + dt here.
            self.network.connect(Projection(source, cells.name, channel=use.name, sources=sources, targets=targets,
                                            weight=weights * use.gain[targets], delay=(steps + 1) * (self.dt_s * 1000),
                                            storage=self.options["storage"]))

    def begin_from(self, pending: list[Pending]) -> None:
        """Adds what acts from before the first step on: values of channels, and what is on its way."""
        parts = list(pending)
        for cells in self.cells.values():
            for variable, use in cells.channels.items():
                if use.is_jump:
                    continue
                later = np.broadcast_to(use.starts_at, cells.size) * use.keep
                neurons = np.flatnonzero(later)
                parts.append(Pending(cells, variable, neurons, later[neurons], np.ones(len(neurons), dtype=np.int64)))
        parts = [p for p in parts if len(p.targets)]
        if not parts:
            return
        self.network.add(Population("from_before", 1, model="spikes", spikes=([self.dt_s * 1000], [0])))
        for part in parts:
            use = part.cells.channels[part.variable]
            self.network.connect(Projection(
                "from_before", part.cells.name, channel=use.name, sources=np.zeros(len(part.targets), dtype=np.int64),
                targets=part.targets, weight=part.weights * use.gain[part.targets], delay=part.steps * (self.dt_s * 1000),
                storage=self.options["storage"]))

    def first_input(self, cells: Cells) -> np.ndarray:
        """The current in the first step of what channels hold at the start."""
        total = np.zeros(cells.size)
        for use in cells.channels.values():
            if not use.is_jump:
                acts = use.starts_at * use.acting_gain
                total += acts if use.reversal is None else acts * (use.reversal - cells.keys["v0"])
        return total


def _check_schedule(thing: Any) -> None:
    """Brian's order of work in a step is that of its defaults here."""
    usual = next((when for kind, when in _SLOTS.items() if isinstance(thing, kind)), None)
    if usual is not None and (thing.when != usual or not thing.active and not isinstance(thing, SynapticPathway)):
        refuse(thing, f"when='{thing.when}' is not carried over; '{usual}' is" if thing.active else "it is not active")


def _check_units(group: NeuronGroup, namespace: dict[str, Any]) -> None:
    try:
        group.user_equations.check_units(group, run_namespace=namespace)
    except KeyError as error:
        refuse(group, str(error.args[0]))


def _identifier(name: str) -> str:
    cleaned = re.sub(r"\W", "_", name, flags=re.ASCII)[:60]
    return cleaned if not cleaned[0].isdigit() else f"_{cleaned}"[:60]
