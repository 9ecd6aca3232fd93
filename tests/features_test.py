"""features_test.py RHEOBASE MODEL: the twenty behaviours of models/features.toml against plain loops in double
precision, whose parameters are written here once more, from the script of figure 1 of Izhikevich (2004).

1. `run --set integrator=izhikevich2004` is the script's loop, spike for spike.
2. `study features` has the spikes that the loop has at a step of 0.002 ms: each panel's behaviour."""

import json
import pathlib
import subprocess
import sys
import tempfile

rheobase, model = sys.argv[1:]
IZHIKEVICH, CLASS_1 = (0.04, 5, 140), (0.04, 4.1, 108)


def step_at(when, high, low=0):
    return lambda t: high if t > when else low


def pulses(width, current, *begins, rest=0):
    return lambda t: current if any(b < t < b + width for b in begins) else rest


def ramp(t):
    return t / 25 if t < 200 else 0 if t < 300 else (t - 300) / 12.5 * 4 if t < 312.5 else 0


def variability(t):
    return 1 if 10 < t < 15 or 80 < t < 85 else -6 if 70 < t < 75 else 0


# a, b, c, d, v0, ms shown, I(t)
panels = {
    "A": (0.02, 0.2, -65, 6, -70, 100, step_at(10, 14)),
    "B": (0.02, 0.25, -65, 6, -64, 200, step_at(20, 0.5)),
    "C": (0.02, 0.2, -50, 2, -70, 220, step_at(22, 15)),
    "D": (0.02, 0.25, -55, 0.05, -64, 200, step_at(20, 0.6)),
    "E": (0.02, 0.2, -55, 4, -70, 160, step_at(16, 10)),
    "F": (0.01, 0.2, -65, 8, -70, 85, step_at(8.5, 30)),
    "G": (0.02, -0.1, -55, 6, -60, 300, lambda t: max(0, 0.075 * (t - 30))),
    "H": (0.2, 0.26, -65, 0, -64, 300, lambda t: -0.5 + max(0, 0.015 * (t - 30))),
    "I": (0.02, 0.2, -65, 6, -70, 100, pulses(3, 7.04, 10)),
    "J": (0.05, 0.26, -60, 0, -62, 200, pulses(5, 2, 20)),
    "K": (0.1, 0.26, -60, -1, -62, 400, pulses(4, 0.65, 40, 60, 280, 320)),
    "L": (0.02, -0.1, -55, 6, -60, 100, pulses(2, 9, 9.09, 14.09, 70, 80)),
    "M": (0.03, 0.25, -60, 4, -64, 200, pulses(5, -15, 20)),
    "N": (0.03, 0.25, -52, 0, -64, 200, pulses(5, -15, 20)),
    "O": (0.03, 0.25, -60, 4, -64, 100, variability),
    "P": (0.1, 0.26, -60, 0, -61, 300, pulses(5, 1.24, 37.5, 207, rest=0.24)),
    "Q": (1, 0.2, -60, -21, -70, 50, pulses(2, 20, 9)),
    "R": (0.02, 1, -55, 4, -65, 400, ramp),
    "S": (-0.02, -1, -60, 8, -63.8, 350, lambda t: 80 if t < 50 or t > 250 else 75),
    "T": (-0.026, -1, -45, 0, -63.8, 350, lambda t: 80 if t < 50 or t > 250 else 75),
}
dt = 0.1
# Where the overshoot of v beyond 30 mV enters u, rounding to float moves the later spikes: by so many ms.
drift_ms = {"D": 0.1, "H": 2.0, "S": 0.2, "T": 0.2}


def loop(panel, step, end):
    """The ends of the steps in which the script's loop fires; its input is that of the grid of `dt`."""
    a, b, c, d, v, _, current = panels[panel]
    alpha, beta, gamma = CLASS_1 if panel in "GL" else IZHIKEVICH
    u = -16 if panel == "R" else b * v
    spikes = []
    for k in range(round(end / step)):
        # The margin: k * dt may lie on either side of a threshold of t.
        on_grid = int(k * step / dt + 1e-9) * dt
        v += step * (alpha * v * v + beta * v + gamma - u + current(round(on_grid, 9)))
        u += step * a * (b * (v + 65) if panel == "R" else b * v - u)
        if v >= 30:
            spikes.append((k + 1) * step)
            v, u = c, u + d
    return spikes


def rheobase_run(*arguments):
    subprocess.run([rheobase, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


failures = 0


def check(what, good):
    global failures
    failures += not good
    if not good:
        print("FAILED:", what)


with tempfile.TemporaryDirectory() as scratch:
    rheobase_run("run", model, "--set", "integrator=izhikevich2004", "--out", scratch + "/run")
    rows = pathlib.Path(scratch, "run/spikes.csv").read_text().split()[1:]
    found = {panel: [float(r.split(",")[0]) for r in rows if r.endswith("," + panel)] for panel in panels}
    for panel, times in found.items():
        expected = loop(panel, dt, 400)
        check(f"{panel} by izhikevich2004: {times}, not {expected}",
              len(times) == len(expected) and all(abs(x - y) <= drift_ms.get(panel, 0) + 1e-6 for x, y in zip(times, expected)))
    rheobase_run("study", "features", "--out", scratch + "/study")
    study = json.loads(pathlib.Path(scratch, "study/features.json").read_text())["panels"]
    check("twenty panels", [p["population"] for p in study] == list(panels))
    for p in study:
        panel, times = p["population"], p["spikes_ms"]
        expected = loop(panel, dt if panel == "Q" else 0.002, p["end_ms"])
        check(f"{panel}: {p['end_ms']} ms shown", p["end_ms"] == panels[panel][5])
        # Of a step of 0.1 ms the end is named; near a threshold (M, N, I) spikes move with any error.
        check(f"{panel}, {p['behaviour']}: {times}, not {expected}",
              len(times) == len(expected) and all(abs(x - y) < 3 for x, y in zip(times, expected)))
sys.exit(failures > 0)
