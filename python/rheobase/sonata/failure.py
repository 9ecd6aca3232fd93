"""The errors of this door: one line, the file first."""

from __future__ import annotations

from typing import NoReturn

from .._core import ModelError


def fail(where: str, why: str) -> NoReturn:
    raise ModelError(f"{where}: {why}")


def some(values: object, most: int = 3) -> str:
    """The first few of several, for a message."""
    listed = [str(value) for value in values]
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")
