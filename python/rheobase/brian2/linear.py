"""How far one step of a Brian 2 method takes v' = -leak v + g, g' = -decay g."""

from __future__ import annotations

import numpy as np

# Brian's name: the order of its Taylor polynomial; None: the exponential function.
ORDERS = {"euler": 1, "rk2": 2, "rk4": 4, "exact": None, "linear": None, "independent": None, "exponential_euler": None}


def kept(method: str, rate_hz: np.ndarray | float, dt_s: float) -> np.ndarray:
    """What a step leaves of a variable that decays at this rate."""
    x = -np.asarray(rate_hz, dtype=float) * dt_s
    order = ORDERS[method]
    if order is None:
        return np.exp(x)
    return sum(x**k / _factorial(k) for k in range(order + 1))


def passed_on(method: str, leak_hz: np.ndarray | float, decay_hz: float, dt_s: float) -> np.ndarray:
    """What a step adds to v for each unit of g at its beginning, in seconds."""
    leak, decay = np.broadcast_arrays(np.asarray(leak_hz, dtype=float), np.asarray(decay_hz, dtype=float))
    if method == "exponential_euler":  # g is held
        decay = np.zeros_like(leak)
    order = ORDERS[method]
    if order is None:
        apart = (decay - leak) * dt_s  # of exp(-decay dt) - exp(-leak dt) over leak - decay
        ratio = np.where(np.abs(apart) < 1e-9, 1.0, -np.expm1(-apart) / np.where(apart == 0, 1.0, apart))
        return dt_s * np.exp(-leak * dt_s) * ratio
    total = np.zeros_like(leak)
    for k in range(1, order + 1):  # the upper right entry of (-A dt)^k / k!
        power = sum((-leak)**p * (-decay)**(k - 1 - p) for p in range(k))
        total = total + power * dt_s**k / _factorial(k)
    return total


def _factorial(k: int) -> int:
    return 1 if k == 0 else k * _factorial(k - 1)
