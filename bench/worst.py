#!/usr/bin/env python3
"""The quiet, the typical and the all-fire step of the paper's network, in time and in instructions: prints the table
of docs/real-time.md.    bench/worst.py [--quick: no instructions]

Time: rheobase_bench, medians of 7 in random order. Instructions: bench/instructions.py table (valgrind).
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
kinds = ["quiet", "typical", "all_fire"]
sizes = [100, 1000, 10000]


def times():
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run([root / "build/release/bench/rheobase_bench", "--worst", "--benchmark_min_time=0.1",
                        "--benchmark_repetitions=7", "--benchmark_enable_random_interleaving=true",
                        "--benchmark_report_aggregates_only=true", f"--benchmark_out={out.name}",
                        "--benchmark_out_format=json"], check=True, capture_output=True)
        runs = json.load(open(out.name))["benchmarks"]
    return {(kind, int(n)): r["ns_per_step"] / 1000 for r in runs if r.get("aggregate_name") == "median"
            for _, kind, n, _ in [r["run_name"].split("/")]}


def instructions():
    if "--quick" in sys.argv or not shutil.which("valgrind"):
        return {}
    table = json.loads(subprocess.run([sys.executable, root / "bench/instructions.py", "table"], check=True,
                                      capture_output=True, text=True).stdout)
    best = table[-1]["target"]
    found = {(row["kind"], row["n"]): row["instructions"] for row in table if row["target"] == best}
    found.update({("bound", row["n"]): row["bound"] for row in table if row["target"] == best})
    found["target"] = best
    return found


def main():
    time, count = times(), instructions()
    targets = subprocess.run([root / "build/release/rheobase", "targets"], check=True, capture_output=True, text=True)
    print(f"| N | µs on {targets.stdout.split()[-1]}: quiet | typical | all-fire | worst/typical |", end="")
    print(f" instructions on {count['target']}: quiet | typical | all-fire | worst/typical | bound |" if count else "")
    print("|---|---|---|---|---|" + ("---|---|---|---|---|" if count else ""))
    for n in sizes:
        row = [f"{time[k, n]:,.{2 if time[k, n] < 10 else 1 if time[k, n] < 100 else 0}f}" for k in kinds]
        row.append(f"{time['all_fire', n] / time['typical', n]:.1f}")
        if count:
            row += [f"{count[k, n]:,.0f}" for k in kinds]
            row += [f"{count['all_fire', n] / count['typical', n]:.1f}", f"{count['bound', n]:,}"]
        print(f"| {n:,} | " + " | ".join(row) + " |")


main()
