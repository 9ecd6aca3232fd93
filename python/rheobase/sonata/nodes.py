"""A population of nodes, and the populations here that it becomes: neurons that share what a population here has once."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from .config import read_json
from .failure import fail, some
from .neurons import NEURONS, Neuron, Parameters
from .tables import Table, reading

MOST_PARTS = 256  # of one population


@dataclass
class Part:
    """A population here: some of the rows of one of SONATA's. neuron is None for virtual nodes."""

    name: str
    rows: np.ndarray
    neuron: Neuron | None
    parameters: Parameters


class Nodes:
    def __init__(self, table: Table, folders: list[str]):
        self.table, self.folders = table, folders
        self.name, self.where, self.size = table.name, table.where, table.size
        if not self.size:
            fail(self.where, "it has no nodes")
        self.ids = table.column("node_id") if "node_id" in table.group else np.arange(self.size)
        self._order = np.argsort(self.ids, kind="stable")
        self._sorted = self.ids[self._order]
        twice = np.flatnonzero(self._sorted[1:] == self._sorted[:-1])
        if len(twice):
            fail(self.where, f"node_id {self._sorted[twice[0]]} stands there twice")
        self.parts = self._named(self._split())
        self.part_of = np.zeros(self.size, dtype=np.int64)
        self.place_of = np.zeros(self.size, dtype=np.int64)
        for k, part in enumerate(self.parts):
            self.part_of[part.rows], self.place_of[part.rows] = k, np.arange(len(part.rows))

    def rows_of(self, ids: np.ndarray, where: str, what: str) -> np.ndarray:
        """The rows of these node ids. where, what: of the message if there is no such node."""
        place = np.minimum(np.searchsorted(self._sorted, ids), self.size - 1)
        unknown = np.flatnonzero(self._sorted[place] != ids)
        if len(unknown):
            fail(where, f"{what} {ids[unknown[0]]}: nodes '{self.name}' have no such node_id ({self.size} nodes)")
        return self._order[place]

    def matches(self, rule: dict[str, Any], where: str) -> np.ndarray:
        """Which rows a basic node set selects."""
        with reading(self.table.path):
            return self._matches(rule, where)

    def _matches(self, rule: dict[str, Any], where: str) -> np.ndarray:
        chosen = np.ones(self.size, dtype=bool)
        for key, value in rule.items():
            values = value if isinstance(value, list) else [value]
            if key == "population":
                chosen &= self.name in values
            elif key in ("node_id", "node_type_id"):
                chosen &= np.isin(self.ids if key == "node_id" else self.table.type_ids, values)
            elif any(isinstance(each, (dict, list)) for each in values):
                fail(where, f"'{key}': comparisons are not supported, values and lists of them are")
            elif any(isinstance(each, str) for each in values):
                chosen &= np.isin(self.table.texts(key).astype(str), [str(each) for each in values])
            else:
                texts = self.table.texts(key)
                chosen &= np.array([text is not None and _number(text) in values for text in texts], dtype=bool)
        return chosen

    def _split(self) -> list[tuple[np.ndarray, Neuron | None, Parameters]]:
        models, templates = self.table.texts("model_type"), self.table.texts("model_template")
        if any(text is not None for text in self.table.texts("model_processing")):
            fail(self.where, "model_processing is not supported")
        parts = []
        for model in sorted(set(models), key=str):
            rows = np.flatnonzero(models == model)
            if model is None:
                fail(self.where, f"model_type is missing (of the node in row {rows[0]}): neither the groups nor the types have it")
            if model == "virtual":
                parts.append((rows, None, {}))
            elif model in ("point_neuron", "point_process"):
                for template in sorted(set(templates[rows]), key=str):
                    parts += self._neurons(rows[templates[rows] == template], template)
            else:
                fail(self.where, f"model_type '{model}' is not supported; point_neuron, point_process and virtual are")
        if len(parts) > MOST_PARTS:
            fail(self.where, f"its nodes have {len(parts)} combinations of the parameters that a population has once; at most {MOST_PARTS} are taken")
        return parts

    def _neurons(self, rows: np.ndarray, template: str | None) -> list[tuple[np.ndarray, Neuron | None, Parameters]]:
        neuron = NEURONS.get((template or "").removeprefix("nest:"))
        if neuron is None or not (template or "").startswith("nest:"):
            fail(self.where, f"model_template '{template}' is not supported; nest:{', nest:'.join(NEURONS)} are")
        parameters = neuron.complete(self._given(rows), len(rows), f"{self.where}: {template}")
        shared = np.column_stack([parameters[name] for name in neuron.one])
        _, first, group = np.unique(shared, axis=0, return_index=True, return_inverse=True)
        parts = []
        for k in sorted(range(len(first)), key=lambda k: first[k]):
            chosen = np.flatnonzero(group.ravel() == k)
            parts.append((rows[chosen], neuron, {name: values[chosen] for name, values in parameters.items()}))
        return parts

    def _given(self, rows: np.ndarray) -> Parameters:
        """What the types' JSON files and the groups say; NaN where they say nothing."""
        given: Parameters = {}
        files = self.table.texts("dynamics_params")[rows]
        for file in sorted({file for file in files if file is not None}):
            for name, value in read_parameters(file, self.folders, "point_neuron_models_dir", self.where).items():
                given.setdefault(name, np.full(len(rows), np.nan))[files == file] = value
        for name, values in self.table.parameters().items():
            here = values[rows]
            if not np.all(np.isnan(here)):
                given[name] = np.where(np.isnan(here), given.get(name, np.full(len(rows), np.nan)), here)
        return given

    def _named(self, parts: list[tuple[np.ndarray, Neuron | None, Parameters]]) -> list[Part]:
        """After the population; after its types too where it becomes several, if each is all of one type."""
        name = re.sub(r"\W", "_", self.name, flags=re.ASCII)
        name = f"_{name}" if name[:1].isdigit() else name
        if len(parts) == 1:
            return [Part(name, *parts[0])]
        types = [np.unique(self.table.type_ids[rows]) for rows, _, _ in parts]
        by_type = all(len(each) == 1 for each in types) and len({int(each[0]) for each in types}) == len(parts)
        return [Part(f"{name}_{types[k][0] if by_type else k}", *part) for k, part in enumerate(parts)]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def read_parameters(file: str, folders: list[str], folder_key: str, where: str) -> dict[str, float]:
    """A JSON file of dynamics_params: names and numbers."""
    if not folders:
        fail(where, f"dynamics_params is '{file}', and components has no {folder_key}")
    paths = [os.path.join(folder, file) for folder in folders]
    path = next((path for path in paths if os.path.exists(path)), paths[0])
    values = read_json(path)
    bad = sorted(name for name, value in values.items() if not isinstance(value, (bool, int, float)) or not math.isfinite(value))
    if bad:
        fail(path, f"'{some(bad)}' is no finite number")
    return {name: float(value) for name, value in values.items()}
