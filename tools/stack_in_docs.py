#!/usr/bin/env python3
"""The stack of the engine's calls on a Cortex-M4 in docs/integrations.md: rheo_step's from src/bounds/stack_use.inc
(written by tools/stack_use.py), the others from the same account of every frame and call. Rewrites the figures; with
--check it writes nothing and fails where the page has others (exit code 77: not the compiler that the page names).

    tools/stack_in_docs.py [--check]"""
import re
import shutil
import subprocess
import sys
import tempfile

import stack_use

PLATFORM = "cortex-m4"
page = stack_use.root / "docs/integrations.md"
row = re.compile(r"(\| `(rheo_\w+)` \| [^|]* \| )(\d+)(?= at most|\s*\|)")
# Functions that call by a pointer, and the parameters of what they may call.
by_pointer = {
    "rheobase::(walk_states|{anonymous}::StateList::\\w+)\\(": "(void*, const rheobase::State&)",
    "rheobase::{anonymous}::deliver_again\\(": "(const rheobase::DeliverTask&, std::size_t, std::size_t)",
    "rheobase::image::check_planes\\(": "(const image::View&, const image::Population&)",
}


def skip_without(compiler, version):
    found = shutil.which(compiler) and subprocess.run([compiler, "-dumpversion"], capture_output=True, text=True).stdout
    if not found or found.split(".")[0] != version:
        print(f"stack_in_docs: no {compiler} {version} here")
        sys.exit(77)


def step_bytes():
    figures = re.search(rf'\{{"{PLATFORM}", (\d+), (\d+), (.*)\}},', stack_use.table.read_text())
    return max(int(figures[1]), int(figures[2]) + max(map(int, re.findall(r"\d+", figures[3]))))


def name_the_indirect_calls(frames, calls, text):
    called_by_name = set().union(*calls.values())
    for caller, parameters in by_pointer.items():
        callees = {f for f in frames if f not in called_by_name and parameters in text[f]}
        callers = [f for f in frames if re.search(caller, text[f]) and "__indirect_call" in calls.get(f, ())]
        if not callers or not callees:
            sys.exit(f"stack_in_docs: {caller}…{parameters}: {len(callers)} callers, {len(callees)} to be called")
        for name in callers:
            calls[name] = calls[name] - {"__indirect_call"} | callees


def call_bytes(names):
    compiler, flags = stack_use.platforms[PLATFORM]
    with tempfile.TemporaryDirectory() as scratch:
        frames, calls, text = stack_use.graph_of(compiler, flags, stack_use.engine_sources(), scratch)
    name_the_indirect_calls(frames, calls, text)
    for name in names:
        if name not in frames:
            sys.exit(f"stack_in_docs: no function {name}")
        if stack_use.deepest(name, frames, calls, to="__indirect_call") is not None:
            sys.exit(f"stack_in_docs: {name} calls what is not named")
    return {name: stack_use.deepest(name, frames, calls) + stack_use.slack for name in names}


def main():
    text = page.read_text()
    skip_without(stack_use.platforms[PLATFORM][0], re.search(r"g\+\+ (\d+) -O2", text)[1])
    stated = {name: int(figure) for _, name, figure in row.findall(text)}
    if "rheo_step" not in stated or len(stated) < 2:
        sys.exit(f"stack_in_docs: {page}: no table of calls")
    measured = {"rheo_step": step_bytes(), **call_bytes([name for name in stated if name != "rheo_step"])}
    for name, figure in stated.items():
        print(f"{name}: {measured[name]}" + ("" if figure == measured[name] else f", stated: {figure}"))
    if "--check" in sys.argv[1:]:
        sys.exit(f"stack_in_docs: {page}: other figures, tools/stack_in_docs.py renews them" if stated != measured else 0)
    page.write_text(row.sub(lambda m: f"{m[1]}{measured[m[2]]}", text))


main()
