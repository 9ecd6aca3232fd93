"""What becomes of brian2_scripts.SCRIPTS here, as a table: python python/tests/brian2_verdicts.py [--write]."""

import re
import sys
from pathlib import Path

import numpy as np
from brian2_runs import run, trains
from brian2_scripts import SCRIPTS, SPIKES, STATISTICS, WEIGHTS

import rheobase as rb

PAGE = Path(__file__).parents[2] / "docs/brian2.md"
SEEDS = 5


def verdict(name):
    """("carried" | "refused" | "wrong", what stands in the table)."""
    held, script = SCRIPTS[name]
    try:
        here = run("rheobase", script)
    except rb.ModelError as error:
        text = re.sub(r"^brian2: ", "", str(error))
        same = re.sub(r"_\d+'", "'", text).startswith(re.sub(r"_\d+'", "'", held))
        return ("refused" if same else "wrong"), re.sub(r"_\d+'", "'", text)
    if held not in (SPIKES, STATISTICS, WEIGHTS):
        return "wrong", "it ran, and what it has is not carried over"
    return _spikes(here, run("runtime", script)) if held == SPIKES else _statistics(script, held == WEIGHTS)


def _spikes(here, brian):
    expected, got = trains(brian["M"]), trains(here["M"])
    same = len(set(expected) & set(got))
    text = f"{'all' if len(expected) == len(got) == same else f'{same} of'} {len(expected)} spikes in the same step"
    return ("carried" if 2 <= len(expected) and same >= 0.95 * max(len(expected), len(got)) else "wrong"), text


def _statistics(script, has_weights):
    runs = {device: [run(device, script, seed) for seed in range(10, 10 + SEEDS)] for device in ("runtime", "rheobase")}
    off, means, error = _apart(runs, lambda names: names["M"].num_spikes)
    text = f"{means['rheobase']:.0f} spikes, Brian {means['runtime']:.0f}, standard error {error:.0f}"
    agrees = off <= 4 * error and means["runtime"] > 5
    if has_weights:
        off, means, error = _apart(runs, lambda names: np.mean(names["S"].w[:]))
        agrees = agrees and off <= max(4 * error, 1e-5 * means["runtime"])
        text += f"; mean w {means['rheobase']:.3g}, Brian {means['runtime']:.3g}, standard error {error:.1g}"
    return ("carried" if agrees else "wrong"), text


def _apart(runs, measure):
    """(distance of the means, means, standard error of the distance)."""
    values = {device: [measure(names) for names in of_device] for device, of_device in runs.items()}
    means = {device: np.mean(v) for device, v in values.items()}
    error = np.sqrt(sum(np.var(v, ddof=1) / SEEDS for v in values.values()))
    return abs(means["rheobase"] - means["runtime"]), means, error


def table(verdicts):
    lines = ["| script | | |", "|---|---|---|"]
    lines += [f"| {name} | {kind} | {text if kind != 'refused' else '`' + text + '`'} |" for name, (kind, text) in verdicts.items()]
    counts = {kind: sum(k == kind for k, _ in verdicts.values()) for kind in ("carried", "refused", "wrong")}
    return "\n".join(lines), f"{counts['carried']} carried over, {counts['refused']} refused by name, {counts['wrong']} wrong"


def main():
    rows, sums = table({name: verdict(name) for name in SCRIPTS})
    print(f"{rows}\n\n{sums}")
    if "--write" in sys.argv:
        text = PAGE.read_text()
        begin, end = "<!-- scripts: begin -->\n", "<!-- scripts: end -->"
        before, rest = text.split(begin)
        PAGE.write_text(f"{before}{begin}{rows}\n\n{sums}.\n{end}{rest.split(end)[1]}")


if __name__ == "__main__":
    main()
