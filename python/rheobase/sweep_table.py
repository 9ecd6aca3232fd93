"""The rows of a sweep: as columns, a file, a heat map."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np

from ._core import ModelError


def read_rows(path: Path, axes: list[str], digest: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """The rows of a CSV that a sweep has begun, by their points. A last line that was cut short is taken out."""
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8", errors="replace")
    if text == "":
        return {}
    whole = text[:text.rfind("\n") + 1]
    reader = csv.DictReader(io.StringIO(whole))
    other = ModelError(f"{path}: holds no rows, or rows of another model, duration or other axes; name another file")
    if list(reader.fieldnames or [])[:len(axes) + 2] != [*axes, "model", "error"]:
        raise other
    rows = {}
    for row in reader:
        if row["model"] != digest:
            raise other
        rows[tuple(row[axis] for axis in axes)] = {key: _number(value) if key not in axes else value
                                                   for key, value in row.items()}
    if whole != text:
        path.write_text(whole, encoding="utf-8")
    return rows


def _number(text: str) -> Any:
    try:
        return int(text) if text.lstrip("-").isdigit() and len(text) < 16 else float(text)
    except ValueError:
        return None if text == "" else text


def _cell(value: Any) -> Any:
    return "" if value is None else value


class SweepTable:
    """rows: dicts, with the axes' values as text. Columns by table["rate_e_hz"]."""

    def __init__(self, axes: list[str], rows: list[dict[str, Any]], path: Path | None):
        self.axes, self.rows, self._path = axes, rows, path

    @property
    def columns(self) -> list[str]:
        """The axes first; every column that a row has."""
        return list(dict.fromkeys([*self.axes, "model", "error", *(key for row in self.rows for key in row)]))

    def __getitem__(self, column: str) -> np.ndarray:
        """float64 with NaN where a row has no number; a column of texts as objects."""
        if column not in self.columns:
            raise ModelError(f"no column '{column}'; there are {', '.join(self.columns)}")
        values = [row.get(column) for row in self.rows]
        try:
            return np.array([np.nan if value in (None, "") else value for value in values], dtype=float)
        except ValueError:
            return np.array(values, dtype=object)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The rows of the points that failed."""
        return [row for row in self.rows if row.get("error")]

    def append(self, row: dict[str, Any]) -> None:
        known = self.columns if self.rows else None
        self.rows.append(row)
        if self._path is None:
            return
        if known is not None and known == self.columns and self._path.exists():
            with self._path.open("a", encoding="utf-8", newline="") as file:
                file.write(self._text([row], header=False))
        else:
            self.save(self._path)  # the first row, or one with new columns

    def order(self, points: list[dict[str, str]]) -> None:
        """Rows in the order of the points; rows of other points are left out of the table, not of its file."""
        by_point = {tuple(str(row[axis]) for axis in self.axes): row for row in self.rows}
        self.rows = [by_point[tuple(point.values())] for point in points]

    def save(self, path: str | Path) -> None:
        """All rows: as Parquet where the name ends so (needs pandas), else as CSV. Replaced whole or not at all."""
        path = Path(path)
        unfinished = path.with_name(path.name + ".part")
        if path.suffix == ".parquet":
            self.to_pandas().to_parquet(unfinished)
        else:
            unfinished.write_text(self._text(self.rows, header=True), encoding="utf-8", newline="")
        unfinished.replace(path)

    def to_pandas(self) -> Any:
        """pandas.DataFrame."""
        import pandas

        return pandas.DataFrame({column: self[column] for column in self.columns})

    def heatmap(self, x: str, y: str, value: str, ax: Any = None) -> Any:
        """The mean of `value` over the points of each x and y. Returns Matplotlib's axes."""
        from .plots import axes_or_new

        xs, ys = (sorted(set(self[axis].tolist())) for axis in (x, y))
        cells: dict[tuple[Any, Any], list[float]] = {}
        for at_x, at_y, z in zip(self[x].tolist(), self[y].tolist(), self[value].tolist()):
            if z == z:
                cells.setdefault((at_x, at_y), []).append(z)
        means = [[np.mean(cells[at_x, at_y]) if (at_x, at_y) in cells else np.nan for at_x in xs] for at_y in ys]
        ax = axes_or_new(ax)
        picture = ax.imshow(means, origin="lower", aspect="auto", interpolation="nearest")
        ax.set_xticks(range(len(xs)), [f"{at:g}" if isinstance(at, float) else at for at in xs])
        ax.set_yticks(range(len(ys)), [f"{at:g}" if isinstance(at, float) else at for at in ys])
        ax.set(xlabel=x, ylabel=y, title=value)
        ax.figure.colorbar(picture, ax=ax)
        return ax

    def _text(self, rows: list[dict[str, Any]], header: bool) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, self.columns, lineterminator="\n")
        if header:
            writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
        return out.getvalue()

    def _repr_html_(self) -> str:
        from .display import table_html

        shown = [[row.get(column, "") for column in self.columns] for row in self.rows[:20]]
        return table_html(f"{len(self.rows)} points, {len(self.errors)} failed", self.columns, shown)
