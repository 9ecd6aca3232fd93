"""Reads the address sanitizer's reports (python/leaks.sh): shows faults, and leaks that the extension module is part of.

    leaks.py REPORT…

Python, NumPy and others keep memory to the end of their process; a leak counts if a function of the module stands in the stack that
allocated it. What the module allocates as it is imported (its types) it keeps, too.
"""

import os
import re
import sys

MODULE = re.compile(r"/_core[^/ ]*\.so\b")
IMPORT = re.compile(r"\bPyInit__core\b|\bnb_module_exec\b|\bnanobind_init")


def main(paths: list[str]) -> int:
    faults = leaks = read = 0
    for path in paths:
        if not os.path.exists(path):  # a pattern that matched nothing
            continue
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        read += 1
        if "ERROR: AddressSanitizer" in text:
            faults += 1
            print(text)
            continue
        for record in re.findall(r"^(?:Direct|Indirect) leak of .*?(?=^\s*$|\Z)", text, re.DOTALL | re.MULTILINE):
            if MODULE.search(record) and not IMPORT.search(record):
                leaks += 1
                print(record)
    print(f"address sanitizer: {read} reports, {faults} faults, {leaks} leaks of the extension module")
    return 1 if faults or leaks else 0


sys.exit(main(sys.argv[1:]))
