"""Populations, views of them, and assemblies."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyNN import common
from pyNN.parameters import ParameterSpace, Sequence, simplify

from .._core import ModelError
from ..network import Population as Described
from ..network import warn
from . import simulator
from .recording import Recorder


class Assembly(common.Assembly):
    _simulator = simulator


def _of_each(value: Any, size: int) -> np.ndarray:
    """PyNN evaluates what is of one neuron to a scalar."""
    if isinstance(value, Sequence):
        sequences = np.empty(size, dtype=object)
        sequences[:] = [value] * size
        return sequences
    return np.broadcast_to(np.asarray(value), (size,)).copy()


def _set_sequences(array: np.ndarray, indices: np.ndarray, values: Any, label: str) -> None:
    if isinstance(values, Sequence):
        values = [values] * len(indices)
    for index, times in zip(indices, values):
        array[index] = times
        if simulator.state.step > 0 and np.any(np.asarray(times.value) <= simulator.state.t):
            warn(f"pynn: {label}: spike times up to {simulator.state.t:g} ms are past, and do not fire")


class _Parameters:
    """Parameters of neurons: arrays in the population that they are of."""

    def _get_parameters(self, *names: str) -> ParameterSpace:
        return self.celltype.reverse_translate(self._get_native_parameters(*self.celltype.get_native_names(*names)))

    def _indices(self) -> Any:
        raise NotImplementedError

    def _get_native_parameters(self, *names: str) -> ParameterSpace:
        values = self.grandparent._parameters
        return ParameterSpace({name: simplify(values[name][self._indices()]) for name in names}, shape=(self.size,))

    def _set_parameters(self, parameter_space: ParameterSpace) -> None:
        parameter_space.evaluate(simplify=False)
        population = self.grandparent
        for name, value in parameter_space.items():
            before = population._parameters[name]
            after = before.copy()
            if after.dtype == object:
                _set_sequences(after, np.arange(population.size)[self._indices()], value, self.label)
            else:
                after[self._indices()] = value
            population._parameters[name] = after
            try:
                population.celltype.check(population)
            except Exception:
                population._parameters[name] = before
                raise
        simulator.state.changed()

    def _set_initial_value_array(self, variable: str, initial_values: Any) -> None:
        if simulator.state.simulation is not None:
            raise ModelError(f"pynn: {self.label}: initialize({variable}=…) after run(); call reset() first")
        array = self.grandparent.initial_array(variable)
        array[self._indices()] = initial_values.evaluate(simplify=False)

    def _get_view(self, selector: Any, label: str | None = None) -> "PopulationView":
        return PopulationView(self, selector, label)


class PopulationView(_Parameters, common.PopulationView):
    _assembly_class = Assembly
    _simulator = simulator

    def _indices(self) -> np.ndarray:
        return self.grandparent.indices_of(self.all_cells)


class Population(_Parameters, common.Population):
    __doc__ = common.Population.__doc__
    _simulator = simulator
    _recorder_class = Recorder
    _assembly_class = Assembly

    @property
    def grandparent(self) -> "Population":
        return self

    def _indices(self) -> slice:
        return slice(None)

    def _create_cells(self) -> None:
        state = simulator.state
        if not hasattr(self.celltype, "state_names"):
            raise ModelError(f"pynn: {type(self.celltype).__name__} is not supported; supported are {', '.join(self.celltype_names())}")
        if state.simulation is not None:
            raise ModelError(f"pynn: Population {self.label} is created after run(); create it before, or call reset() first")
        self.all_cells = np.array([simulator.ID(n) for n in range(state.id_counter, state.id_counter + self.size)],
                                  dtype=simulator.ID)
        self._mask_local = np.ones(self.size, bool)
        for id in self.all_cells:
            id.parent = self
        space = self.celltype.native_parameters
        space.shape = (self.size,)
        space.evaluate(simplify=False)
        self._parameters = {name: _of_each(value, self.size) for name, value in space.as_dict().items()}
        self._initial: dict[str, np.ndarray] = {}
        self.celltype.check(self)
        state.id_counter += self.size
        state.populations.append(self)
        state.changed()

    @staticmethod
    def celltype_names() -> list[str]:
        from . import list_standard_models

        return list_standard_models()

    def indices_of(self, ids: Any) -> np.ndarray:
        """Numbers in the population."""
        return np.fromiter((int(id) for id in ids), dtype=int) - int(self.first_id)

    def initial_array(self, variable: str) -> np.ndarray:
        """Of each neuron; it may be written."""
        return self._initial.setdefault(variable, np.zeros(self.size))

    def numbers(self, parameter: str) -> np.ndarray:
        return self._parameters[parameter].astype(float)

    def uniform(self, parameter: str) -> float:
        """ModelError: it differs between the neurons."""
        values = self.numbers(parameter)
        if not np.all(values == values[0]):
            raise ModelError(f"pynn: {self.label}: {parameter} differs between its neurons; a Population has one here. Make one "
                             "Population for each value")
        return float(values[0])

    @property
    def is_injected(self) -> bool:
        return any(target is self for source in simulator.state.current_sources for target, _ in source.targets)

    def described(self, name: str) -> Described:
        """As a population of Rheobase."""
        keys = self.celltype.keys(self)
        if self.is_injected:
            keys["input"] = True
        return Described(name, self.size, **keys)
