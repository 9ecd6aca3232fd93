"""Prints each benchmark's median by SIMD target, and which bars hold: bars.py bench.json bars.json"""
import collections
import json
import subprocess
import sys

results = json.load(open(sys.argv[1]))
bars = json.load(open(sys.argv[2]))
table = collections.OrderedDict()
targets = []
for run in results["benchmarks"]:
    if run.get("error_occurred"):
        sys.exit(f"{run['name']}: {run['error_message']}")
    if run.get("aggregate_name") != "median":
        continue
    name, target = run["run_name"].rsplit("/", 1)
    counter = next(c for c in ("times_real_time", "ns_per_neuron_step", "ns_per_event", "ns_per_sample", "ns_per_call") if c in run)
    table.setdefault(name, {})[target] = (counter, run[counter])
    if target not in targets:
        targets.append(target)

# Interleaving shuffles the order; `rheobase targets` lists targets worst to best.
rank = subprocess.run(["build/release/rheobase", "targets"], capture_output=True, text=True, check=True).stdout.split()
targets.sort(key=rank.index)
width = max(map(len, table)) + 2
print(f"{'medians':{width + 20}}" + "".join(f"{t:>10}" for t in targets))
for name in sorted(table, key=lambda n: (n.startswith("limit/"), n)):
    row = table[name]
    counter = next(iter(row.values()))[0]
    unit = counter.replace("_per_", "/").replace("_step", "-step").replace("times_real_time", "x real time")
    print(f"{name:{width}}{unit:20}" + "".join(f"{row[t][1]:10.3f}" if t in row else f"{'':10}" for t in targets))

print()
best, missed = targets[-1], 0
for bar in bars:
    row = table.get(bar["benchmark"])
    if row is None or ("over" in bar and bar["over"] not in table):
        continue
    value = row[best][1]
    if "over" in bar:  # a ratio of two figures of the same run
        value /= table[bar["over"]][best][1]
    holds = value >= bar["at_least"] if "at_least" in bar else value <= bar["at_most"]
    missed += not holds
    limit = f">= {bar['at_least']}" if "at_least" in bar else f"<= {bar['at_most']}"
    print(f"{'holds ' if holds else 'MISSED'}  {bar['what']:46}{value:10.3f}  (bar {limit}, on {best})")
sys.exit(1 if missed else 0)
