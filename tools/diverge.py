#!/usr/bin/env python3
"""Names the first tick and neuron at which two machines part.

  diverge.py SCENE "COMMAND A" "COMMAND B"

Each command runs the scene runner of platforms/scenes on some machine, with one target ("build/release/rheobase_scenes
FOLDER --target scalar"). The hashes after every tick give the first tick that differs; the state after that tick gives the
neuron. Exit code 0: the same run; 1: they part, and the output says where; 2: a command failed.
"""
import re
import shlex
import struct
import subprocess
import sys


def lines_of(command, *arguments):
    result = subprocess.run(shlex.split(command) + list(arguments), stdout=subprocess.PIPE, text=True, check=False)
    # An emulator may print lines of its own before; ours are words of hexadecimal digits.
    if result.returncode != 0 or "error:" in result.stdout:
        print(f"diverge: {command} failed: {result.stdout.strip()[-300:]}", file=sys.stderr)
        sys.exit(2)
    return [line.split() for line in result.stdout.splitlines() if line]


def trace(command, scene):
    lines = lines_of(command, "--scene", scene, "--trace")
    return [line for line in lines if len(line) == 3 and re.fullmatch("[0-9a-f]{16}", line[2])]


def value(bits):
    return f"{struct.unpack('>f', bytes.fromhex(bits))[0]:.9g} ({bits})"


def differences(a, b):
    names = ["fired", "v", "u"] + [f"channel word {i}" for i in range(len(a) - 5)]
    for name, x, y in zip(names, a[2:], b[2:]):
        if x != y:
            yield f"{name} {value(x)}, {value(y)}" if name in ("v", "u") else f"{name} {x}, {y}"


def main(scene, command_a, command_b):
    trace_a, trace_b = trace(command_a, scene), trace(command_b, scene)
    if not trace_a or len(trace_a) != len(trace_b):
        print(f"diverge: traces of {len(trace_a)} and {len(trace_b)} ticks", file=sys.stderr)
        return 2
    tick = next((x[0] for x, y in zip(trace_a, trace_b) if x != y), None)
    if tick is None:
        print(f"{scene}: the same run, {len(trace_a)} ticks")
        return 0
    state_a = lines_of(command_a, "--scene", scene, "--dump", tick)
    state_b = lines_of(command_b, "--scene", scene, "--dump", tick)
    apart = [(x, y) for x, y in zip(state_a, state_b) if x != y]
    if not apart:
        print(f"{scene}: tick {tick} is the first that differs, in spikes on their way; every neuron is the same")
        return 1
    first_a, first_b = apart[0]
    print(f"{scene}: tick {tick} is the first that differs, in {len(apart)} of {len(state_a)} neurons; the first is "
          f"population {first_a[0]}, neuron {first_a[1]}: " + "; ".join(differences(first_a, first_b)))
    return 1


if __name__ == "__main__":
    if len(sys.argv) != 4:
        print(__doc__.strip(), file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
