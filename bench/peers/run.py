#!/usr/bin/python3
"""Runs the workloads in Rheobase and in Brian 2, turn by turn, and compares the simulation loops.

    ./dev bench --peers [--workloads W1,W2] [--rounds 5]

Writes build/peers.json and the tables of docs/benchmarks.md (between its markers)."""
import argparse
import array
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build" / "peers"
STEP_LOOP = ROOT / "build" / "release" / "bench" / "rheobase_step_loop"
RHEOBASE = ROOT / "build" / "release" / "rheobase"
PEER_NAMES = {"standalone": "Brian 2 C++ standalone", "cython": "Brian 2 Cython"}


def rheobase_image(name, work):
    path = BUILD / f"{name}.rheo"
    model = ROOT / "models" / "paper.toml"
    sets = [f"--set={key}={value}" for key, value in work["parameters"].items()]
    subprocess.run([RHEOBASE, "compile", model, *sets, "-o", path], check=True, stdout=subprocess.DEVNULL)
    return path


def run_rheobase(image):
    out = subprocess.run([STEP_LOOP, image, "1000"], check=True, capture_output=True, text=True).stdout
    report = json.loads(out)
    return report["seconds"], report["spikes"], report


def brian(mode, directory, work):
    command = ["/usr/bin/python3", HERE / "brian_network.py", mode, directory, json.dumps(work["parameters"])]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def run_standalone(directory):
    """The program that Brian built, as it is: seconds of its simulation loop by its own clock, and the spikes."""
    subprocess.run(["./main"], cwd=directory, check=True, stdout=subprocess.DEVNULL)
    results = directory / "results"
    seconds = float((results / "last_run_info.txt").read_text().split()[0])
    counts = array.array("i")
    counts.frombytes(next(results.glob("_array_spikemonitor_count*")).read_bytes())
    return seconds, sum(counts)


def measure(name, work, rounds):
    BUILD.mkdir(parents=True, exist_ok=True)
    image = rheobase_image(name, work)
    directory = BUILD / f"{name}.brian"
    if not (directory / "main").exists():
        print(f"{name}: building Brian's program", flush=True)
        brian("standalone", directory, work)
    seconds = {"rheobase": [], **{peer: [] for peer in work["peers"]}}
    spikes = {}
    for _ in range(rounds):
        wall, spikes["rheobase"], report = run_rheobase(image)
        seconds["rheobase"].append(wall)
        for peer in work["peers"]:
            if peer == "standalone":
                wall, spikes[peer] = run_standalone(directory)
            else:
                wall, spikes[peer] = json.loads(brian(peer, directory, work).splitlines()[-1])
            seconds[peer].append(wall)
    n = work["parameters"]["n"]
    result = {
        "what": work["what"],
        "simd_target": report["simd_target"],
        "seconds": {who: statistics.median(values) for who, values in seconds.items()},
        "rounds": seconds,
        "rate_hz": {who: count / n for who, count in spikes.items()},
        "ratio": {},
    }
    for peer in work["peers"]:
        ratios = [theirs / ours for ours, theirs in zip(seconds["rheobase"], seconds[peer])]
        result["ratio"][peer] = statistics.median(ratios)
    return result


def tables(results, workloads, recorded):
    lines = [
        "| | | Rheobase | peer | peer's time | ratio | bar | rates (Hz) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    failed = 0
    for name, r in results.items():
        for peer, ratio in r["ratio"].items():
            bar = workloads[name]["at_least"].get(peer)
            failed += bar is not None and ratio < bar
            mark = "" if bar is None else f"{bar}" + ("" if ratio >= bar else " missed")
            lines.append(
                f"| {name} | {r['what']} | {r['seconds']['rheobase']*1e3:.3g} ms | {PEER_NAMES[peer]} | "
                f"{r['seconds'][peer]:.3g} s | {ratio:.0f} | {mark} | "
                f"{r['rate_hz']['rheobase']:.2f}, {r['rate_hz'][peer]:.2f} |"
            )
    lines += ["", f"Recorded elsewhere ({recorded['source']}):", "", "| | peer | its time | ratio | bar |", "|---|---|---|---|---|"]
    for peer, times in recorded["peers"].items():
        bars = recorded["at_least"].get(peer, {})
        for name, seconds in times.items():
            if name not in results:
                continue
            ratio = seconds / results[name]["seconds"]["rheobase"]
            bar = bars.get(name)
            failed += bar is not None and ratio < bar
            mark = "" if bar is None else f"{bar}" + ("" if ratio >= bar else " missed")
            lines.append(f"| {name} | {peer} | {seconds:.3g} s | {ratio:.1f} | {mark} |")
    return "\n".join(lines) + "\n", failed


def put_between_markers(path, text):
    begin, end = "<!-- peers: begin -->\n", "<!-- peers: end -->"
    page = path.read_text()
    if begin not in page or end not in page:
        raise SystemExit(f"{path}: no markers for the table")
    head, rest = page.split(begin, 1)
    path.write_text(head + begin + text + end + rest.split(end, 1)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workloads", default="W1,W2,W3,W4,W4q")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args()
    workloads = json.loads((HERE.parent / "workloads.json").read_text())
    recorded = json.loads((HERE / "recorded.json").read_text())
    results = {}
    for name in options.workloads.split(","):
        if name not in workloads:
            raise SystemExit(f"peers: no workload '{name}'; there are {', '.join(workloads)}")
        results[name] = measure(name, workloads[name], options.rounds)
        print(f"{name}: {results[name]['ratio']}", flush=True)
    (ROOT / "build" / "peers.json").write_text(json.dumps(results, indent=1) + "\n")
    text, failed = tables(results, workloads, recorded)
    print(text)
    if options.write_docs:
        put_between_markers(ROOT / "docs" / "benchmarks.md", text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
