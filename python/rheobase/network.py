"""Networks: read from model files, or built from objects whose keywords are the keys of model files."""

from __future__ import annotations

import os
import re
import sys
import warnings
from typing import Any

import numpy as np

from . import _core
from ._core import Image, ModelError
from .model_files import path_of
from .text import Writer, array_of_numbers

# What messages call the text that Network writes; a line of it is told by what stands there.
_TEXT = "network text"


class ModelWarning(UserWarning):
    """What compile() accepts although it may not be what was meant."""


def warn(line: str) -> None:
    """A ModelWarning at the line of the user's that called the package."""
    frame, level = sys._getframe(), 1
    while frame.f_back is not None and frame.f_globals["__name__"].partition(".")[0] == "rheobase":
        frame, level = frame.f_back, level + 1
    warnings.warn(line, ModelWarning, stacklevel=level)


def setting_text(value: Any) -> str:
    """A setting as --set has it."""
    if isinstance(value, str):
        return value
    return repr(value.item() if isinstance(value, np.generic) else value)


def _overrides(settings: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, setting_text(value)) for key, value in settings.items()]


class Description:
    """A network as it was read, ready to be compiled. Made by load() and Network.describe()."""

    def __init__(self, core: _core.Description, places: list[str] | None = None):
        self._core = core
        self._places = places

    @property
    def name(self) -> str:
        return self._core.name

    @property
    def dt_ms(self) -> float:
        """The step, in ms."""
        return self._core.dt_ms

    @property
    def duration_ms(self) -> float:
        """Of a run that names none, in ms."""
        return self._core.duration_ms

    @property
    def parameters(self) -> dict[str, float]:
        """The model's parameters, with the settings of load()."""
        return self._core.parameters

    @property
    def populations(self) -> list[str]:
        """The populations' names, in order."""
        return self._core.populations

    def compile(self, seed: int | None = None) -> Image:
        """The image: draws parameters and synapses, chooses storage, lays all out. The GIL is released.

        seed: 0 … 2^64 - 1, in place of the model's. The same description and seed give the same bytes.
        What is doubtful is warned of as ModelWarning. ModelError: what is wrong, in one line.
        """
        image = self._compile_quietly(seed)
        for line in image.warnings:
            warn(_translated(line, self._places))
        return image

    def _compile_quietly(self, seed: int | None = None, threads: int = 0) -> Image:
        with _told_by(self._places):
            return self._core._compile(seed, threads)

    def __repr__(self) -> str:
        return f"<rheobase.Description {self.name}: populations {', '.join(self.populations)}>"


def load(path: str | os.PathLike, **settings: Any) -> Description:
    """Reads a model file (docs/model-files.md).

    path: of the file; or the name of a model that ships, one of models().
    settings: as --set of the command: a parameter of the model, or integrator, dt, duration, seed, event_budget, storage.
        rb.load("gamma", n=500, seed=5, dt="0.5ms")
    ModelError: one line, "file:line: what".
    """
    return Description(_core.load_description(path_of(os.fspath(path)), _overrides(settings)))


class Channel:
    """What a population does with what arrives: the keys of [[population.channel]].

    Channel("ampa", kind="decay", tau=5*rb.ms)
    """

    def __init__(self, name: str = "syn", **keys: Any):
        self.keys = {"name": name, **keys}


class Population:
    """Neurons or a source of spikes: the keys of [[population]].

    size: neurons, 1 … 2^24, or an expression of the network's parameters.
    keys: each a number, an expression in quotes, a time ('2ms', 2*rb.ms) or, for what each neuron has (a, b, c, d, v0,
    u0, current, noise, and the parameters of other models), an array of `size` real numbers. Besides:
        channels: Channels, in order.
        stimulus: an expression of t; an array, (rows,) or (rows, size), of which each row holds for 1 ms; or a dict
            of current (rate for poisson) or table, and hold and repeat.
        spikes: of the model spikes: (times_ms, ids), two arrays of one length.
    """

    def __init__(self, name: str, size: int | str, **keys: Any):
        self.name, self.size, self.keys = name, size, dict(keys)

    def _write(self, writer: Writer) -> None:
        keys = dict(self.keys)
        where = f"population {self.name}"
        if "spikes" in keys:
            times_ms, ids = keys.pop("spikes")
            keys["file"] = writer.table(_columns([times_ms, ids], ["times_ms", "ids"], f"{where}: spikes"))
        stimulus = keys.get("stimulus")
        if stimulus is not None:
            if isinstance(stimulus, str):
                stimulus = {"rate" if keys.get("model") == "poisson" else "current": stimulus}
            elif not isinstance(stimulus, dict):
                stimulus = {"table": stimulus}
            if "table" in stimulus:
                stimulus = dict(stimulus)
                rows = array_of_numbers(stimulus.pop("table"), f"{where}: stimulus", most_dimensions=2)
                stimulus["file"] = writer.table(rows if rows.ndim == 2 else rows.reshape(-1, 1))
            keys["stimulus"] = stimulus
        if "channels" in keys:
            keys["channels"] = [c.keys if isinstance(c, Channel) else c for c in keys["channels"]]
        writer.add_table("population", where, {"name": self.name, "size": self.size, **keys})


