#!/usr/bin/python3
"""Runs the workloads in Rheobase, Brian 2 and NEURON, turn by turn, and compares the simulation loops.

    ./dev bench --peers [--workloads W1,W2] [--rounds 5] [--also standalone_float32] [--write-docs]

Writes build/peers.json, and with --write-docs the tables of docs/benchmarks.md (between its markers)."""
import argparse
import json
import pathlib
import statistics
import sys

from simulators import PEERS, ROOT, Rheobase
from tables import page, put_between_markers

HERE = pathlib.Path(__file__).resolve().parent
BUILD = ROOT / "build" / "peers"


def measure(name, work, peers, rounds):
    BUILD.mkdir(parents=True, exist_ok=True)
    simulators = {"rheobase": Rheobase(name, work["parameters"], BUILD)}
    try:
        for peer in peers:
            simulators[peer] = PEERS[peer](name, work["parameters"], BUILD)
        reports = {who: [] for who in simulators}
        for _ in range(rounds):
            for who, simulator in simulators.items():
                reports[who].append(simulator.round())
    finally:
        for simulator in simulators.values():
            simulator.close()
    cpu = {who: [report["cpu_seconds"] for report in rows] for who, rows in reports.items()}
    n = work["parameters"]["n"]
    return {
        "what": work["what"],
        "simd_target": reports["rheobase"][0]["simd_target"],
        "cpu_seconds": {who: statistics.median(values) for who, values in cpu.items()},
        "rate_hz": {who: statistics.mean(report["spikes"] for report in rows) / n for who, rows in reports.items()},
        "synapse_bytes": {who: simulator.synapse_bytes for who, simulator in simulators.items()},
        "ratio": {
            peer: statistics.median(theirs / ours for ours, theirs in zip(cpu["rheobase"], cpu[peer]))
            for peer in peers
        },
        "rounds": reports,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workloads", default="W1,W2,W3,W4,W4q")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--also", default="", help=f"peers beside each workload's own, of {', '.join(PEERS)}")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args()
    workloads = json.loads((HERE.parent / "workloads.json").read_text())
    recorded = json.loads((HERE / "recorded.json").read_text())
    also = [peer for peer in options.also.split(",") if peer]
    for peer in also:
        if peer not in PEERS:
            raise SystemExit(f"peers: no peer '{peer}'; there are {', '.join(PEERS)}")
    names = options.workloads.split(",")
    for name in names:
        if name not in workloads:
            raise SystemExit(f"peers: no workload '{name}'; there are {', '.join(workloads)}")
    results = {}
    for name in names:
        peers = list(dict.fromkeys(workloads[name]["peers"] + also))
        results[name] = measure(name, workloads[name], peers, options.rounds)
        print(f"{name}: {results[name]['ratio']}", flush=True)
    (ROOT / "build" / "peers.json").write_text(json.dumps(results, indent=1) + "\n")
    text, missed = page(results, workloads, recorded, options.rounds)
    print(text)
    if options.write_docs:
        put_between_markers(ROOT / "docs" / "benchmarks.md", text)
    if missed:
        print(f"bars missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
