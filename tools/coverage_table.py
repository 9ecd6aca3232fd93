#!/usr/bin/env python3
"""The share of lines that tests run, by folder, as a table of Markdown: coverage_table.py SUMMARY.json (of gcovr)"""
import collections
import json
import pathlib
import sys

lines = collections.defaultdict(lambda: [0, 0])
for file in json.loads(pathlib.Path(sys.argv[1]).read_text())["files"]:
    folder = "/".join(file["filename"].split("/")[:2])
    for name in (folder, "all"):
        lines[name][0] += file["line_covered"]
        lines[name][1] += file["line_total"]
print("| folder | lines | run by tests |\n|---|---|---|")
for name in sorted(lines, key=lambda name: (name == "all", name)):
    covered, total = lines[name]
    print(f"| `{name}` | {total} | {100 * covered / max(total, 1):.0f} % |")
