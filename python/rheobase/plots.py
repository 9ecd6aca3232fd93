"""Pictures by Matplotlib."""

from __future__ import annotations

import re
from typing import Any

COLORS = {"excitatory": "#1f5fa8", "inhibitory": "#c0392b", "": "#444444"}


def axes_or_new(ax: Any) -> Any:
    if ax is not None:
        return ax
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        raise ImportError("pictures need Matplotlib: pip install 'rheobase[plots]'") from None
    return plt.subplots(figsize=(8, 4), layout="constrained")[1]


def raster(simulation: Any, ax: Any, **style: Any) -> Any:
    spikes = {name: simulation.spikes(name) for name in simulation.populations}
    ax = axes_or_new(ax)
    style = {"marker": ".", "linestyle": "none", "markersize": 1.5, **style}
    first = 0
    for name, population in simulation.populations.items():
        times_ms, ids = spikes[name]
        ax.plot(times_ms, ids + first, **{"color": COLORS[population.type], "label": name, **style})
        ax.text(1.01, first + population.size / 2, name, transform=ax.get_yaxis_transform(), va="center",
                color=COLORS[population.type])
        first += population.size
    ax.set(xlabel="time (ms)", ylabel="neuron", ylim=(-0.5, first - 0.5), title=simulation.name)
    return ax


def rates(simulation: Any, ax: Any, window_ms: float) -> Any:
    types = list(dict.fromkeys(p.type for p in simulation.populations.values()))
    curves = {type: simulation.rate_curve(type, window_ms) for type in types}
    ax = axes_or_new(ax)
    for type, (time_ms, rate_hz) in curves.items():
        ax.plot(time_ms, rate_hz, color=COLORS[type], linewidth=1, label=type or "all")
    ax.set(xlabel="time (ms)", ylabel="rate (Hz)", title=simulation.name)
    ax.legend()
    return ax


def trace(simulation: Any, ax: Any) -> Any:
    from ._core import ModelError

    if not simulation.recordings:
        raise ModelError("no state is recorded: simulation.record('E:v[0]') before the run")
    ax = axes_or_new(ax)
    for recording in simulation.recordings:
        for selection in recording.selections:
            values = recording[selection]
            state, bracket = selection.split("[")[0], re.search(r"\[(\d+)", selection)
            for neuron in range(values.shape[1]):
                label = f"{state}[{int(bracket[1]) + neuron if bracket else neuron}]"
                ax.plot(recording.times_ms, values[:, neuron], linewidth=0.8, label=label)
    ax.set(xlabel="time (ms)", title=simulation.name)
    ax.legend()
    return ax
