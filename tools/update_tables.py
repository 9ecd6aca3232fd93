"""Puts new tables in place of a page's old ones, found by their header lines: update_tables.py NEW.md PAGE.md

    build/release/bench/rheobase_work_precision --out build/work_precision > build/work_precision.md
    python3 tools/update_tables.py build/work_precision.md docs/numerics.md
"""
import re
import sys

if len(sys.argv) != 3:
    sys.exit(__doc__)
new, page = open(sys.argv[1]).read(), open(sys.argv[2]).read()
table = re.compile(r"^(\|.*\n)(\|[-|]+\n)((?:\|.*\n)+)", re.M)
for match in table.finditer(new):
    old = [m for m in table.finditer(page) if m.group(1) == match.group(1)]
    if len(old) != 1:
        sys.exit(f"{sys.argv[2]}: {len(old)} tables with the header {match.group(1)}")
    page = page[: old[0].start()] + match.group(0) + page[old[0].end() :]
open(sys.argv[2], "w").write(page)
