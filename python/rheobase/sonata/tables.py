"""Nodes and edges: the rows of an HDF5 group, and what they inherit from their types in a CSV file."""

from __future__ import annotations

import csv
import os
import traceback
from contextlib import contextmanager
from typing import Any, Iterator

import numpy as np

from .._core import ModelError
from .failure import fail, some

MAGIC = 0x0A7A


@contextmanager
def reading(path: str) -> Iterator[None]:
    """What h5py raises inside, for a file that is damaged, becomes a ModelError."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001 – h5py raises many kinds
        innermost = list(traceback.walk_tb(error.__traceback__))[-1][0]
        if "h5py" not in innermost.f_code.co_filename:
            raise
        raise ModelError(f"{path}: a damaged HDF5 file: {' '.join(str(error).split())}") from None


@contextmanager
def opened(path: str) -> Iterator[Any]:
    """An HDF5 file."""
    import h5py

    if not os.path.isfile(path):
        fail(path, "no such file")
    try:
        file = h5py.File(path, "r")
    except (OSError, RuntimeError) as error:
        fail(path, f"no HDF5 file, or a truncated one: {' '.join(str(error).split())}")
    with file, reading(path):
        magic = file.attrs.get("magic", np.uint32(MAGIC))
        if np.size(magic) != 1 or np.ravel(magic)[0] != MAGIC:
            fail(path, "no SONATA file: its attribute magic is not 0x0A7A")
        yield file


def values_of(group: Any, name: str, where: str, *, kinds: str = "iuf") -> np.ndarray:
    """A dataset of one dimension. kinds: those of NumPy's dtypes that it may have; O is text."""
    import h5py

    dataset = group.get(name)
    if not isinstance(dataset, h5py.Dataset):
        fail(where, f"it has no dataset '{name}'")
    try:
        values = dataset.asstr()[()] if h5py.check_string_dtype(dataset.dtype) else dataset[()]
    except (OSError, RuntimeError, ValueError) as error:  # truncated, or no UTF-8
        fail(where, f"dataset '{name}' cannot be read: {str(error).splitlines()[0]}")
    if np.ndim(values) != 1:
        fail(where, f"dataset '{name}' has {np.ndim(values)} dimensions; it takes one")
    if values.dtype.kind not in kinds:
        fail(where, f"dataset '{name}' is of dtype {dataset.dtype}; it takes {'whole numbers' if kinds == 'iu' else 'numbers'}")
    return values


def ids_of(group: Any, name: str, where: str) -> np.ndarray:
    values = values_of(group, name, where, kinds="iu")
    if values.size and (int(values.min()) < 0 or int(values.max()) >= 2**63):
        fail(where, f"dataset '{name}' has {values.min() if values.min() < 0 else values.max()}; ids are 0 and more")
    return values.astype(np.int64)


class Types:
    """A CSV file of node or edge types, columns separated by blanks. NULL is no value."""

    def __init__(self, path: str | None, kind: str):
        self.path, self.id_column, self.columns, self.rows = path, f"{kind}_type_id", [], []
        if path is None:
            return
        try:
            with open(path, encoding="utf-8-sig", newline="") as file:
                lines = list(csv.reader(file, delimiter=" ", skipinitialspace=True, strict=True))
        except OSError as error:
            fail(path, (error.strerror or str(error)).lower())
        except (csv.Error, UnicodeDecodeError) as error:
            fail(path, f"no CSV file: {str(error).splitlines()[0]}")
        lines = [(number, fields[:-1] if fields and fields[-1] == "" else fields) for number, fields in enumerate(lines, 1)]
        lines = [(number, fields) for number, fields in lines if fields]
        self.columns = lines[0][1] if lines else []
        if self.id_column not in self.columns:
            fail(path, f"it has no column '{self.id_column}'")
        if len(set(self.columns)) != len(self.columns):
            fail(path, "two columns have one name")
        for number, fields in lines[1:]:
            if len(fields) != len(self.columns):
                fail(path, f"line {number} has {len(fields)} fields, the header {len(self.columns)}")
            self.rows.append((number, dict(zip(self.columns, fields))))

    def of(self, population: str) -> dict[int, dict[str, str]]:
        """By type id."""
        found: dict[int, dict[str, str]] = {}
        for number, row in self.rows:
            if row.get("population") not in (None, "NULL", population):
                continue
            try:
                type_id = int(row[self.id_column])
            except ValueError:
                fail(f"{self.path}:{number}", f"{self.id_column} is '{row[self.id_column]}', no whole number")
            if type_id in found:
                fail(f"{self.path}:{number}", f"{self.id_column} {type_id} stands there twice")
            found[type_id] = row
        return found


