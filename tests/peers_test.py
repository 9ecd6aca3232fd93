"""peers_test.py SOURCE_DIRECTORY: the comparison with other simulators, without them: what it refuses, and that
docs/benchmarks.md has the rows of today's workloads and bars."""

import argparse
import json
import pathlib
import sys

root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root / "bench" / "peers"))
import run  # noqa: E402
from simulators import PEERS  # noqa: E402
from tables import ratios, tables  # noqa: E402

workloads = json.loads((root / "bench" / "workloads.json").read_text())
page = (root / "docs" / "benchmarks.md").read_text()
failures = []


def expect(what, holds):
    if not holds:
        failures.append(what)


def with_rates(ours, theirs):
    result = {
        "what": workloads["COBA"]["what"],
        "rate_hz": {"rheobase": ours, "standalone": theirs},
        "ratio": {"standalone": 7.9},
        "cpu_seconds": {"rheobase": 1.0, "standalone": 7.9},
    }
    return run.leave_out_different_work("COBA", result), ratios({"COBA": result}, workloads)


for ours, theirs, same in ((20, 19.1, True), (19.1, 20, True), (20, 18.9, False), (18.9, 20, False), (0, 0, True),
                           (0, 1, False), (1, 0, False)):  # fmt: skip
    refused, (rows, missed) = with_rates(ours, theirs)
    expect(f"rates {ours} and {theirs}: one line unless they are alike", len(refused) == (not same))
    expect(f"rates {ours} and {theirs}: a row if they are alike", len(rows) == 2 + same)
    expect(f"rates {ours} and {theirs}: 7.9 misses the bar of 8", len(missed) == same)


def refusal(**given):
    options = {"workloads": None, "rounds": None, "also": "", "json": root / "peers.json", "write_docs": False, **given}
    try:
        run.chosen(argparse.Namespace(**options), workloads)
    except SystemExit as refused:
        return str(refused)
    return ""


expect("all workloads", refusal(write_docs=True) == "")
expect("one of a table is refused for the docs", "COBA,spnet,spnet_stdp" in refusal(workloads="COBA", write_docs=True))
expect("a whole table is not", refusal(workloads="spnet,COBA,spnet_stdp", write_docs=True) == "")
expect("NEURON has no COBA", "no 'neuron'" in refusal(workloads="COBA", also="neuron"))
expect("the paper's step has no method", "standalone_euler" in refusal(workloads="W1", also="standalone_euler"))
expect("no such workload", "'W9'" in refusal(workloads="W1,W9"))
expect("no such peer", "'nest'" in refusal(also="nest"))
expect("no rounds", "--rounds 0" in refusal(rounds=0))
expect("no folder", "--json" in refusal(json=root / "nowhere" / "peers.json"))

for table, names in tables(workloads).items():
    text = page.partition(f"<!-- peers, {table}: begin -->")[2].partition(f"<!-- peers, {table}: end -->")[0]
    for name in names:
        work = workloads[name]
        expect(f"{name}: its model", (root / "models" / f"{work['model']}.toml").is_file())
        for peer in work["peers"]:
            expect(f"{name}: {peer} has its model", work["model"] in PEERS[peer].models)
            of_peer = f" | {PEERS[peer].title} | "
            rows = [r.split(" | ") for r in text.splitlines() if r.startswith(f"| {name} | {work['what']}") and of_peer in r]
            expect(f"{name}: one row of {peer} in the docs", len(rows) == 1)
            if rows:
                ratio, bar = float(rows[0][5]), work["at_least"].get(peer)
                stated = "" if bar is None else f"{bar}" if ratio >= bar else f"{bar} missed"
                expect(f"{name}: the docs say of {peer}'s bar '{stated}'", rows[0][6].strip() == stated)

sys.exit("\n".join(failures) if failures else 0)
