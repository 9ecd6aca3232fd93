"""Tests of the installed package: pip install . first (./dev test does)."""

import json
import subprocess
import sysconfig
import warnings
from pathlib import Path

import pytest

import rheobase as rb

ROOT = Path(__file__).parents[2]
COMMAND = Path(sysconfig.get_path("scripts")) / "rheobase"


@pytest.fixture
def command():
    """Runs the command that came with the wheel; returns the JSON of `run`."""

    def run(*arguments):
        done = subprocess.run([COMMAND, "run", *map(str, arguments), "--json"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def pulsed():
    """Ten silent neurons that take inputs."""
    net = rb.Network("pulsed", dt="1ms")
    net.add(rb.Population("E", 10, input=True))
    return rb.Simulation(net)


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rb.ModelWarning)
        yield