class Table:
    """The rows of one population. What a group of the HDF5 file has goes before what the CSV file has."""

    def __init__(self, path: str, name: str, group: Any, types: Types, kind: str):
        import h5py

        self.path, self.name, self.kind, self.where, self.group = path, name, kind, f"{path}: {kind}s '{name}'", group
        self.types_path = types.path
        self.type_ids = ids_of(group, f"{kind}_type_id", self.where)
        self.size = len(self.type_ids)
        rows = types.of(name)
        self.distinct_types = np.unique(self.type_ids)
        missing = [] if types.path is None else [t for t in self.distinct_types if int(t) not in rows]
        if missing:
            fail(self.where, f"{kind}_type_id {some(missing)} is not in {types.path}")
        self.types = {int(t): rows.get(int(t), {}) for t in self.distinct_types}
        self.groups = sorted(key for key, value in group.items() if isinstance(value, h5py.Group) and key.isdigit())
        self.group_ids, self.group_index = self._places()

    def column(self, name: str) -> np.ndarray:
        """A dataset as long as the table."""
        values = ids_of(self.group, name, self.where)
        if len(values) != self.size:
            fail(self.where, f"dataset '{name}' has {len(values)} entries, {self.kind}_type_id {self.size}")
        return values

    def _places(self) -> tuple[np.ndarray, np.ndarray]:
        id_name, index_name = f"{self.kind}_group_id", f"{self.kind}_group_index"
        if len(self.groups) <= 1 and id_name not in self.group and index_name not in self.group:
            return np.full(self.size, int(self.groups[0]) if self.groups else 0), np.arange(self.size)
        group_ids, index = self.column(id_name), self.column(index_name)
        for group_id in np.unique(group_ids):
            if str(group_id) not in self.groups:
                fail(self.where, f"{id_name} {group_id}: there is no such group")
        return group_ids, index

    def _parts(self, name: str, within: str = "") -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Rows and their values, for each group that has the dataset."""
        import h5py

        for key in self.groups:
            group = self.group[key].get(within) if within else self.group[key]
            rows = np.flatnonzero(self.group_ids == int(key))
            if group is None or not isinstance(group.get(name), h5py.Dataset) or not len(rows):
                continue
            where = f"{self.where}: group {key}{'/' + within if within else ''}"
            values = values_of(group, name, where, kinds="iufO")
            library = self.group[key].get("@library")
            if not within and library is not None and name in library:
                names = values_of(library, name, f"{where}/@library", kinds="iufO")
                numbers = ids_of(group, name, where)
                if len(numbers) and numbers.max() >= len(names):
                    fail(where, f"dataset '{name}' has {numbers.max()}; its @library has {len(names)} values")
                values = names[numbers]
            index = self.group_index[rows]
            if len(index) and index.max() >= len(values):
                fail(where, f"{self.kind}_group_index {index.max()}: dataset '{name}' has {len(values)} entries")
            yield rows, values[index]

    def texts(self, name: str) -> np.ndarray:
        """None where neither file has a value."""
        result = np.full(self.size, None, dtype=object)
        for type_id, row in self.types.items():
            if row.get(name) not in (None, "NULL", ""):
                result[self.type_ids == type_id] = row[name]
        for rows, values in self._parts(name):
            result[rows] = [None if value in ("NULL", "") else str(value) for value in values]
        return result

    def numbers(self, name: str, default: float | None = None) -> np.ndarray:
        """default: where neither file has a value; None: that is an error."""
        result, given = np.zeros(self.size), np.zeros(self.size, dtype=bool)
        for type_id, row in self.types.items():
            if row.get(name) in (None, "NULL", ""):
                continue
            try:
                value = float(row[name])
            except ValueError:
                fail(f"{self.types_path}: {self.kind}_type_id {type_id}", f"{name} is '{row[name]}', no number")
            result[self.type_ids == type_id], given[self.type_ids == type_id] = value, True
        for rows, values in self._parts(name):
            if values.dtype.kind not in "iuf":
                fail(self.where, f"dataset '{name}' is of text; it takes numbers")
            result[rows], given[rows] = values, True
        if not given.all():
            if default is None:
                row = int(np.flatnonzero(~given)[0])
                fail(self.where, f"{name} is missing (of the {self.kind} in row {row}): neither the groups nor the types have it")
            result[~given] = default
        bad = np.flatnonzero(~np.isfinite(result))
        if len(bad):
            fail(self.where, f"{name} is {result[bad[0]]:g} (of the {self.kind} in row {bad[0]})")
        return result

    def parameters(self) -> dict[str, np.ndarray]:
        """The datasets of dynamics_params of the groups, by name; NaN where a row's group has none."""
        names = {name for key in self.groups for name in (self.group[key].get("dynamics_params") or ())}
        found = {}
        for name in sorted(names):
            found[name] = np.full(self.size, np.nan)
            for rows, values in self._parts(name, "dynamics_params"):
                if values.dtype.kind not in "iuf" or not np.all(np.isfinite(values)):
                    fail(self.where, f"dynamics_params/{name}: not all of its values are finite numbers")
                found[name][rows] = values
        return found


def populations_of(file: Any, path: str, kind: str) -> Iterator[tuple[str, Any]]:
    """Names and groups below /nodes or /edges."""
    import h5py

    root = file.get(f"{kind}s")
    if not isinstance(root, h5py.Group):
        fail(path, f"it has no group /{kind}s")
    for name, group in root.items():
        if isinstance(group, h5py.Group):
            yield name, group