class Projection:
    """Synapses from one population to another: the keys of [[projection]].

    weight, delay: a number (delay: a time) or an expression in quotes; or for synapses one by one
        sources, targets: arrays of one length with the neurons' numbers; weight and delay (in ms) may be arrays of
            that length; or
        weight: a matrix (sources x targets), dense or SciPy's sparse, whose entries other than 0 are the synapses;
            delay may be a matrix of its shape.
    plasticity: a dict, the keys of [projection.plasticity]: weights learn (docs/learning.md).
        Projection("eyes", "motors", weight=0.5, plasticity={"rule": "stdp", "A_plus": 0.01, "tau_plus": 20*rb.ms})
    stp: a dict in the same way.
    """

    def __init__(self, source: str, target: str, *, weight: Any = None, delay: Any = None, sources: Any = None,
                 targets: Any = None, **keys: Any):
        self.source, self.target, self.keys = source, target, dict(keys)
        self.weight, self.delay, self.sources, self.targets = weight, delay, sources, targets

    @property
    def _where(self) -> str:
        return f"projection {self.source} -> {self.target}"

    def _synapses(self, sizes: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
        """sources, targets, weight, delay; sources is None where no list is given."""
        weight, delay = _dense_or_coordinates(self.weight), self.delay
        if isinstance(weight, tuple):
            shape, rows, columns, values = weight
        elif np.ndim(weight) == 2 and not isinstance(weight, str):
            matrix = array_of_numbers(weight, f"{self._where}: weight", most_dimensions=2)
            shape, (rows, columns) = matrix.shape, np.nonzero(matrix)
            values = matrix[rows, columns]
        else:
            return self.sources, self.targets, weight, delay
        if self.sources is not None or self.targets is not None:
            raise ModelError(f"{self._where}: weight is a matrix, which says who connects to whom; sources and targets "
                             "say it too")
        expected = (sizes.get(self.source), sizes.get(self.target))
        if shape != expected:
            raise ModelError(f"{self._where}: weight is a matrix of {shape[0]} x {shape[1]}; the populations have "
                             f"{expected[0]} and {expected[1]} neurons")
        if np.ndim(delay) == 2:
            delay = array_of_numbers(delay, f"{self._where}: delay", most_dimensions=2)
            if delay.shape != shape:
                raise ModelError(f"{self._where}: delay is a matrix of {delay.shape[0]} x {delay.shape[1]}, weight one "
                                 f"of {shape[0]} x {shape[1]}")
            delay = delay[rows, columns]
        return rows, columns, values, delay

    def _write(self, writer: Writer, sizes: dict[str, Any]) -> None:
        sources, targets, weight, delay = self._synapses(sizes)
        keys = {"source": self.source, "target": self.target, **self.keys}
        if (sources is None) != (targets is None):
            raise ModelError(f"{self._where}: sources and targets go together")
        listed = {"weight": _is_array(weight), "delay": _is_array(delay)}
        if sources is None:
            for key, is_array in listed.items():
                if is_array:
                    raise ModelError(f"{self._where}: {key} is an array; it goes with sources and targets, the neurons "
                                     "of each synapse")
        else:
            columns, names = [sources, targets], ["sources", "targets"]
            if listed["delay"] and not listed["weight"]:
                if not isinstance(weight, (int, float, np.number)) or isinstance(weight, bool):
                    raise ModelError(f"{self._where}: delay is an array; weight has to be an array or a number")
                weight = np.full(np.shape(sources), weight, dtype=float)
                listed["weight"] = True
            for key, values in (("weight", weight), ("delay", delay)):
                if listed[key]:
                    columns.append(values)
                    names.append(key)
            keys["file"] = writer.table(_columns(columns, names, self._where))
        for key, value in (("weight", weight), ("delay", delay)):
            if value is not None and not (sources is not None and listed[key]):
                keys[key] = value
        writer.add_table("projection", self._where, keys)


class Network:
    """A network built here: populations, then projections between them.

        net = rb.Network("two", dt="0.5ms")
        net.add(rb.Population("E", 800, d="8 - 6*r^2", noise=5, type="excitatory"))
        net.connect(rb.Projection("E", "E", weight="0.5*r", delay="1ms"))
        sim = rb.Simulation(net)

    keys: those of a model file before its tables: dt, duration, integrator, seed, event_budget, description.
    parameters: names and numbers for every expression.
    """

    def __init__(self, name: str = "network", *, parameters: dict[str, float] | None = None, **keys: Any):
        self.name, self.keys, self.parameters = name, dict(keys), dict(parameters or {})
        self.populations: list[Population] = []
        self.projections: list[Projection] = []

    def add(self, population: Population) -> Population:
        """Adds it, and returns it."""
        self.populations.append(population)
        return population

    def connect(self, projection: Projection) -> Projection:
        """Adds it, and returns it."""
        self.projections.append(projection)
        return projection

    def describe(self, **settings: Any) -> Description:
        """All of it checked as a model file is; settings as load() has them. ModelError: one line."""
        writer = self._written()
        with _told_by(writer.places):
            core = _core.parse_description(writer.text, _TEXT, _overrides(settings), writer.arrays)
        return Description(core, writer.places)

    def text(self) -> tuple[str, dict[str, np.ndarray]]:
        """The network as a model file has it, and the arrays that it names."""
        writer = self._written()
        return writer.text, writer.arrays

    def _written(self) -> Writer:
        writer = Writer()
        writer.add_keys("network", {"name": self.name, **self.keys})
        if self.parameters:
            writer.add_table("parameters", "parameters", self.parameters, several=False)
        for population in self.populations:
            population._write(writer)
        sizes = {p.name: p.size for p in self.populations}
        for projection in self.projections:
            projection._write(writer, sizes)
        return writer

    def compile(self, seed: int | None = None, **settings: Any) -> Image:
        """describe(**settings).compile(seed)."""
        return self.describe(**settings).compile(seed)

    def __repr__(self) -> str:
        names = ", ".join(p.name for p in self.populations)
        return f"<rheobase.Network {self.name}: populations {names}; {len(self.projections)} projections>"


def _is_array(value: Any) -> bool:
    return not isinstance(value, str) and np.ndim(value) > 0


def _dense_or_coordinates(weight: Any) -> Any:
    """SciPy's sparse matrices as (shape, rows, columns, values); everything else as it is."""
    if not hasattr(weight, "tocoo"):
        return weight
    coo = weight.tocoo()
    coo.sum_duplicates()
    kept = np.flatnonzero(coo.data)
    return coo.shape, coo.row[kept], coo.col[kept], coo.data[kept]


def _columns(columns: list[Any], names: list[str], where: str) -> np.ndarray:
    arrays = [array_of_numbers(column, f"{where}: {name}") for column, name in zip(columns, names)]
    for array, name in zip(arrays[1:], names[1:]):
        if array.shape != arrays[0].shape:
            raise ModelError(f"{where}: {names[0]} has {arrays[0].size} entries and {name} {array.size}")
    return np.column_stack(arrays)


def _translated(message: str, places: list[str] | None) -> str:
    if places is None:
        return message

    def place(match: re.Match) -> str:
        return places[int(match[1]) - 1] if match[1] else "the network"

    return re.sub(rf"{_TEXT}(?::(\d+)(?::\d+)?)?", place, message)


class _told_by:
    """A ModelError inside names the user's object where it names a line of the text."""

    def __init__(self, places: list[str] | None):
        self._places = places

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, error, traceback) -> None:
        if isinstance(error, ModelError) and self._places is not None:
            raise ModelError(_translated(str(error), self._places)) from None
