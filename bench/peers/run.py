#!/usr/bin/python3
"""Runs the workloads in Rheobase, Brian 2 and NEURON, turn by turn, and compares the simulation loops.

    ./dev bench --peers [--workloads W1,W2] [--rounds 5] [--also standalone_float32] [--json FILE] [--write-docs]

Writes build/peers.json, and with --write-docs those tables of docs/benchmarks.md (between its markers) of which
every workload is run. Where the rates of two simulators differ by more than 5 %, they do not do the same work: they
are not compared."""
import argparse
import json
import pathlib
import statistics
import sys

from simulators import PEERS, ROOT, Rheobase
from tables import page, put_between_markers, tables

HERE = pathlib.Path(__file__).resolve().parent
BUILD = ROOT / "build" / "peers"
RATES_DIFFER_AT_MOST = 0.05


def measure(name, work, peers, rounds):
    BUILD.mkdir(parents=True, exist_ok=True)
    simulators = {"rheobase": Rheobase(name, work, BUILD)}
    try:
        for peer in peers:
            simulators[peer] = PEERS[peer](name, work, BUILD)
        reports = {who: [] for who in simulators}
        for _ in range(rounds):
            for who, simulator in simulators.items():
                reports[who].append(simulator.round())
    finally:
        for simulator in simulators.values():
            simulator.close()
    cpu = {who: [report["cpu_seconds"] for report in rows] for who, rows in reports.items()}
    neuron_seconds = work["neurons"] * work["seconds"]
    return {
        "what": work["what"],
        "simd_target": reports["rheobase"][0]["simd_target"],
        "cpu_seconds": {who: statistics.median(values) for who, values in cpu.items()},
        "rate_hz": {
            who: statistics.median(report["spikes"] for report in rows) / neuron_seconds
            for who, rows in reports.items()
        },
        "synapse_bytes": {who: simulator.synapse_bytes for who, simulator in simulators.items()},
        "ratio": {
            peer: statistics.median(theirs / ours for ours, theirs in zip(cpu["rheobase"], cpu[peer]))
            for peer in peers
        },
        "rounds": reports,
    }


def leave_out_different_work(name, result):
    """Peers whose rate differs too much lose their figures; returns a line for each."""
    ours = result["rate_hz"]["rheobase"]
    lines = []
    for peer in list(result["ratio"]):
        theirs = result["rate_hz"][peer]
        if abs(theirs - ours) > RATES_DIFFER_AT_MOST * max(theirs, ours):
            del result["ratio"][peer], result["cpu_seconds"][peer]
            lines.append(
                f"peers: {name}: not compared, the work is not the same: "
                f"{PEERS[peer].title} fires at {theirs:.2f} Hz, Rheobase at {ours:.2f} Hz"
            )
    return lines


def chosen(options, workloads):
    """The peers of each workload that is asked for."""
    also = [peer for peer in options.also.split(",") if peer]
    for peer in also:
        if peer not in PEERS:
            raise SystemExit(f"peers: no peer '{peer}'; there are {', '.join(PEERS)}")
    if options.rounds is not None and options.rounds < 1:
        raise SystemExit(f"peers: --rounds {options.rounds}: at least 1")
    if not options.json.parent.is_dir():
        raise SystemExit(f"peers: --json {options.json}: no folder {options.json.parent}")
    names = options.workloads.split(",") if options.workloads else list(workloads)
    for name in names:
        if name not in workloads:
            raise SystemExit(f"peers: no workload '{name}'; there are {', '.join(workloads)}")
        for peer in also:
            if workloads[name]["model"] not in PEERS[peer].models:
                raise SystemExit(f"peers: {name}: no '{peer}' of the model {workloads[name]['model']}")
    for of_table in tables(workloads).values():
        asked = set(of_table) & set(names)
        if options.write_docs and asked and asked < set(of_table):
            raise SystemExit(f"peers: --write-docs needs every workload of the table: {','.join(of_table)}")
    return {name: list(dict.fromkeys(workloads[name]["peers"] + also)) for name in names}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workloads", help="default: all")
    parser.add_argument("--rounds", type=int, help="default: each workload's own")
    parser.add_argument("--also", default="", help=f"peers beside each workload's own, of {', '.join(PEERS)}")
    parser.add_argument("--json", type=pathlib.Path, default=ROOT / "build" / "peers.json", help="file of the results")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args()
    workloads = json.loads((HERE.parent / "workloads.json").read_text())
    recorded = json.loads((HERE / "recorded.json").read_text())
    results, refused = {}, []
    for name, peers in chosen(options, workloads).items():
        work = workloads[name]
        results[name] = measure(name, work, peers, options.rounds or work["rounds"])
        refused += leave_out_different_work(name, results[name])
        print(f"{name}: {results[name]['ratio']}", flush=True)
    options.json.write_text(json.dumps(results, indent=1) + "\n")
    missed = []
    for table, names in tables(workloads).items():
        of_table = {name: results[name] for name in names if name in results}
        if not of_table:
            continue
        text, missed_here = page(of_table, workloads, recorded)
        missed += missed_here
        print(text)
        if options.write_docs and not refused:
            put_between_markers(ROOT / "docs" / "benchmarks.md", table, text)
    if missed:
        print(f"bars missed: {', '.join(missed)}", file=sys.stderr)
    for line in refused:
        print(line, file=sys.stderr)
    return 1 if missed or refused else 0


if __name__ == "__main__":
    sys.exit(main())
