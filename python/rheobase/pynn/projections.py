"""Projections: PyNN's connectors make them, the network gets their synapses as lists."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np
from pyNN import common
from pyNN.core import is_listlike
from pyNN.space import Space

from .._core import ModelError
from . import simulator
from .synapses import StaticSynapse, TsodyksMarkramSynapse

CHANNELS = {"excitatory": "exc", "inhibitory": "inh"}


class Connection(common.Connection):
    """A synapse. Its attributes may be set until the network runs, and between runs."""

    def __init__(self, projection: "Projection", number: int):
        object.__setattr__(self, "_projection", projection)
        object.__setattr__(self, "_number", number)

    @property
    def presynaptic_index(self) -> int:
        return int(self._projection._pre[self._number])

    @property
    def postsynaptic_index(self) -> int:
        return int(self._projection._post[self._number])

    def __getattr__(self, name: str) -> float:
        try:
            return float(self._projection._attributes[name][self._number])
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: float) -> None:
        if name not in self._projection._attributes:
            raise AttributeError(f"a {type(self._projection.synapse_type).__name__} has no {name}")
        self._projection._attributes[name][self._number] = value
        simulator.state.changed()

    def as_tuple(self, *names: str) -> tuple:
        return tuple(getattr(self, name) for name in names)


class Projection(common.Projection):
    __doc__ = common.Projection.__doc__
    _simulator = simulator
    _static_synapse_class = StaticSynapse

    def __init__(self, presynaptic_population: Any, postsynaptic_population: Any, connector: Any, synapse_type: Any = None,
                 source: Any = None, receptor_type: str | None = None, space: Space = Space(), label: str | None = None):
        super().__init__(presynaptic_population, postsynaptic_population, connector, synapse_type, source, receptor_type, space,
                         label)
        if not isinstance(self.synapse_type, (StaticSynapse, TsodyksMarkramSynapse)):
            raise ModelError(f"pynn: {type(self.synapse_type).__name__} is not supported; supported are StaticSynapse and "
                             "TsodyksMarkramSynapse")
        if simulator.state.simulation is not None:
            raise ModelError(f"pynn: Projection {self.label} is created after run(); create it before, or call reset() first")
        self._parts: list[tuple[np.ndarray, int, dict[str, Any]]] = []
        connector.connect(self)
        self._pre = np.concatenate([np.zeros(0, int), *(pre for pre, _, _ in self._parts)])
        self._post = np.concatenate([np.zeros(0, int), *(np.full(len(pre), post) for pre, post, _ in self._parts)])
        self._attributes = {name: np.concatenate([np.zeros(0), *(values[name] for _, _, values in self._parts)])
                            for name in self.synapse_type.get_native_names()}
        del self._parts
        simulator.state.projections.append(self)
        simulator.state.changed()

    def __len__(self) -> int:
        return len(self._pre)

    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            return [Connection(self, k) for k in range(*i.indices(len(self)))]
        return Connection(self, range(len(self))[i])

    @property
    def connections(self) -> Iterator[Connection]:
        return (Connection(self, number) for number in range(len(self)))

    def _convergent_connect(self, presynaptic_indices: Any, postsynaptic_index: int, location_selector: Any = None,
                            **connection_parameters: Any) -> None:
        if location_selector is not None:
            raise ModelError("pynn: location_selector: neurons are points here")
        pre = np.atleast_1d(np.asarray(presynaptic_indices, dtype=int))
        values = {name: np.broadcast_to(np.asarray(list(value) if is_listlike(value) else value, dtype=float), pre.shape).copy()
                  for name, value in connection_parameters.items()}
        self._parts.append((pre, int(postsynaptic_index), values))

    def _set_attributes(self, parameter_space: Any) -> None:
        parameter_space.evaluate()
        for name, value in parameter_space.items():
            values = np.broadcast_to(value, self.shape)[self._pre, self._post]
            if np.any(np.isnan(values)):
                raise ModelError(f"pynn: {self.label}: {name} is nan for a connection that exists")
            self._attributes[name] = values
        simulator.state.changed()

    def _set_initial_value_array(self, variable: str, initial_value: Any) -> None:
        raise ModelError(f"pynn: {self.label}: {variable} of a synapse starts as its equations say; it cannot be set")

    @property
    def delays_ms(self) -> np.ndarray:
        return self._attributes["delay"]

    # As synapses of Rheobase.

    def described(self) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
        """For each pair of populations: source, target, and the keys of a projection."""
        sources, source_indices = _places(self.pre)
        targets, target_indices = _places(self.post)
        pairs = np.column_stack([sources[self._pre], targets[self._post]])
        for source, target in np.unique(pairs, axis=0):
            chosen = np.flatnonzero((pairs == (source, target)).all(axis=1))
            yield simulator.state.populations[source], simulator.state.populations[target], {
                "channel": CHANNELS[self.receptor_type], "sources": source_indices[self._pre[chosen]],
                "targets": target_indices[self._post[chosen]], "weight": self._attributes["weight"][chosen],
                "delay": self._delays(chosen), **self._short_term(chosen)}

    def _delays(self, chosen: np.ndarray) -> np.ndarray:
        """A spike at t, the end of its step, arrives at t + delay, which is a step later than Rheobase counts."""
        state = simulator.state
        steps = np.round(self.delays_ms[chosen] / state.dt)
        if np.any(steps < 0):
            raise ModelError(f"pynn: {self.label}: a delay below 0")
        return (steps + 1) * state.dt

    def _short_term(self, chosen: np.ndarray) -> dict[str, Any]:
        if not isinstance(self.synapse_type, TsodyksMarkramSynapse):
            return {}
        rule = {}
        for name in ("U", "tau_rec", "tau_facil"):
            values = self._attributes[name][chosen]
            if not np.all(values == values[0]):
                raise ModelError(f"pynn: {self.label}: {name} differs between its synapses; a Projection has one here")
            rule[name] = float(values[0]) if name == "U" else f"{float(values[0])!r} ms"
        return {"stp": {"form": "tsodyks", **rule}}


def _places(neurons: Any) -> tuple[np.ndarray, np.ndarray]:
    """Of each neuron of a population, view or assembly: the number of its population, and its own there."""
    number = {id(population): k for k, population in enumerate(simulator.state.populations)}
    return (np.fromiter((number[id(cell.parent)] for cell in neurons.all_cells), dtype=int),
            np.fromiter((int(cell) - int(cell.parent.first_id) for cell in neurons.all_cells), dtype=int))
