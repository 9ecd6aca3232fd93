#!/usr/bin/env python3
"""What Python adds: run() beside the command's run, step() beside the engine's own.

Needs the installed package. Turn by turn, so that what else runs on the machine meets both.
"""

import json
import statistics
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path

import rheobase as rb

COMMAND = Path(sysconfig.get_path("scripts")) / "rheobase"
ROUNDS = 9


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main():
    image = rb.load("paper").compile()
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/paper.rheo"
        image.save(path)
        unrecorded_s, recorded_s, command_s = [], [], []
        for _ in range(ROUNDS):
            for record, times in ((False, unrecorded_s), (True, recorded_s)):
                sim = rb.Simulation(image, record=record)
                times.append(seconds(lambda: sim.run("10s", progress=False)))
            report = subprocess.run([COMMAND, "run", path, "--duration", "10s", "--json"], capture_output=True, check=True)
            command_s.append(json.loads(report.stdout)["wall_s"])
    print(f"the command's 10 s, its steps alone (wall_s): {min(command_s):.4f} s, median {statistics.median(command_s):.4f} s")
    for what, times in (("record=False", unrecorded_s), ("record=True", recorded_s)):
        print(f"run('10s') with {what}: {min(times):.4f} s, median {statistics.median(times):.4f} s; "
              f"{min(times) / min(command_s):.3f} times the command's")

    steps = 10000
    for record in (False, True):
        in_python, in_engine = [], []
        for _ in range(ROUNDS):
            sim = rb.Simulation(image, record=record)
            step = sim.step

            def loop():
                for _ in range(steps):
                    step()

            in_python.append(seconds(loop))
            sim = rb.Simulation(image, record=False)
            in_engine.append(seconds(lambda: sim._run(steps, None)))
        python_us, engine_us = (min(times) / steps * 1e6 for times in (in_python, in_engine))
        print(f"step() with record={record}: {python_us:.3f} µs, the engine's {engine_us:.3f} µs, "
              f"beyond it {python_us - engine_us:.3f} µs")


if __name__ == "__main__":
    main()
