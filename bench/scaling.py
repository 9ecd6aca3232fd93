"""Time and memory of models/million.toml against neurons and against events, with fitted exponents.

    bench/scaling.py [--quick] [OUT_DIR]     (after building the release preset)

Writes scaling.json and scaling.png (gnuplot) into OUT_DIR, build/scaling by default. Exit
code 1 if an exponent passes 1.05. Sizes run in turn, five times; the least time of each, which what else
the machine does disturbs least.
"""
import json
import math
import os
import pathlib
import resource
import statistics
import subprocess
import sys

import gnuplot

root = pathlib.Path(__file__).resolve().parent.parent
command = root / "build/release/rheobase"
model = root / "models/million.toml"
limit = 1.05


def run(n, degree):
    """One run of 200 ms in a process of its own: its JSON, and its largest resident memory in bytes."""
    out, inner = os.pipe()
    child = os.fork()
    if child == 0:
        result = subprocess.run(
            [command, "run", model, "--set", f"n={n}", "--set", f"degree={degree}", "--duration", "200 ms", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        os.write(inner, json.dumps({**json.loads(result.stdout), "peak_bytes": peak}).encode())
        os._exit(0)
    os.close(inner)
    with os.fdopen(out) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    r = json.loads(text)
    per_event = r["ns_per_synaptic_event"]
    r["events"] = round(r["wall_s"] * 1e9 / per_event) if per_event else 0
    return r


def exponent(xs, ys):
    """Slope of the least-squares line through the logarithms."""
    lx, ly = [math.log(x) for x in xs], [math.log(y) for y in ys]
    mx, my = statistics.mean(lx), statistics.mean(ly)
    return sum((a - mx) * (b - my) for a, b in zip(lx, ly)) / sum((a - mx) ** 2 for a in lx)


def measure(points, repeats):
    """The least of each point, with the points taken in turn so that a busy moment hurts all alike."""
    runs = [[run(*p) for p in points] for _ in range(repeats)]
    rows = []
    for k, (n, degree) in enumerate(points):
        same = [r[k] for r in runs]
        row = {"n": n, "degree": degree}
        for key in ("wall_s", "events", "spikes", "ram_bytes", "flash_bytes", "peak_bytes"):
            row[key] = min(r[key] for r in same)
        rows.append(row)
    return rows


def main():
    arguments = [a for a in sys.argv[1:] if a != "--quick"]
    quick = "--quick" in sys.argv
    out = pathlib.Path(arguments[0]) if arguments else root / "build/scaling"
    out.mkdir(parents=True, exist_ok=True)
    repeats = 2 if quick else 5
    sizes = [62500, 250000, 1000000] if quick else [31250, 62500, 125000, 250000, 500000, 1000000]
    by_size = measure([(n, 100) for n in sizes], repeats)
    by_events = measure([(200000, d) for d in ((0, 50, 200) if quick else (0, 25, 50, 100, 200, 400))], repeats)
    silent = by_events.pop(0)  # the neurons alone
    for r in by_events:
        r["delivery_s"] = r["wall_s"] - silent["wall_s"]
    fits = {
        "time against neurons": exponent(sizes, [r["wall_s"] for r in by_size]),
        "engine memory against neurons": exponent(sizes, [r["ram_bytes"] for r in by_size]),
        "image against neurons": exponent(sizes, [r["flash_bytes"] for r in by_size]),
        "memory of the whole program against neurons": exponent(sizes, [r["peak_bytes"] for r in by_size]),
        "delivery against events": exponent([r["events"] for r in by_events], [r["delivery_s"] for r in by_events]),
    }
    (out / "scaling.json").write_text(json.dumps({"size": by_size, "events": by_events, "exponents": fits}, indent=2))
    plot(out, fits, by_size, by_events)
    for r in by_size + by_events:
        print(f"{r['n']:8} neurons {r['degree']:4} synapses each: {r['wall_s']:7.3f} s, {r['events']:12.0f} events, "
              f"engine {r['ram_bytes'] / 1e6:6.2f} MB, program {r['peak_bytes'] / 1e6:7.1f} MB")
    for what, slope in fits.items():
        print(f"{'holds ' if slope <= limit else 'MISSED'}  {what}: exponent {slope:.3f} (bar {limit})")
    return 1 if max(fits.values()) > limit else 0


def block(name, rows):
    lines = [f"{r['n']} {r['events']} {r['wall_s']} {r['ram_bytes']} {r['peak_bytes']} {r.get('delivery_s', 0)}" for r in rows]
    return "\n".join([f"${name} << EOD", *lines, "EOD"])


def plot(out, fits, by_size, by_events):
    time, memory = fits["time against neurons"], fits["engine memory against neurons"]
    events = fits["delivery against events"]
    script = f"""
{block("size", by_size)}
{block("events", by_events)}
set multiplot layout 1,3
set logscale xy; set grid lc rgb "#dddddd"; set key top left reverse Left; set format y "%g"; set format x "10^{{%T}}"
set title "200 ms of 100 procedural synapses a neuron"; set xlabel "neurons"; set ylabel "s"
plot $size using 1:3 with linespoints pt 7 lc rgb "#1f4e79" title "time, exponent {time:.2f}"
set title "Memory"; set ylabel "MB"
plot $size using 1:($4/1e6) with linespoints pt 7 lc rgb "#1f4e79" \\
  title "engine, exponent {memory:.2f}", \\
  $size using 1:($5/1e6) with linespoints pt 7 lc rgb "#c05020" title "whole program, with the compiler"
set title "200,000 neurons: time beyond that without synapses"; set xlabel "synaptic events"; set ylabel "s"
plot $events using 2:6 with linespoints pt 7 lc rgb "#1f4e79" \\
  title "delivery, exponent {events:.2f}"
"""
    gnuplot.draw(script, "pngcairo size 1500,480 font 'DejaVu Sans,11'", out / "scaling.png")


if __name__ == "__main__":
    sys.exit(main())
