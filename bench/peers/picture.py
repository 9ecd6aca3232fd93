#!/usr/bin/env python3
"""Bars of the ratios in docs/benchmarks.md, which ./dev bench --peers --write-docs writes: picture.py PICTURE.png

How many times faster Rheobase is than each other simulator, on one thread, per workload."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import gnuplot

page = (pathlib.Path(__file__).resolve().parent.parent.parent / "docs/benchmarks.md").read_text()
shown = {"Brian 2 C++ standalone": "#0072B2", "NEURON": "#D55E00"}
row = re.compile(r"^\| (\w+) \| ([^|]*) \| [^|]* \| ([^|]*) \| [^|]* s \| ([\d.]+) \|", re.M)
labels = {"W1": "1000, dense", "W2": "10,000 x 1000", "W3": "100,000 x 100", "W4": "100,000, noise", "W4q": "100,000, quiet",
          "COBA": "conductances", "spnet": "delays"}


def main():
    rows = row.findall(page)
    names = list(dict.fromkeys(name for name, *_ in rows if name in labels))
    ratios = {(name, peer): float(ratio) for name, _, peer, ratio in rows}
    cpus = " and ".join(dict.fromkeys(re.findall(r"on one core of ([^,]+), Rheobase on", page)))
    script = (f"set title {gnuplot.text('Time of another simulator / time of Rheobase, one core of ' + cpus)} noenhanced\n"
              "set border 3 lc rgb '#666666'\nset tics nomirror out textcolor rgb '#333333'\n"
              "set grid ytics back lc rgb '#e6e6e6' lt 1 lw 0.6\nset logscale y\nset yrange [0.5:500]\nset ytics (1, 3, 10, 30, 100, 300)\n"
              "set ylabel 'ratio'\nset style histogram clustered gap 1\nset style fill solid 0.85 noborder\nset boxwidth 0.9\n"
              "set bmargin 3.5\nset xrange [-0.6:*]\nset key top right vertical Left reverse samplen 1.5\nset arrow from graph 0, first 1 to graph 1, first 1 nohead lc rgb '#333333' lw 1.2 front\n")
    plots = []
    for k, (peer, colour) in enumerate(shown.items()):
        script += f"$peer{k} << EOD\n" + "".join(f'"{name}\\n{labels[name]}" {ratios.get((name, peer), "NaN")}\n' for name in names) + "EOD\n"
        plots.append(f"$peer{k} using 2:xtic(1) with histograms lc rgb '{colour}' title {gnuplot.text(peer)} noenhanced")
    gnuplot.draw(script + "plot " + ", ".join(plots), "pngcairo size 1800,760 font 'DejaVu Sans,13' fontscale 1.35", sys.argv[1])


main()
