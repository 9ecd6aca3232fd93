"""python -m rheobase sweep MODEL: rb.sweep from a shell. (The command `rheobase` compiles and runs.)"""

from __future__ import annotations

import argparse
import sys

from ._core import ModelError
from .sweep import sweep


def _values(text: str) -> list[str]:
    """'4,5,6' or '1..10', ends included."""
    first, dots, last = text.partition("..")
    if dots and first.isdigit() and last.isdigit():
        return [str(value) for value in range(int(first), int(last) + 1)]
    return text.split(",")


def _ends(text: str) -> tuple[float, float]:
    first, dots, last = text.partition("..")
    try:
        return tuple(int(end) if end.isdigit() else float(end) for end in (first, last))
    except ValueError:
        raise ModelError(f"--range {text}: write KEY=LEAST..MOST") from None


def _axis(option: str, entry: str) -> tuple[str, str]:
    key, equals, text = entry.partition("=")
    if not key or not equals or not text:
        raise ModelError(f"{option} {entry}: write {option} KEY=VALUES")
    return key, text


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m rheobase", description=__doc__)
    sub = parser.add_subparsers(required=True).add_parser("sweep", help="one network at many points, a row a point")
    sub.add_argument("model", help="a model that ships, or the path of a model file")
    sub.add_argument("--grid", action="append", default=[], metavar="KEY=VALUES",
                     help="settings as of --set: n=100,200 or seed=1..10 (repeatable; every combination is run)")
    sub.add_argument("--range", action="append", default=[], metavar="KEY=LEAST..MOST",
                     help="with --draws: drawn uniformly; whole numbers where both ends are")
    sub.add_argument("--draws", type=int, help="points drawn from --range")
    sub.add_argument("--draws-seed", type=int, default=0)
    sub.add_argument("--duration", metavar="TIME", help="of each run: 1s (default: the model's)")
    sub.add_argument("--file", required=True, metavar="CSV", help="rows go here; points that it has are not run again")
    sub.add_argument("--workers", type=int, help="runs at a time (default: a core each)")
    options = parser.parse_args(arguments)
    try:
        if bool(options.grid) == (options.draws is not None) or bool(options.range) != (options.draws is not None):
            raise ModelError("sweep: give --grid, or --draws with --range")
        if options.draws is None:
            axes = {key: _values(text) for key, text in (_axis("--grid", entry) for entry in options.grid)}
        else:
            axes = {key: _ends(text) for key, text in (_axis("--range", entry) for entry in options.range)}
        table = sweep(options.model, axes, draws=options.draws, draws_seed=options.draws_seed,
                      duration=options.duration, file=options.file, workers=options.workers)
    except (ModelError, OSError) as error:
        print(f"rheobase: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"rheobase: interrupted; {options.file} has the rows that were done", file=sys.stderr)
        return 130
    print(f"{options.file}: {len(table)} points, {len(table.errors)} failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
