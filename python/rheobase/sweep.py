"""One network at many points: a grid, or random draws, of its parameters and seeds."""

from __future__ import annotations

import hashlib
import itertools
import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Callable, Iterable, Mapping

import numpy as np

from ._core import ModelError
from .model_files import path_of
from .network import Network, load, setting_text
from .progress import Progress
from .simulation import Simulation
from .sweep_table import SweepTable, read_rows
from .units import TimeLike, in_ms

# Of Simulation.report(): one number each.
STATISTICS = ("spikes", "rate_e_hz", "rate_i_hz", "rhythm_hz", "gamma_peak_hz", "gamma_fraction", "synchrony_chi",
              "cv_isi_e", "cv_isi_i", "synaptic_events", "state_hash", "spike_hash")

Point = dict[str, str]


def _grid(axes: Mapping[str, Iterable[Any]]) -> list[Point]:
    values = [[setting_text(value) for value in axis] for axis in axes.values()]
    return [dict(zip(axes, point)) for point in itertools.product(*values)]


def _draws(axes: Mapping[str, tuple[Any, Any]], count: int, seed: int) -> list[Point]:
    rng = np.random.default_rng(seed)
    points = []
    for _ in range(count):
        point = {}
        for key, ends in axes.items():
            if len(ends) != 2:
                raise ModelError(f"sweep: with draws, {key} is a pair (least, most), not {ends!r}")
            whole = all(isinstance(end, (int, np.integer)) for end in ends)
            draw = rng.integers(ends[0], ends[1], endpoint=True) if whole else rng.uniform(*ends)
            point[key] = setting_text(draw.item() if hasattr(draw, "item") else draw)
        points.append(point)
    return points


def _digest(model: Any, duration: str) -> str:
    """Of what a row depends on beside its point: rows of another model or duration are not taken over."""
    hash = hashlib.sha256(duration.encode())
    if isinstance(model, Network):
        text, arrays = model.text()
        hash.update(text.encode())
        for name, array in arrays.items():
            hash.update(name.encode() + array.tobytes())
        files = model.describe()._core._files
    else:
        path = path_of(os.fspath(model))
        files = [path, *load(path)._core._files]  # what is wrong with the file itself is no error of every row
    for file in files:
        hash.update(Path(file).read_bytes())
    return hash.hexdigest()[:12]


def sweep(model: str | os.PathLike | Network, axes: Mapping[str, Any], *, draws: int | None = None,
          draws_seed: int = 0, duration: TimeLike | None = None,
          measure: Callable[[Simulation], Mapping[str, Any]] | None = None, file: str | os.PathLike | None = None,
          workers: int | None = None, progress: bool = True) -> SweepTable:
    """Runs the network at every point and returns a table, a row a point.

    model: what load() takes, or a Network.
    axes: settings of load() by their names. For a grid the values of each: {"noise": [4, 5, 6], "seed": range(10)}. With
        draws, (least, most) of each, uniform; whole numbers where both ends are.
    duration: of each run; None: the network's.
    measure: called with the Simulation at its end; what it returns becomes columns.
    file: CSV to which each row is written as soon as it is there. If it exists, its points are not run again.
    workers: runs at a time, one engine a thread; None: as many as there are cores.

    A point that fails is a row with its message in the column `error`. Ctrl-C waits for the runs that are
    underway and keeps what is in the file.
    ModelError: an axis that the model does not have at all points is an error of its row; a file of another model,
    duration or other axes is refused.
    """
    points = _grid(axes) if draws is None else _draws(axes, draws, draws_seed)
    if not points:
        raise ModelError("sweep: no points; an axis has no value")
    duration_ms = None if duration is None else in_ms(duration, "duration")
    lasting = {} if duration_ms is None else {"duration": f"{duration_ms!r} ms"}
    digest = _digest(model, repr(duration_ms))
    rows = {} if file is None else read_rows(Path(file), list(axes), digest)
    missing = [point for point in points if tuple(point.values()) not in rows]

    def run(point: Point) -> dict[str, Any]:
        row: dict[str, Any] = {**point, "model": digest, "error": ""}
        try:
            settings = {**lasting, **point}
            described = model.describe(**settings) if isinstance(model, Network) else load(model, **settings)
            simulation = Simulation(described._compile_quietly(threads=1))  # the cores are for the points
            simulation._run(simulation._steps_in(simulation.duration_ms), None)
            report = simulation.report()
            row.update({key: report[key] for key in STATISTICS})
            row.update({f"rate_hz {p['name']}": p["rate_hz"] for p in report["populations"]})
            row["steps_at_limit"] = simulation.counters["steps_at_limit"]
            row.update(measure(simulation) if measure is not None else {})
        except Exception as error:  # noqa: BLE001 – whatever is wrong with one point is said in its row
            row["error"] = str(error).splitlines()[0] if str(error) else type(error).__name__
        return row

    table = SweepTable(list(axes), list(rows.values()), None if file is None else Path(file))
    workers = workers or os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool, Progress("sweep", len(missing), 1, "points", shown=progress) as bar:
        futures = [pool.submit(run, point) for point in missing]
        try:
            for done, future in enumerate(as_completed(futures), 1):
                table.append(future.result())
                if bar.update is not None:
                    bar.update(done)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    table.order(points)
    return table
