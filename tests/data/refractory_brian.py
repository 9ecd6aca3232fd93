"""Spike trains of single cells with a refractory period in Brian 2 (2.5.1): writes refractory_brian.json beside it.

`v`: `(unless refractory)` on the equation of v alone; `v u`: on both. A spike of the step that begins at t is at t.
"""
import json
import pathlib

from brian2 import NeuronGroup, Network, SpikeMonitor, defaultclock, ms, prefs

prefs.codegen.target = "numpy"
cells = {"RS": (0.02, 0.2, -65, 8), "CH": (0.02, 0.2, -50, 2), "FS": (0.1, 0.2, -65, 2)}
current, duration_ms = 10, 300


def train(cell, method, holds, dt_ms, refractory_ms):
    a, b, c, d = cells[cell]
    defaultclock.dt = dt_ms * ms
    group = NeuronGroup(
        1,
        f"""dv/dt = (0.04*v**2 + 5*v + 140 - u + {current})/ms : 1 (unless refractory)
            du/dt = {a}*({b}*v - u)/ms : 1 {"(unless refractory)" if "u" in holds else ""}""",
        threshold="v >= 30", reset=f"v = {c}; u += {d}", refractory=refractory_ms * ms, method=method)
    group.v, group.u = -65, b * -65
    spikes = SpikeMonitor(group)
    Network(group, spikes).run(duration_ms * ms)
    return [int(round(float(t / ms) / dt_ms)) for t in spikes.t]


trains = [{"cell": cell, "method": method, "holds": holds, "dt_ms": dt, "refractory_ms": refractory,
           "spike_steps": train(cell, method, holds, dt, refractory)}
          for cell in cells for method in ("euler", "rk2", "rk4") for holds in ("v", "v u")
          for dt, refractory in ((0.5, 3.0), (0.1, 2.0), (0.1, 5.0))]
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(t) for t in trains) + "\n]\n")
