#!/usr/bin/env python3
"""The engine as two files, for projects that copy their libraries in: rheobase.h (C99, every C header) and
rheobase_engine.cpp (every source of src/engine_sources.cmake, with what it includes).

  amalgamate.py FOLDER     writes both there (./dev amalgamate)

  g++ -std=c++17 -O2 -c rheobase_engine.cpp                              scalar kernels
  g++ -std=c++17 -O2 -DRHEOBASE_WITH_HIGHWAY -c rheobase_engine.cpp      and those of the SIMD target that the compiler's
                                                                         flags name; needs Highway's headers
The same sources give the same bytes.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def version():
    return re.search(r"^project\(rheobase VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(), re.M).group(1)


def cmake_list(name, text=None):
    text = text or (ROOT / "src/engine_sources.cmake").read_text()
    return re.search(rf"^set\({name}\b([^)]*)\)", text, re.M).group(1).split()


def storage_names():
    return re.findall(r'^    {"(\w+)"', (ROOT / "src/image/storage_forms.hpp").read_text(), re.M)


def banner(what):
    return (f"/* Rheobase {version()}: {what}\n"
            " * Made by tools/amalgamate.py from the project's sources; change those.\n"
            " * SPDX-License-Identifier: Apache-2.0 (the project's LICENSE) */\n")


def public_headers():
    """The C headers, each behind those that it includes."""
    ordered = []

    def add(name):
        if name in ordered:
            return
        for line in (ROOT / "include" / name).read_text().splitlines():
            if line.startswith('#include "rheobase/'):
                add(line.split('"')[1])
        ordered.append(name)

    for path in sorted((ROOT / "include/rheobase").glob("*.h")):
        add(f"rheobase/{path.name}")
    return ordered


def header():
    out = [banner("the engine's interface, C99, in one header")]
    for name in public_headers():
        lines = (ROOT / "include" / name).read_text().splitlines()
        out += [line for line in lines if not line.startswith('#include "rheobase/')]
    return "\n".join(out) + "\n"


class Engine:
    """One translation unit of all sources. A project header is put in where it is first included; where that is inside
    a condition, later includes must be inside it too."""

    def __init__(self):
        self.out = []
        self.seen = {}  # header: the conditions around its first include
        self.open = []  # those around the current line
        self.public = set(public_headers())

    def find(self, name):
        for folder in ("src", "include"):
            path = ROOT / folder / name
            if path.exists():
                return path
        raise SystemExit(f"amalgamate: no {name}")

    def take(self, name):
        path = self.find(name)
        guard = len(self.open)
        self.out.append(f"\n// ==== {path.relative_to(ROOT)}")
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = INCLUDE.match(line)
            if include:
                self.include(include, line, f"{path.relative_to(ROOT)}:{number}")
            elif line.strip() != "#pragma once":
                self.follow(line)
                self.out.append(line)
        if len(self.open) != guard:
            raise SystemExit(f"amalgamate: {name}: #if and #endif do not match")

    def include(self, include, line, where):
        name, system = include.groups()
        if system or name in self.public:
            if system:
                self.out.append(line)
            return
        conditions = [c for c in self.open if c]
        first = self.seen.get(name)
        if first is None:
            self.seen[name] = conditions
            self.take(name)
        elif conditions[:len(first)] != first:
            raise SystemExit(f"amalgamate: {where}: {name} was included before under {first}")

    def follow(self, line):
        directive = re.match(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)", line)
        if not directive:
            return
        kind, rest = directive.group(1), directive.group(2).split("//")[0].strip()
        if kind.startswith("if"):
            # An -inl.h file's guard by RHEOBASE_TARGET_TOGGLE is no condition: it is put in once per target.
            self.open.append(None if "RHEOBASE_TARGET_TOGGLE" in rest or rest.endswith("_INL_H_") else f"{kind} {rest}")
        elif kind == "endif":
            self.open.pop()
        else:
            self.open[-1] = f"{self.open[-1]}, {kind} {rest}"

    def text(self):
        self.out = [banner("the engine in one C++17 source"),
                    "#ifndef RHEOBASE_WITH_HIGHWAY",
                    "#define RHEOBASE_NO_SIMD",
                    "#else",
                    "#define HWY_COMPILE_ONLY_STATIC",
                    "#endif",
                    '#include "rheobase.h"']
        for source in cmake_list("RHEOBASE_ENGINE_SOURCES"):
            self.take(source)
        once_per_target = [name for name in self.seen if name.endswith("-inl.h")]
        for name in once_per_target:
            del self.seen[name]
        guards = ["#undef RHEOBASE_" + re.sub(r"\W", "_", name).upper() + "_" for name in once_per_target]
        for line in ("", "#ifndef RHEOBASE_NO_SIMD", *guards):
            self.follow(line)
            self.out.append(line)
        for source in cmake_list("RHEOBASE_ENGINE_VECTOR_SOURCES"):
            self.take(source)
        self.out.append("#endif")
        return "\n".join(self.out) + "\n"


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: amalgamate.py FOLDER")
    folder = pathlib.Path(sys.argv[1])
    files = {"rheobase.h": header(), "rheobase_engine.cpp": Engine().text()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    main()
