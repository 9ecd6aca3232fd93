"""The text of a network as a model file has it, with arrays beside it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from ._core import ModelError
from .units import Time


def array_of_numbers(value: Any, what: str, most_dimensions: int = 1) -> np.ndarray:
    """As float64. ModelError: no real numbers, or more dimensions."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ModelError(f"{what}: its rows differ in length") from None
    if array.size == 0:
        array = array.astype(float)
    if array.dtype.kind not in "iuf":
        raise ModelError(f"{what}: an array of dtype {array.dtype}; it takes real numbers")
    if not 1 <= array.ndim <= most_dimensions:
        raise ModelError(f"{what}: an array of {array.ndim} dimensions; it takes "
                         f"{'one' if most_dimensions == 1 else 'one or two'}")
    return np.ascontiguousarray(array, dtype=np.float64)


class Writer:
    """Lines of TOML. `places` says of each line which of the user's objects it is of."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[str] = []
        self.arrays: dict[str, np.ndarray] = {}

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def table(self, array: np.ndarray) -> str:
        """The name that stands in the text for an array (rows x columns)."""
        name = f"@{len(self.arrays)}"
        self.arrays[name] = np.ascontiguousarray(array, dtype=np.float64)
        return name

    def add_table(self, kind: str, place: str, keys: dict[str, Any], several: bool = True) -> None:
        self._add(f"[[{kind}]]" if several else f"[{kind}]", place)
        self.add_keys(place, keys)

    def add_keys(self, place: str, keys: dict[str, Any]) -> None:
        for key, value in keys.items():
            self._add(f"{_key(key)} = {self._value(value, f'{place}: {key}')}", place)

    def _add(self, line: str, place: str) -> None:
        self.lines.append(line)
        self.places.append(place)

    def _value(self, value: Any, what: str) -> str:
        if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
            value = value.item()
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Time):
            return _string(f"{float(value)!r} ms")
        if isinstance(value, (int, float)):
            return repr(value)
        if isinstance(value, str):
            return _string(value)
        if isinstance(value, dict):
            return "{" + ", ".join(f"{_key(k)} = {self._value(v, f'{what}: {k}')}" for k, v in value.items()) + "}"
        if isinstance(value, (list, tuple)) and all(isinstance(v, (dict, str)) for v in value):
            return "[" + ", ".join(self._value(v, what) for v in value) + "]"
        if isinstance(value, (list, tuple, np.ndarray)):
            return _string(self.table(array_of_numbers(value, what).reshape(-1, 1)))
        raise ModelError(f"{what}: a number, text, a time or an array, not a {type(value).__name__}")


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if key.replace("_", "").isalnum() and key.isascii() else _string(key)
