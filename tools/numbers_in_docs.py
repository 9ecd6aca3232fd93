#!/usr/bin/env python3
"""The figures in the documentation's prose that do not depend on the machine: each is computed, and compared with the page.

    tools/numbers_in_docs.py [--write] RHEOBASE

RHEOBASE is the command. --write puts the true figures into the pages. Times are measured and stand beside their machine and
command; transcripts of commands are checked by tools/docs_commands.py, stack figures by tools/stack_in_docs.py."""
import functools
import json
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
arguments = [a for a in sys.argv[1:] if a != "--write"]
rheobase = pathlib.Path(arguments[0]).resolve()
sizes = json.loads((root / "platforms/sizes.json").read_text())


def command(*words):
    return json.loads(subprocess.run([rheobase, *words, "--json"], cwd=root, check=True, capture_output=True).stdout)


@functools.lru_cache
def inspected(model, key):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([rheobase, "compile", model, "-o", f"{folder}/image"], cwd=root, check=True, capture_output=True)
        return command("inspect", f"{folder}/image")[key]


def text_kb(platform):
    return f"{sizes[platform]['text'] / 1000:.0f}"


def kb(value):
    return f"{value / 1000:.0f}"


@functools.lru_cache
def brian_ratios():
    rows = re.findall(r"^\| (\w+) \|.*\| Brian 2 C\+\+ standalone[^|]*\| [\d.]+ s \| ([\d.]+) \|", (root / "docs/benchmarks.md").read_text(), re.M)
    return {name: [float(x) for n, x in rows if n == name] for name, _ in rows}


def octave(name):
    statistics = json.loads((root / "tests/data/networks.json").read_text())["paper_n1000"]["statistics"][name]
    return [f"{statistics['mean']:.2f}", f"{statistics['sd']:.2f}"]


def all_ratios():
    return [x for ratios in brian_ratios().values() for x in ratios]


def platforms():
    return len([name for name in sizes if "," not in name])  # those on which the scenes have run


def golden_networks():
    return len(json.loads((root / "tests/data/golden_hashes.json").read_text()))


@functools.lru_cache
def struct_bytes(file, name):
    """As a static_assert of the sources holds it."""
    return re.search(rf"sizeof\((?:\w+::)*{name}\) == (\d+)", (root / file).read_text())[1]


def heading_error():
    """Degrees, as the example prints them; None: it was not built."""
    program = rheobase.parent / "examples/sensors_and_motors"
    if not program.exists():
        return None
    printed = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    degrees = float(re.search(r"heading ([\d.]+) degrees", printed)[1])
    return [f"{degrees:.1f}"]


image_format = "src/image/format.hpp"
light = "examples/robots/light_follower.toml"
learner = "examples/robots/light_learner.toml"
gait = "examples/robots/gait.toml"
# Page, a pattern with a group for each figure, and the figures as the page writes them.
figures = [
    ("README.md", r"\*\*(\d+) kB\*\* \| code of the smallest engine", lambda: [text_kb("cortex-m4, small")]),
    ("README.md", r"\*\*(\d+) kB flash, (\d+) kB RAM,", lambda: [kb(inspected(light, k)) for k in ("flash_bytes", "ram_bytes")]),
    ("README.md", r"the robot above: (\d+) neurons, ([\d,]+) synapses", lambda: [str(inspected(light, "neurons")), f"{inspected(light, 'synapses'):,}"]),
    ("README.md", r"\*\*(\d+) times Brian 2\*\*", lambda: [f"{brian_ratios()['W1'][0]:.0f}"]),
    ("README.md", r"one thread; ([\d.]+) to (\d+) times on", lambda: [f"{min(all_ratios()):.1f}", f"{max(all_ratios()):.0f}"]),
    ("README.md", r"spikes and state of (\d+) test networks", lambda: [str(golden_networks())]),
    ("README.md", r"\[(\d+) platforms\]", lambda: [str(platforms())]),
    ("docs/closed-loop.md", r"\nThe network, ([\d,]+) neurons and ([\d,]+) synapses", lambda: [str(inspected(light, "neurons")), f"{inspected(light, 'synapses'):,}"]),
    ("docs/closed-loop.md", r"body. The network, ([\d,]+) neurons and ([\d,]+) synapses", lambda: [str(inspected(learner, "neurons")), f"{inspected(learner, 'synapses'):,}"]),
    ("docs/closed-loop.md", r"The network is a half-centre, ([\d,]+) neurons and ([\d,]+) synapses", lambda: [str(inspected(gait, "neurons")), f"{inspected(gait, 'synapses'):,}"]),
    ("docs/porting.md", r"MATLAB code has ([\d.]+) ± ([\d.]+) Hz \(excitatory\) and ([\d.]+) ± ([\d.]+) Hz", lambda: octave("rate_e_hz") + octave("rate_i_hz")),
    ("docs/sensors-and-motors.md", r"Code there: (\d+) kB for both", lambda: [text_kb("cortex-m4, coding")]),
    ("docs/sensors-and-motors.md", r"The mean error of the decoded heading is ([\d.]+)\s", heading_error),
    ("docs/image-format.md", r"\| header, (\d+) bytes", lambda: [struct_bytes(image_format, "Header")]),
    ("docs/image-format.md", r"\| population table \| (\d+) bytes each", lambda: [struct_bytes(image_format, "Population")]),
    ("docs/image-format.md", r"\| channel table \| (\d+) bytes each", lambda: [struct_bytes(image_format, "Channel")]),
    ("docs/image-format.md", r"\| projection table \| (\d+) bytes a record", lambda: [struct_bytes(image_format, "Projection")]),
    ("docs/black-box.md", r"a header of (\d+) bytes", lambda: [struct_bytes("src/engine/snapshot_format.hpp", "SnapshotHeader")]),
    ("docs/black-box.md", r"A record has (\d+) bytes of header", lambda: [struct_bytes("src/blackbox/record.hpp", "rheo_log_record")]),
    ("docs/integrations.md", r"everything in it: (\d+) kB of code", lambda: [text_kb("cortex-m4")]),
    ("docs/integrations.md", r"dense and sparse storage: (\d+) kB", lambda: [text_kb("cortex-m4, small")]),
    ("docs/integrations.md", r"encoders and decoders (\d+) kB, the black box (\d+) kB", lambda: [text_kb("cortex-m4, coding"), text_kb("cortex-m4, black box")]),
]


def renewed(match, values):
    text, start = match[0], match.start()
    for k in range(len(values), 0, -1):
        text = text[: match.start(k) - start] + values[k - 1] + text[match.end(k) - start :]
    return text


def main():
    write, stale = "--write" in sys.argv, 0
    for page, pattern, compute in figures:
        path = root / page
        text = path.read_text()
        found = list(re.finditer(pattern, text))
        values = compute()
        if values is None:
            print(f"{page}: not checked, since it needs what is not built: {pattern}")
            continue
        if len(found) != 1:
            print(f"{page}: {len(found)} places like {pattern}")
            stale += 1
        elif list(found[0].groups()) != values:
            print(f"{page}: {found[0][0]!r}: {', '.join(values)}")
            if write:
                path.write_text(text[: found[0].start()] + renewed(found[0], values) + text[found[0].end() :])
            else:
                stale += 1
    print(f"{len(figures)} places, {stale} to be renewed: tools/numbers_in_docs.py --write" if stale else f"{len(figures)} places as computed")
    sys.exit(1 if stale else 0)


main()
