"""Progress bars, where tqdm is installed."""

from __future__ import annotations

from typing import Callable

try:
    from tqdm import tqdm
except ImportError:
    tqdm = None


class Progress:
    """`update` takes how many of `total` are done, each `scale` of `unit`; None where nothing is shown."""

    def __init__(self, label: str, total: int, scale: float, unit: str, shown: bool = True, delay_s: float = 1.0):
        self._bar = None
        self._scale = scale
        if shown and tqdm is not None:
            form = "{l_bar}{bar}| {n:.4g}/{total:.4g} {unit} [{elapsed}<{remaining}]"
            self._bar = tqdm(total=total * scale, desc=label, unit=unit, leave=False, delay=delay_s, bar_format=form)
        self.update: Callable[[int], None] | None = None if self._bar is None else self._at

    def _at(self, done: int) -> None:
        self._bar.update(done * self._scale - self._bar.n)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()
