"""Files in NIR's format, with the nodes that Rheobase adds to it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from ._core import ModelError

try:
    import h5py
    import nir
    import numpy as np
    from nir.serialization import hdf2dict
except ImportError:
    raise ImportError("rb.nir needs the package nir: pip install 'rheobase[nir]'") from None


@dataclass(eq=False)
class Izhikevich(nir.NIRNode):
    """An extension of NIR: the neuron of Izhikevich 2003. Arrays of one shape.

        dv/dt = 0.04 v^2 + 5 v + 140 - u + I        v in mV, t in ms
        du/dt = a (b v - u)
        v >= v_threshold: v becomes c, u becomes u + d

    v0 and u0 are v and u at the start. A spike that arrives is a current I of its weight for one step.
    """

    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    d: np.ndarray
    v_threshold: np.ndarray
    v0: np.ndarray
    u0: np.ndarray

    def __post_init__(self) -> None:
        shapes = {np.shape(getattr(self, name)) for name in ("a", "b", "c", "d", "v_threshold", "v0", "u0")}
        if len(shapes) != 1:
            raise ValueError("All parameters must have the same shape")
        self.input_type = {"input": np.array(np.shape(self.a))}
        self.output_type = {"output": np.array(np.shape(self.a))}


def read_graph(source: str | os.PathLike | Any) -> nir.NIRGraph:
    """A graph from a file. ModelError: one line."""
    path = os.fspath(source)
    try:
        with h5py.File(path, "r") as file:
            described = hdf2dict(file["node"])
    except Exception as error:  # noqa: BLE001 – h5py raises many kinds for a file that is none
        raise ModelError(f"{path}: no NIR file: {_line(error)}") from None
    return _node(described, path, "")


def _node(described: Any, path: str, name: str) -> Any:
    place = f"{path}: node '{name}'" if name else path
    kind = described.get("type") if isinstance(described, dict) else None
    if not isinstance(kind, str):
        raise ModelError(f"{place}: no node of NIR: it has no type")
    if kind == "Izhikevich":
        make = Izhikevich.from_dict
    elif kind == "NIRGraph":
        return _subgraph(described, path, name, place)
    elif kind not in nir.ir.__all__ or kind == "NIRNode":
        raise ModelError(f"{place}: {kind} is not supported")
    else:
        make = nir.dict2NIRNode
    try:
        return make(described)
    except Exception as error:  # noqa: BLE001 – nir's nodes assert, index and compare what they are given
        raise ModelError(f"{place}: {kind}: {_line(error)}") from None


def _subgraph(described: dict[str, Any], path: str, name: str, place: str) -> Any:
    nodes, edges = described.get("nodes"), described.get("edges")
    if not isinstance(nodes, dict) or edges is None:
        raise ModelError(f"{place}: a graph has nodes and edges")
    prefix = f"{name}." if name else ""
    made = {key: _node(inner, path, prefix + key) for key, inner in nodes.items()}
    try:
        pairs = [tuple(end.decode() if isinstance(end, bytes) else str(end) for end in edge) for edge in edges]
        if any(len(pair) != 2 for pair in pairs):
            raise ValueError("an edge is a pair of names")
        return nir.NIRGraph(made, pairs, type_check=False)
    except Exception as error:  # noqa: BLE001 – as above
        raise ModelError(f"{place}: {_line(error)}") from None


def _line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
