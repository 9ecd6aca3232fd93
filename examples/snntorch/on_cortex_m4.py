"""Puts the classifier of the digits on a Cortex-M4, runs it there under QEMU with all test images, and prints a table.

    python on_cortex_m4.py [--data FOLDER] [--build FOLDER] [STORAGE…]       dense_i16 and dense_i8 if none is named

Ends with status 1 if the Cortex-M4 gives an image another class than the engine here. Needs the package rheobase with
nir, cmake, arm-none-eabi-gcc and qemu-system-arm.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

import digits
import numpy as np

ROOT = Path(__file__).parents[2]
TOOLS = ("cmake", "ninja", "arm-none-eabi-g++", "qemu-system-arm")
INSTRUCTIONS_PER_COUNT = 40  # platforms/cortex-m/firmware.h


def write_images(path: Path, net: digits.rb.nir.NirNetwork, first_spike: np.ndarray) -> None:
    number = {name: f"NET_POPULATION_{name.upper()}" for name in (net.inputs["input"], net.outputs["output"])}
    rows = ",\n".join("{" + ",".join(map(str, row)) + "}" for row in first_spike)
    path.write_text(f"""/* What the classifier is shown: of each image the step in which a pixel fires; {digits.STEPS}: never. */
#include "net.h"
enum {{ IMAGES = {len(first_spike)}, PIXELS = {first_spike.shape[1]}, STEPS = {digits.STEPS}, LATENCY_STEPS = {net.latency_steps["output"]} }};
#define INPUT {number[net.inputs["input"]]}
#define OUTPUT {number[net.outputs["output"]]}
enum {{ CLASSES = {number[net.outputs["output"]]}_SIZE }};
static const unsigned char first_spikes[IMAGES][PIXELS] = {{
{rows}}};
""")


def run(command: list) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def build(folder: Path, storage: str) -> Path:
    run(["cmake", "-S", ROOT / "examples/snntorch/firmware", "-B", folder / "build", "-G", "Ninja",
         "-DCMAKE_BUILD_TYPE=MinSizeRel", f"-DCMAKE_TOOLCHAIN_FILE={ROOT / 'platforms/cortex-m4/toolchain.cmake'}",
         f"-DNETWORK={folder}", f"-DRHEOBASE_STORAGE={storage}"])
    run(["cmake", "--build", folder / "build"])
    return folder / "build" / "classifier"


def emulate(program: Path) -> dict[str, str]:
    """What the firmware prints, by the first word of its lines. -icount: a nanosecond passes for each instruction."""
    words = run(["qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none", "-serial", "null", "-no-reboot",
                 "-chardev", "stdio,id=words", "-semihosting-config", "enable=on,target=native,chardev=words",
                 "-icount", "shift=0", "-kernel", program])
    return dict(re.findall(r"^(\w+) (\d+)", words, re.MULTILINE))


def flash_bytes(program: Path) -> int:
    """Code and constants, as arm-none-eabi-size has them."""
    text, data = run(["arm-none-eabi-size", program]).splitlines()[1].split()[:2]
    return int(text) + int(data)


def measure(folder: Path, net: digits.rb.nir.NirNetwork, storage: str, expected: digits.Reference) -> dict:
    folder.mkdir(parents=True, exist_ok=True)
    image = net.compile(storage=storage)
    image.c_array(str(folder / "net.c"), symbol="net", header=str(folder / "net.h"))
    write_images(folder / "images.h", net, expected.first_spike)
    program = build(folder, storage)
    printed = emulate(program)
    there = np.array(list(map(int, printed["classes"])))
    here = digits.classes_of(digits.spikes_of(net, image, expected.first_spike)[1])
    return {"same_classes": np.array_equal(there, here), "differ": int(np.sum(there != expected.classes)),
            "accuracy": np.mean(there == expected.labels), "image": int(printed["image"]),
            "program": flash_bytes(program) - int(printed["image"]) - expected.first_spike.size,  # what it is shown is no part of it
            "state": int(printed["state"]), "mean": int(printed["mean"]) * INSTRUCTIONS_PER_COUNT,
            "most": int(printed["most"]) * INSTRUCTIONS_PER_COUNT}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("storage", nargs="*", default=["dense_i16", "dense_i8"])
    parser.add_argument("--build", type=Path, default=ROOT / "build/digits")
    parser.add_argument("--data", type=Path, default=digits.DATA)
    options = parser.parse_args()
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.exit(f"on_cortex_m4.py: {', '.join(missing)} is not installed")
    expected, net, same = digits.reference(options.data), digits.load(options.data), True
    print("| storage | accuracy | classes unlike snnTorch's | flash: engine and program, network | RAM | instructions per image, mean | most |")
    print("|---|---|---|---|---|---|---|")
    for storage in options.storage:
        m = measure(options.build.resolve() / storage, net, storage, expected)
        same = same and m["same_classes"]
        print(f"| `{storage}` | {m['accuracy']:.1%} | {m['differ']} of {len(expected.labels)} | {m['program']:,} + {m['image']:,} bytes | "
              f"{m['state']:,} bytes | {m['mean']:,} | {m['most']:,} |", flush=True)
    if not same:
        print("the Cortex-M4 gives other classes than the engine here", file=sys.stderr)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
