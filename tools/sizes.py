#!/usr/bin/env python3
"""The engine's size per platform against platforms/sizes.json; called by ./dev size.

  sizes.py [--record] FILE    FILE: lines of `size -t` (text data bss dec hex NAME), and of the least engine the symbols it
                              leaves undefined and those it defines
"""
import json
import pathlib
import sys

GROWTH = 1.03
MOST_BYTES = {"small": 24 * 1024, "lif firmware": 18 * 1024}
# libgcc has what the processor has no instruction for; it is no libc.
ALLOWED = ("memcpy", "memset", "memmove", "__aeabi_", "__ctzdi2", "__popcountdi2", "__clzdi2")
RECORD = pathlib.Path(__file__).resolve().parent.parent / "platforms/sizes.json"


def main(arguments):
    record = "--record" in arguments
    sizes, undefined, defined = {}, set(), set()
    for line in pathlib.Path(arguments[-1]).read_text().splitlines():
        words = line.split(maxsplit=5)
        if words[0] == "undefined":
            undefined.add(words[1])
        elif words[0] == "defined":
            defined.add(words[1])
        elif len(words) == 6 and words[0].isdigit():
            sizes[words[5]] = dict(zip(("text", "data", "bss"), map(int, words[:3])))
    known = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    bad = not sizes
    print(f"{'platform':24}{'text':>9}{'data':>8}{'bss':>8}   recorded text, data, bss")
    for name, size in sizes.items():
        old = known.get(name, {})
        grown = [part for part in old if size[part] > GROWTH * old[part]]
        note = "  GROWN: " + ", ".join(grown) if grown else ""
        if name not in known and not record:
            note = "  not recorded"
        bad = bad or bool(note)
        print(f"{name:24}{size['text']:9}{size['data']:8}{size['bss']:8}   " + ", ".join(map(str, old.values())) + note)
        most = MOST_BYTES.get(name.rpartition(", ")[2])
        if most and size["text"] + size["data"] > most:
            print(f"{name}: more than {most} bytes")
            bad = True
    for symbol in sorted(undefined - defined):
        if not symbol.startswith(ALLOWED):
            print(f"the least engine asks libc for {symbol}")
            bad = True
    if record:
        RECORD.write_text(json.dumps({**known, **sizes}, indent=2) + "\n")
        return 0
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
