"""The spike trains of virtual nodes, from SONATA's spike files."""

from __future__ import annotations

from typing import Any

import numpy as np

from .config import Config, Input
from .failure import fail
from .nodes import Nodes
from .tables import ids_of, opened, values_of

_MS = {"ms": 1.0, "millisecond": 1.0, "milliseconds": 1.0, "s": 1e3, "second": 1e3, "seconds": 1e3}


def chosen_nodes(config: Config, given: Any, populations: dict[str, Nodes], where: str) -> dict[str, np.ndarray]:
    """Which rows of which populations a node set selects: its name, a population's name, or a rule."""

    def union(value: Any, within: tuple[str, ...]) -> dict[str, np.ndarray]:
        if isinstance(value, dict):
            return {name: nodes.matches(value, where) for name, nodes in populations.items()
                    if "population" not in value or nodes.matches({"population": value["population"]}, where).any()}
        if isinstance(value, list):
            found: dict[str, np.ndarray] = {}
            for each in value:
                for name, rows in union(each, within).items():
                    found[name] = found.get(name, False) | rows
            return found
        if isinstance(value, str) and value in config.node_sets:
            if value in within:
                fail(where, f"node set '{value}' refers to itself")
            return union(config.node_sets[value], (*within, value))
        if isinstance(value, str) and value in populations:
            return union({"population": value}, within)
        fail(where, f"there is no node set or population '{value}'")

    return {name: rows for name, rows in union(given, ()).items() if np.any(rows)}


def trains(config: Config, given: Input, populations: dict[str, Nodes], dt_ms: float) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By population: the step at whose end each spike is, and the row of its node."""
    place = f"{config.path}: inputs.{given.name}"
    chosen = chosen_nodes(config, given.node_set, populations, place)
    if not chosen:
        fail(place, f"node_set {given.node_set!r} has no nodes")
    result = {}
    with opened(given.file) as file:
        root = file.get("spikes")
        if root is None or not hasattr(root, "keys"):
            fail(given.file, "it has no group /spikes")
        flat = "timestamps" in root  # of before populations were in spike files
        if flat and len(chosen) != 1:
            fail(given.file, f"its spikes name no population, and node_set {given.node_set!r} has {len(chosen)}")
        for name, rows in chosen.items():
            nodes = populations[name]
            real = [nodes.parts[part] for part in np.unique(nodes.part_of[rows]) if nodes.parts[part].neuron is not None]
            if real:
                fail(place, f"node_set {given.node_set!r} has nodes of '{name}' that are not virtual; spikes belong to virtual nodes")
            group = root if flat else root.get(name)
            if group is None:
                fail(given.file, f"it has no spikes of population '{name}'")
            result[name] = _train(group, nodes, rows, f"{given.file}: spikes{'' if flat else f' of {name!r}'}", given, dt_ms)
    return result


def _train(group: Any, nodes: Nodes, chosen: np.ndarray, where: str, given: Input, dt_ms: float) -> tuple[np.ndarray, np.ndarray]:
    ids = ids_of(group, "gids" if "node_ids" not in group and "gids" in group else "node_ids", where)
    times = values_of(group, "timestamps", where).astype(float)
    if len(ids) != len(times):
        fail(where, f"node_ids has {len(ids)} entries and timestamps {len(times)}")
    units = group["timestamps"].attrs.get("units", "ms")
    units = units.decode() if isinstance(units, bytes) else str(units)
    if units not in _MS:
        fail(where, f"units '{units}' of timestamps are not supported; ms and s are")
    times = times * _MS[units]
    bad = np.flatnonzero(~np.isfinite(times) | (times <= 0))
    if len(bad):
        fail(where, f"a spike of node {ids[bad[0]]} at {times[bad[0]]:g} ms; spikes are after 0 ms")
    rows = nodes.rows_of(ids, where, "node_ids has")
    outside = np.flatnonzero(~chosen[rows])
    if len(outside):
        fail(where, f"a spike of node {ids[outside[0]]}, which is not in node_set {given.node_set!r}")
    return np.ceil(times / dt_ms - 1e-6).astype(np.int64), rows


def check_once_a_step(steps: np.ndarray, rows: np.ndarray, nodes: Nodes, dt_ms: float) -> None:
    order = np.lexsort((steps, rows))
    same = np.flatnonzero((np.diff(steps[order]) == 0) & (np.diff(rows[order]) == 0))
    if len(same):
        k = order[same[0]]
        fail(nodes.where, f"node {nodes.ids[rows[k]]} has two spikes in the step that ends at {steps[k] * dt_ms:g} ms; a node has at most "
                          "one a step: take a smaller dt")
