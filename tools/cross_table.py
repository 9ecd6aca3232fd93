#!/usr/bin/env python3
"""The hashes of the scenes on every platform, as the scene runner printed them (build/cross/NAME/lines.txt).

  cross_table.py check NAME THREADS     against tests/data/golden_hashes.json: says what differs, exit code 1 if anything
  cross_table.py different NAME         the first scene of each variant and target that differs: VARIANT SCENE TARGET
  cross_table.py write NAME...          the table of docs/determinism.md, between its markers; and prints it
"""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIELDS = "variant scene target lanes threads steps spikes spike_hash state_hash".split()


def lines_of(platform):
    text = (ROOT / "build/cross" / platform / "lines.txt").read_text()
    return [dict(zip(FIELDS, line.split())) for line in text.splitlines() if len(line.split()) == len(FIELDS)]


def table_scenes():
    """(name, golden name, threads), in the order of the table."""
    text = (ROOT / "platforms/scenes/scenes.txt").read_text()
    return [tuple(line.split()) for line in text.splitlines() if line and not line.startswith("#")]


GOLDEN = json.loads((ROOT / "tests/data/golden_hashes.json").read_text())
GOLDEN_OF = {name: golden for name, golden, _ in table_scenes()}


def same(line):
    golden = GOLDEN[GOLDEN_OF.get(line["scene"], line["scene"])]
    return (int(line["spikes"]), line["spike_hash"], line["state_hash"]) == (
        golden["spikes"], golden["spike_hash"], golden["state_hash"])


def check(platform, threads):
    lines = lines_of(platform)
    expected = {name for name, _, count in table_scenes() if count == "1" or threads == "yes"}
    expected |= GOLDEN.keys() - {golden for _, golden, count in table_scenes() if count == "1"}
    different = 0
    for target in sorted({(line["variant"], line["target"]) for line in lines}):
        ran = {line["scene"] for line in lines if (line["variant"], line["target"]) == target}
        for scene in sorted(expected - ran):
            print(f"{platform} {' '.join(target)}: {scene} did not run")
            different += 1
    for line in lines:
        if not same(line):
            print(f"{platform} {line['variant']} {line['target']}: {line['scene']} differs")
            different += 1
    print(f"{platform}: {len(lines)} runs, {different} different")
    return 0 if lines and different == 0 else 1


def different(platform):
    seen = set()
    for line in lines_of(platform):
        key = (line["variant"], line["target"])
        if not same(line) and key not in seen:
            seen.add(key)
            print(line["variant"], line["scene"], line["target"])
    return 0


def rows(platform):
    lines = lines_of(platform)
    compiler = (ROOT / "build/cross" / platform / "compiler.txt").read_text().splitlines()
    version = dict(line.split(" ", 1) for line in compiler)
    for variant, target, lanes in dict.fromkeys((l["variant"], l["target"], l["lanes"]) for l in lines):
        cells = [platform if variant in ("default", "g++", "clang++") else f"{platform}, {variant}", version[variant], target,
                 lanes]
        for name, _, _ in table_scenes():
            of = [l for l in lines if (l["variant"], l["target"], l["scene"]) == (variant, target, name)]
            cells.append(f"{of[0]['state_hash']} {of[0]['spike_hash']}" if of else "no threads")
        yield cells


def write(platforms):
    scenes = [name for name, _, _ in table_scenes()]
    table = [["platform", "compiler", "SIMD target", "lanes"] + [f"{name}: state, spikes" for name in scenes]]
    table += [row for platform in platforms for row in rows(platform)]
    text = "\n".join("| " + " | ".join(row) + " |" for row in [table[0], ["---"] * len(table[0])] + table[1:])
    print(text)
    path = ROOT / "docs/determinism.md"
    page = path.read_text()
    begin, end = "<!-- ./dev cross all -->\n", "\n<!-- end -->"
    before, rest = page.split(begin, 1)
    path.write_text(before + begin + text + end + rest.split(end)[1])
    for index, name in enumerate(scenes, 4):
        if len({row[index] for row in table[1:]} - {"no threads"}) != 1:
            print(f"{name}: not all equal")
            return 1
    return 0


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    sys.exit({"check": lambda: check(*rest), "different": lambda: different(*rest), "write": lambda: write(rest)}[command]())
