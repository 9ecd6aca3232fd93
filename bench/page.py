"""Draws the benchmarks as one page of plots: page.py bench.json page.svg page.png

Each line is the best SIMD target of the run; thin grey lines are limits measured in the same run (limits.hpp)."""
import collections
import json
import re
import subprocess
import sys

import gnuplot
from machine import processor

# The workloads of bench/workloads.json in a word.
WORKLOADS = {"W1": "1000, dense", "W2": "10,000 x 1000", "W3": "100,000 x 100", "W4": "100,000, noise", "W4q": "100,000, quiet"}
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999933"]


def medians(path):
    """name -> target -> counter -> value"""
    table = collections.defaultdict(dict)
    for run in json.load(open(path))["benchmarks"]:
        if run.get("aggregate_name") == "median":
            name, target = run["run_name"].rsplit("/", 1)
            table[name][target] = run
    return table


def best_target(table):
    ranks = subprocess.run(["build/release/rheobase", "targets"], capture_output=True, text=True, check=True)
    present = {target for row in table.values() for target in row}
    return [target for target in ranks.stdout.split() if target in present][-1]


def series(table, target, pattern, counter):
    """label -> sorted [(x, y)] for the names that match; the pattern's groups are label and x."""
    found = collections.defaultdict(list)
    for name, row in table.items():
        match = re.fullmatch(pattern, name)
        if match and target in row:
            found[match.group(1)].append((float(match.group(2)), row[target][counter]))
    return {label: sorted(points) for label, points in sorted(found.items())}


class Script:
    def __init__(self):
        self.data, self.panels, self.blocks = [], [], 0

    def block(self, rows):
        name = f"$d{self.blocks}"
        self.blocks += 1
        self.data.append(f"{name} << EOD\n" + "\n".join(" ".join(map(str, row)) for row in rows) + "\nEOD\n")
        return name

    def panel(self, settings, clauses):
        self.panels.append("reset\n" + FRAME + settings + "\nplot " + ", ".join(clauses) + "\n")

    def text(self, columns, rows):
        return "".join(self.data) + f"set multiplot layout {rows},{columns}\n" + "".join(self.panels) + "unset multiplot\n"


FRAME = (
    "set border 3 lc rgb '#666666'\nset tics nomirror out textcolor rgb '#333333'\n"
    "set grid back lc rgb '#e6e6e6' lt 1 lw 0.6\nset key below samplen 1.5 maxcols 2\nset lmargin 9\nset rmargin 3\n"
)


def line(script, points, colour, title, style="lw 1.6 pt 7 ps 0.5", dash=""):
    return f"{script.block(points)} using 1:2 with linespoints lc rgb '{colour}' {style} {dash} title {gnuplot.text(title)} noenhanced"


def limit(script, points, title=""):
    what = f"title {gnuplot.text(title)} noenhanced" if title else "notitle"
    return f"{script.block(points)} using 1:2 with lines lc rgb '#777777' lw 1.2 dt 3 {what}"


def neurons_panel(script, table, target):
    clauses = []
    quiet = series(table, target, r"neurons/(\w+)/quiet/(\d+)", "ns_per_neuron_step")
    for k, (label, points) in enumerate(quiet.items()):
        clauses.append(line(script, points, COLOURS[k], label))
    noise = series(table, target, r"neurons/(izhikevich2003|riccati)/noise/(\d+)", "ns_per_neuron_step")
    for label, points in noise.items():
        colour = COLOURS[list(quiet).index(label)]
        clauses.append(line(script, points, colour, label + " with noise", "lw 1.6 pt 6 ps 0.5", "dt 2"))
    for points in series(table, target, r"limit/(memory)/neurons/(\d+)", "ns_per_neuron_step").values():
        clauses.append(limit(script, points, "limit: the traffic alone"))
    script.panel(
        "set title 'Neuron update'\nset logscale xy\nset xlabel 'neurons'\nset ylabel 'ns per neuron and step'\n"
        "set format x '10^{%T}'\nset yrange [0.1:6]\nset xrange [32:2e6]",
        clauses,
    )


def delivery_panel(script, table, target):
    clauses = []
    for k, (label, points) in enumerate(series(table, target, r"delivery/(\w+)/spikes:(\d+)", "ns_per_event").items()):
        clauses.append(line(script, points, COLOURS[k % len(COLOURS)], label.replace("_", " ")))
    limits = series(table, target, r"limit/delivery/(\w+)/spikes:(\d+)", "ns_per_event")
    for k, points in enumerate(limits.values()):
        clauses.append(limit(script, points, "limits: i8, i16, i32 loads alone" if k == 0 else ""))
    script.panel(
        "set title 'Delivery'\nset logscale xy\nset xlabel 'spikes in the step, of 1024 neurons'\n"
        "set ylabel 'ns per synaptic event'\nset yrange [0.003:2]\nset xrange [0.8:1500]",
        clauses,
    )


def label(network):
    return gnuplot.field(f"{network}: {WORKLOADS[network]}") if network in WORKLOADS else gnuplot.field(network)


def networks_panel(script, table, targets):
    names = sorted(name for name in table if name.startswith("network/"))
    if "network/W1" in names:  # the same network
        names.remove("network/paper.toml")
    clauses = []
    for k, target in enumerate(targets):
        rows = [(label(n.split("/")[1].replace(".toml", "")), table[n][target]["times_real_time"]) for n in names if target in table[n]]
        clauses.append(f"{script.block(rows)} using 2:xtic(1) with histograms lc rgb '{COLOURS[k]}' title {gnuplot.text(target)} noenhanced")
    script.panel(
        f"set title {gnuplot.text('Whole networks, ' + processor())} noenhanced\nset ylabel 'times real time, one core'\nset logscale y\nset yrange [1:5000]\n"
        "set key inside top right vertical\nset xtics noenhanced rotate by 30 right\nset style histogram clustered gap 1\nset style fill solid 0.85 noborder\nset boxwidth 0.9",
        clauses,
    )


def main():
    source, *pictures = sys.argv[1:]
    table = medians(source)
    target = best_target(table)
    script = Script()
    neurons_panel(script, table, target)
    delivery_panel(script, table, target)
    others = [t for t in ("scalar", "AVX2", "NEON") if t != target and any(t in row for row in table.values())]
    networks_panel(script, table, others + [target])
    body = script.text(3, 1)
    for picture in pictures:
        terminal = (
            "svg size 1500,560 dynamic font 'DejaVu Sans,13' background rgb 'white'"
            if picture.endswith(".svg")
            else "pngcairo size 2250,840 font 'DejaVu Sans,13' fontscale 1.35 linewidth 1.5 pointscale 1.5"
        )
        gnuplot.draw(body, terminal, picture)


main()
