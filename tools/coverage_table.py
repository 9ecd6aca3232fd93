#!/usr/bin/env python3
"""The share of lines that tests run, by folder, as a table of Markdown: coverage_table.py SUMMARY.json [PAGE.md]

SUMMARY.json is gcovr's. With a page the table goes there as well, between its lines "<!-- coverage: begin -->" and
"<!-- coverage: end -->". ./dev coverage calls this.
"""
import collections
import json
import pathlib
import re
import sys

if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
lines = collections.defaultdict(lambda: [0, 0])
for file in json.loads(pathlib.Path(sys.argv[1]).read_text())["files"]:
    folder = "/".join(file["filename"].split("/")[:2])
    for name in (folder, "all"):
        lines[name][0] += file["line_covered"]
        lines[name][1] += file["line_total"]
rows = []
for name in sorted(lines, key=lambda name: (name == "all", name)):
    covered, total = lines[name]
    rows.append(f"| `{name}` | {total} | {100 * covered / max(total, 1):.0f} % |")
table = "\n".join(["| folder | lines | run by tests |", "|---|---|---|", *rows])
print(table)
if len(sys.argv) == 3:
    page = pathlib.Path(sys.argv[2])
    place = re.compile(r"(<!-- coverage: begin -->\n).*?(<!-- coverage: end -->)", re.S)
    text, found = place.subn(lambda m: f"{m[1]}{table}\n{m[2]}", page.read_text())
    if found != 1:
        sys.exit(f"{page}: {found} places between <!-- coverage: begin --> and <!-- coverage: end -->")
    page.write_text(text)
