"""The tables of docs/benchmarks.md from the results of run.py."""
import pathlib
import re
import subprocess
import sys

from simulators import PEERS, PYTHON, Rheobase

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from machine import processor


def tables(workloads):
    """Names of the workloads of each table."""
    names = {"paper": [], "other models": []}
    for name, work in workloads.items():
        names["paper" if work["model"] == "paper" else "other models"].append(name)
    return names


def brian_version():
    code = "import importlib.metadata as m; print(m.version('brian2'))"
    return subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def mark(bar, ratio):
    if bar is None:
        return ""
    return f"{bar}" if ratio >= bar else f"{bar} missed"


def ratios(results, workloads):
    lines = [
        "| | | Rheobase | peer | peer's time | ratio | bar | rates (Hz) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    missed = []
    for name, r in results.items():
        for peer, ratio in r["ratio"].items():
            bar = mark(workloads[name]["at_least"].get(peer), ratio)
            missed += [f"{name} {peer}"] if "missed" in bar else []
            lines.append(
                f"| {name} | {r['what']} | {r['cpu_seconds']['rheobase']*1e3:.3g} ms | {PEERS[peer].title} | "
                f"{r['cpu_seconds'][peer]:.3g} s | {ratio:.3g} | {bar} | "
                f"{r['rate_hz']['rheobase']:.2f}, {r['rate_hz'][peer]:.2f} |"
            )
    return lines, missed


def parts(results, workloads):
    """Where the time goes: W4q is the neurons, W4 adds the noise, W2 and W3 their synapses to that."""
    if not {"W4", "W4q"} <= results.keys():
        return []
    quiet_cpu, noisy_cpu = results["W4q"]["cpu_seconds"], results["W4"]["cpu_seconds"]
    steps = 1000
    updates = workloads["W4"]["parameters"]["n"] * steps
    present = [who for who in ("rheobase", *PEERS) if who in quiet_cpu and who in noisy_cpu]

    def row(what, cell):
        return f"| {what} | " + " | ".join(cell(who) for who in present) + " |"

    def quiet(who):
        return quiet_cpu[who] / updates

    def noisy(who):
        return noisy_cpu[who] / updates

    lines = [
        "",
        row("", lambda who: Rheobase.title if who == "rheobase" else PEERS[who].title),
        "|---" * (len(present) + 1) + "|",
        row("neuron without noise, ns per step (W4q)", lambda who: f"{quiet(who)*1e9:.2g}"),
        row("its noise, ns per step (W4 less W4q)", lambda who: f"{(noisy(who) - quiet(who))*1e9:.2g}"),
    ]
    for name in ("W2", "W3"):
        if name not in results or not set(present) <= results[name]["cpu_seconds"].keys():
            continue
        n, p = workloads[name]["parameters"]["n"], workloads[name]["parameters"]["p"]
        memory = results[name]["synapse_bytes"]

        def event(who):
            spikes = results[name]["rate_hz"][who] * n
            return (results[name]["cpu_seconds"][who] - noisy(who) * n * steps) / (spikes * p * n)

        lines.append(row(f"synaptic event, ns ({name} less its neurons as in W4)", lambda who: f"{event(who)*1e9:.2g}"))
        lines.append(row(f"memory, bytes per synapse ({name})", lambda who: f"{memory[who]:.3g}"))
    return lines


def elsewhere(results, recorded):
    lines = ["", f"Recorded elsewhere ({recorded['source']}):", ""]
    lines += ["| | peer | its time | ratio | bar |", "|---|---|---|---|---|"]
    missed = []
    if not any(name in times for name in results for times in recorded["peers"].values()):
        return [], missed
    for peer, times in recorded["peers"].items():
        for name, seconds in times.items():
            if name not in results:
                continue
            ratio = seconds / results[name]["cpu_seconds"]["rheobase"]
            bar = mark(recorded["at_least"].get(peer, {}).get(name), ratio)
            missed += [f"{name} {peer}"] if "missed" in bar else []
            lines.append(f"| {name} | {peer} | {seconds:.3g} s | {ratio:.3g} | {bar} |")
    return lines, missed


def page(results, workloads, recorded):
    """The text, and the bars that are missed."""
    target = next(iter(results.values()))["simd_target"]
    rounds = min(len(r["rounds"]["rheobase"]) for r in results.values())
    lines, missed = ratios(results, workloads)
    other_lines, other_missed = elsewhere(results, recorded)
    command = f"./dev bench --peers --workloads {','.join(results)} --write-docs"
    where = f"one core of {processor()}, Rheobase on {target}, Brian {brian_version()}"
    head = [f"Medians of {rounds} on {where}; renewed by `{command}`:", ""]
    text = "\n".join(head + lines + parts(results, workloads) + other_lines) + "\n"
    return text, missed + other_missed


def put_between_markers(path, table, text):
    begin, end = f"<!-- peers, {table}: begin -->\n", f"<!-- peers, {table}: end -->"
    page = path.read_text()
    if begin not in page or end not in page:
        raise SystemExit(f"{path}: no markers for the table")
    head, rest = page.split(begin, 1)
    path.write_text(head + begin + text + end + rest.split(end, 1)[1])
