#!/usr/bin/env python3
"""One thread against two: models/million.toml with 50,000 neurons and a hundred synapses each, stored and procedural.

    bench/threads.py [--quick] [--threads K]     (after building the release preset)

One second of network time with one thread and with K (2) in turn, eleven times (five); medians of the steps' time, and
their ratio. Exit code 1 if hashes differ, or if two threads are less than 1.6 times as fast as one with stored synapses.
Cores must be free: a thread whose core is taken away holds the other up. Where they are not: chrt -f 10 bench/threads.py.
Procedural ones have no bar: a thread draws vectors of synapses, and most have some in its half of the targets.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
command = root / "build/release/rheobase"
bar = 1.6


def run(image, threads):
    result = subprocess.run([command, "run", image, "--threads", str(threads), "--duration", "1s", "--json"],
                            stdout=subprocess.PIPE, check=True)
    return json.loads(result.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    options, _ = parser.parse_known_args()  # ./dev bench has options that mean nothing here
    k, failed = options.threads, False
    cores = len(os.sched_getaffinity(0))
    if cores < k:
        print(f"threads: {cores} cores here, {k} threads wanted: not measured")
        return
    print(f"| 50,000 neurons, 100 synapses each | µs a step, 1 thread | {k} threads | times as fast |\n|---|---|---|---|")
    for storage in ("sparse_i16", "procedural"):
        with tempfile.TemporaryDirectory() as scratch:
            image = f"{scratch}/net.rheo"
            subprocess.run([command, "compile", root / "models/million.toml", "--set", "n=50000", "--set",
                            f"storage={storage}", "-o", image], check=True, stdout=subprocess.DEVNULL)
            runs = {1: [], k: []}
            for _ in range(5 if options.quick else 11):
                for threads, results in runs.items():
                    results.append(run(image, threads))
        hashes = {(r["state_hash"], r["spike_hash"]) for results in runs.values() for r in results}
        if len(hashes) > 1:
            print(f"{storage}: DIFFERENT hashes: {sorted(hashes)}")
            failed = True
        one, more = (statistics.median(r["wall_s"] for r in runs[threads]) * 1000 for threads in (1, k))
        print(f"| {storage} | {one:,.0f} | {more:,.0f} | {one / more:.2f} |")
        if k == 2 and storage == "sparse_i16":
            stored = one / more
    if k == 2:
        print(f"{'holds ' if stored >= bar else 'MISSED'}  two threads over one, stored synapses {stored:.2f} (bar >= {bar})")
        failed = failed or stored < bar
    sys.exit(1 if failed else 0)


main()
