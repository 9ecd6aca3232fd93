"""When a StateMonitor records."""

from __future__ import annotations

from typing import Any

from .expressions import refuse


def steps_between_samples(monitor: Any, dt_s: float) -> int:
    """ModelError: its dt is no multiple of that of the network, or it records at another place in a step."""
    every = float(monitor.clock.dt) / dt_s
    whole = int(round(every))
    if whole < 1 or abs(every - whole) > 1e-6 * every:
        refuse(monitor, f"its dt is {float(monitor.clock.dt) * 1000:g} ms, no multiple of {dt_s * 1000:g} ms")
    if monitor.when != "start":
        refuse(monitor, f"when='{monitor.when}' is not carried over; 'start' is")
    return whole
