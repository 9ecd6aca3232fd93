#!/usr/bin/env python3
"""One thread against two: models/million.toml with 50,000 neurons and a hundred synapses each, stored and procedural.

    bench/threads.py [--quick] [--threads K]     (after building the release preset)

One second of network time with one thread and with K (2) in turn, eleven times (five); medians of the steps' time, and
their ratio. First as the machine is, then beside one busy process on every core. Exit code 1 if hashes differ, or if a
bar is missed: two threads at least 1.6 times as fast as one with stored synapses; beside busy processes at most 1.3
times as slow, by the medians and by the upper quartiles. The first one needs free cores: where they are not, chrt -f 10
bench/threads.py, which keeps others away from it, and from one thread alike. Procedural synapses have no bar for speed:
a thread draws vectors of synapses, and most have some in its half of the targets.
"""
import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
command = root / "build/release/rheobase"
speed_bar, busy_bar = 1.6, 1.3


def ordinary_priority():
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def run(image, threads, prepare=None):
    result = subprocess.run([command, "run", image, "--threads", str(threads), "--duration", "1s", "--json"],
                            stdout=subprocess.PIPE, check=True, preexec_fn=prepare)
    return json.loads(result.stdout)


@contextlib.contextmanager
def busy_cores():
    """One busy process of ordinary priority on every core."""
    def prepare(core):
        ordinary_priority()
        os.sched_setaffinity(0, {core})

    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"], preexec_fn=lambda core=core: prepare(core))
                 for core in sorted(os.sched_getaffinity(0))]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def in_turn(image, counts, times, prepare=None):
    """Times of a step in us by number of threads, and the hashes of all runs."""
    steps, hashes = {threads: [] for threads in counts}, set()
    for k in range(times):
        for threads in counts if k % 2 == 0 else reversed(counts):
            result = run(image, threads, prepare)
            steps[threads].append(result["wall_s"] * 1000)
            hashes.add((result["state_hash"], result["spike_hash"]))
    return steps, hashes


def upper_quartile(values):
    return sorted(values)[3 * len(values) // 4]


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
    times = 5 if options.quick else 11
    bars = []
    print("| 50,000 neurons, 100 synapses each | µs a step, 1 thread | upper quartile "
          f"| {k} threads | upper quartile | times as fast |\n|---|---|---|---|---|---|")
    for storage in ("sparse_i16", "procedural"):
        with tempfile.TemporaryDirectory() as scratch:
            image = f"{scratch}/net.rheo"
            subprocess.run([command, "compile", root / "models/million.toml", "--set", "n=50000", "--set",
                            f"storage={storage}", "-o", image], check=True, stdout=subprocess.DEVNULL)
            quiet, hashes = in_turn(image, (1, k), times)
            with busy_cores():
                busy, more_hashes = in_turn(image, (1, k), times, ordinary_priority)
        hashes |= more_hashes
        if len(hashes) > 1:
            print(f"{storage}: DIFFERENT hashes: {sorted(hashes)}")
            failed = True
        for name, steps in ((storage, quiet), (f"{storage}, every core busy", busy)):
            one, more = (statistics.median(steps[threads]) for threads in (1, k))
            worst_one, worst = (upper_quartile(steps[threads]) for threads in (1, k))
            print(f"| {name} | {one:,.0f} | {worst_one:,.0f} | {more:,.0f} | {worst:,.0f} | {one / more:.2f} |")
            if steps is busy:
                bars.append((f"{storage}, every core busy: {k} threads over one, median", more / one, busy_bar, False))
                bars.append((f"{storage}, every core busy: {k} threads over one, upper quartile", worst / worst_one,
                             busy_bar, False))
            elif k == 2 and storage == "sparse_i16":
                bars.append(("two threads times as fast as one, stored synapses", one / more, speed_bar, True))
    for name, value, bar, at_least in bars:
        holds = value >= bar if at_least else value <= bar
        print(f"{'holds ' if holds else 'MISSED'}  {name} {value:.2f} (bar {'>=' if at_least else '<='} {bar})")
        failed = failed or not holds
    sys.exit(1 if failed else 0)


main()
