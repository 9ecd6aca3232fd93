"""Times with their unit: 1.5 * rb.second."""

from __future__ import annotations

from typing import Union

from ._core import ModelError, parse_time_ms


class Time(float):
    """A time, as a number of ms. Numbers multiply and divide it; times add up."""

    # NumPy's scalars and arrays leave products with a time to the functions below.
    __array_ufunc__ = None

    def __mul__(self, factor):
        product = float(self) * factor
        return Time(product) if getattr(product, "ndim", 0) == 0 else product  # an array is one of ms

    __rmul__ = __mul__

    def __truediv__(self, other):
        quotient = float(self) / (float(other) if isinstance(other, Time) else other)
        return quotient if isinstance(other, Time) else Time(quotient)

    def __add__(self, other):
        return Time(float(self) + other) if isinstance(other, Time) else NotImplemented

    def __sub__(self, other):
        return Time(float(self) - other) if isinstance(other, Time) else NotImplemented

    def __repr__(self) -> str:
        return f"{float(self)!r} ms"

    __str__ = __repr__


us = Time(0.001)
ms = Time(1.0)
second = Time(1000.0)

TimeLike = Union[str, Time]


def in_ms(time: TimeLike, what: str) -> float:
    """'1s' or 1*rb.second in ms. ModelError: neither, or out of range."""
    if isinstance(time, str):
        return parse_time_ms(time)
    if not isinstance(time, Time):
        raise ModelError(f"{what}: a time such as '1s' or 1*rb.second, not {time!r}")
    return float(time)
