"""Projections whose weights learn: what they are here, and what a run leaves to Brian's Synapses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..network import Projection
from ..simulation import Simulation
from .channels import ChannelUse
from .expressions import itself, refuse
from .learning import Rule, Trace, is_event_driven
from .sampling import steps_between_samples

if TYPE_CHECKING:
    from .translation import Synaptic, Translation


class LearnedProjection:
    """One Synapses object that learns. Arrays are in the order of its synapses."""

    def __init__(self, rule: Rule, part: "Synaptic", use: ChannelUse):
        self.rule, self.part, self.use = rule, part, use
        self.learning, self.synapses = rule.learning, rule.learning.synapses
        self.slopes = part.weights  # what a weight of 1 adds to the target's variable, SI
        factors = self.slopes * use.gain[part.targets]
        if len(factors) and (not np.allclose(factors, factors[0], rtol=1e-9, atol=0) or factors[0] <= 0):
            refuse(self.synapses, f"{self.learning.where('pre')}: what a weight does to {part.variable} " + (
                "differs between its synapses; one rule has one unit of weights" if np.ptp(factors) else
                "lowers it; weights that learn act through a positive factor"))
        self.factor = float(factors[0]) if len(factors) else 1.0  # weight here for 1 of the variable's
        # As Simulation.synapses() has them: by source, then by delay, then by target.
        self.order = np.lexsort((part.targets, part.steps, part.sources))
        self._check_start()

    def _check_start(self) -> None:
        least, most = self.rule.bounds
        start = self.weights_of_brian()
        if np.any((start < least) | (start > most)):
            refuse(self.synapses, f"{self.learning.weight} starts at {start[(start < least) | (start > most)][0]:g}, outside its clip to "
                                  f"{least:g} and {most:g}")

    def is_named_as(self, other: "LearnedProjection") -> bool:
        return (self.part.source, self.part.cells.name, self.use.name) == (other.part.source, other.part.cells.name, other.use.name)

    def weights_of_brian(self) -> np.ndarray:
        return np.broadcast_to(self._value(self.learning.weight), (len(self.slopes),)).astype(float)

    def _value(self, name: str) -> np.ndarray:
        return np.asarray(self.synapses.variables[name].get_value(), dtype=float)

    def described(self, dt_s: float, storage: str) -> Projection:
        least, most = self.rule.bounds
        part = self.part
        return Projection(part.source, part.cells.name, channel=self.use.name, sources=part.sources, targets=part.targets,
                          weight=np.clip(self.weights_of_brian(), least, most) * self.factor, delay=(part.steps + 1) * (dt_s * 1000),
                          plasticity=self.rule.scaled(self.factor), storage=storage)

    def check_fresh(self) -> None:
        """Traces begin at 0 here."""
        for trace in self.learning.traces:
            if np.any(self._value(trace.name) != 0):
                refuse(self.synapses, f"{trace.name} is not 0 where this run starts, and the simulation is a new one; traces begin at 0 here")

    def weights(self, simulation: Simulation) -> np.ndarray:
        """As they are in the simulation, in the variable's unit."""
        found = np.empty(len(self.slopes))
        if len(found):
            part = self.part
            found[self.order] = simulation.synapses(part.source, part.cells.name, self.use.name)["weight"] / self.factor
        return np.clip(found, *self.rule.bounds)

    def leave(self, translation: "Translation", simulation: Simulation, ahead: Simulation,
              spikes: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, np.ndarray]:
        """Its variables at the end of the run. ahead: the simulation a step later, which has learned from the last spikes."""
        self.part.weights = self.slopes * self.weights(simulation)
        states = {self.learning.weight: self.weights(ahead)}
        everyone = np.arange(len(self.slopes))
        for trace in self.learning.traces:
            driven = is_event_driven(self.synapses, trace.name)
            values = self.trace_values(trace, everyone, np.array([translation.steps]), spikes)[0]
            states[trace.name] = values * (self.rule.keeps[trace.name] if driven else 1.0)
            if driven:
                end_s = (translation.first_step + translation.steps) * translation.dt_s
                states["lastupdate"] = np.full(len(everyone), end_s)
        return states

    def trace_values(self, trace: Trace, synapses: np.ndarray, steps: np.ndarray,
                     spikes: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        """At the beginning of steps of this run, by equations that are clock-driven: shape (steps, synapses)."""
        part = self.part
        at, ids = spikes[part.source if trace.side == "pre" else part.cells.name]
        neurons = (part.sources if trace.side == "pre" else part.targets)[synapses]
        delays = part.steps[synapses] if trace.side == "pre" else np.zeros(len(synapses), dtype=np.int64)
        keep, jump = self.rule.keeps[trace.name], self.rule.jumps[trace.name]
        by_neuron = np.argsort(ids, kind="stable")
        values = np.zeros((len(steps), len(synapses)))
        pairs, where = np.unique(np.column_stack([neurons, delays]), axis=0, return_inverse=True)
        for number, (neuron, delay) in enumerate(pairs):
            first, end = np.searchsorted(ids[by_neuron], [neuron, neuron + 1])
            arrivals = np.sort(at[by_neuron[first:end]]) + delay
            seen = np.searchsorted(arrivals, steps)  # those of earlier steps
            after = _after_each(arrivals, keep, trace.is_set)
            course = np.zeros(len(steps))
            some = seen > 0
            course[some] = jump * after[seen[some] - 1] * keep ** (steps[some] - 1 - arrivals[seen[some] - 1])
            values[:, np.ravel(where) == number] = course[:, None]
        return values


def _after_each(arrivals: np.ndarray, keep: float, is_set: bool) -> np.ndarray:
    """A trace that each arrival adds 1 to, or sets to 1, right after each."""
    after = np.ones(len(arrivals))
    if not is_set:
        for k in range(1, len(arrivals)):
            after[k] += after[k - 1] * keep ** (arrivals[k] - arrivals[k - 1])
    return after


class LearnedSamples:
    """A StateMonitor of Synapses that learn: weights, traces and what is constant."""

    def __init__(self, monitor: Any, translation: "Translation", simulation: Simulation):
        self.monitor, self.translation, self.simulation = monitor, translation, simulation
        self.projection = translation.learned[itself(monitor.source)]
        self.every = steps_between_samples(monitor, translation.dt_s)
        learning = self.projection.learning
        self.traces = {t.name: t for t in learning.traces}
        for name in monitor.record_variables:
            if is_event_driven(monitor.source, name):
                refuse(monitor, f"{name} is event-driven, and not recorded; make it clock-driven")
            if name not in (learning.weight, *self.traces, *monitor.source.equations.parameter_names):
                refuse(monitor, f"{name} of synapses that learn is not recorded; {learning.weight}, traces and parameters are")
        self.recorded = np.asarray(monitor.record, dtype=np.int64)
        steps = np.arange(translation.steps)
        self.steps = steps[(translation.first_step + steps) % self.every == 0]
        # A step of Brian ends in the next one here: its beginning is the end of that step.
        self.due = set((self.steps + 1).tolist())
        self.weights: list[np.ndarray] = []

    def sample(self) -> None:
        self.weights.append(self.projection.weights(self.simulation)[self.recorded])

    def fill(self) -> None:
        from .carry_over import by_step

        monitor, translation, part = self.monitor, self.translation, self.projection.part
        old = len(monitor.variables["t"].get_value())
        monitor.resize(old + len(self.steps))
        monitor.variables["t"].get_value()[old:] = (translation.first_step + self.steps) // self.every * float(monitor.clock.dt)
        spikes = {name: by_step(self.simulation, name, translation) for name in (part.source, part.cells.name)}
        for name in monitor.record_variables:
            if name == self.projection.learning.weight:
                values = np.array(self.weights).reshape(len(self.steps), len(self.recorded))
            elif name in self.traces:
                values = self.projection.trace_values(self.traces[name], self.recorded, self.steps, spikes)
            else:
                values = np.broadcast_to(np.asarray(monitor.source.variables[name].get_value()), (len(part.sources),))[self.recorded][None, :]
            monitor.recorded_variables[name].get_value()[old:, :] = values
