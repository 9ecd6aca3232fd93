"""What notebooks show."""

from __future__ import annotations

from html import escape
from typing import Any, Iterable


def table_html(caption: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    def cells(tag: str, values: Iterable[Any]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(str(value))}</{tag}>" for value in values) + "</tr>"

    return (f"<table><caption>{escape(caption)}</caption>{cells('th', header)}"
            + "".join(cells("td", row) for row in rows) + "</table>")


def image_html(image: Any) -> str:
    report = image.inspect()
    caption = (f"{report['model']}: {report['neurons']} neurons, {report['synapses']} synapses, dt {report['dt_ms']:g} "
               f"ms, flash {report['flash_bytes']} bytes, RAM {report['ram_bytes']} bytes")
    populations = [(p["name"], p["neurons"], p["type"] or "–", p["model"], p["integrator"])
                   for p in report["populations"]]
    projections = [(f"{p['source']} → {p['target']}", p["synapses"], p["storage"], f"{p['delay_ms']:g} ms", p["bytes"])
                   for p in report["projections"]]
    return (table_html(caption, ("population", "neurons", "type", "model", "integrator"), populations)
            + table_html("", ("projection", "synapses", "storage", "delay", "bytes"), projections))


def simulation_html(simulation: Any) -> str:
    caption = f"{simulation.name} at {simulation.time_ms:g} ms on {simulation.target}; spikes {simulation.spike_hash}"
    if not simulation._records:
        rows = [(p.name, p.size, p.model) for p in simulation.populations.values()]
        return table_html(caption, ("population", "neurons", "model"), rows)
    rows = [(p["name"], p["neurons"], p["spikes"], "–" if p["rate_hz"] is None else f"{p['rate_hz']:.2f} Hz")
            for p in simulation.report()["populations"]]
    return table_html(caption, ("population", "neurons", "spikes", "rate"), rows)
