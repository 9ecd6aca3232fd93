"""A classifier that snnTorch trained and exported does here, and on a Cortex-M4, what it does in snnTorch.

examples/snntorch/train_digits.py made python/tests/data/digits.nir and digits.npz."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import rheobase as rb

pytest.importorskip("nir")
FOLDER = Path(__file__).parents[2] / "examples/snntorch"
sys.path.insert(0, str(FOLDER))
import digits  # noqa: E402


@pytest.fixture(scope="module")
def reference():
    return digits.reference()


def test_snntorch_classifies_well(reference):
    assert len(reference.labels) == 360 and np.mean(reference.classes == reference.labels) > 0.93
    assert np.array_equal(digits.classes_of(reference.output), reference.classes)


@pytest.mark.parametrize("storage, hidden_unlike", [("dense_i32", 0), ("dense_i16", 4)])
def test_spikes_and_classes_are_those_of_snntorch(reference, storage, hidden_unlike):
    """With 32 bits a weight every spike; with 16, whose rounding moves two of the 51,402 hidden spikes by a step."""
    net = digits.load()
    hidden, output = digits.spikes_of(net, net.compile(storage=storage), reference.first_spike)
    assert net.latency_steps == {"output": 2} and reference.hidden.sum() > 10_000
    assert np.array_equal(output, reference.output)
    assert np.array_equal(digits.classes_of(output), reference.classes)
    assert np.count_nonzero(hidden != reference.hidden) == hidden_unlike


def test_classes_on_a_cortex_m4(tmp_path):
    """Under QEMU, all images, by the example's own command: it fails if a class differs."""
    missing = [tool for tool in ("cmake", "ninja", "arm-none-eabi-g++", "qemu-system-arm") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")
    done = subprocess.run([sys.executable, FOLDER / "on_cortex_m4.py", "dense_i16", "--build", str(FOLDER.parents[1] / "build/digits")],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    row = done.stdout.splitlines()[-1].split("|")
    assert row[1].strip() == "`dense_i16`" and row[3].strip() == "0 of 360", done.stdout
