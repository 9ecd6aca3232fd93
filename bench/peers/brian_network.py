"""Runs a model of brian_models.py. Used by simulators.py; alone:
python3 brian_network.py standalone|cython DIRECTORY WORK

WORK is JSON: model, seconds and parameters as in bench/workloads.json, and "float32": true or "method": NAME of an
integration method of Brian's, for a model with differential equations."""
import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import brian2 as b  # noqa: E402
import numpy as np  # noqa: E402
from brian_models import MODELS  # noqa: E402

logging.disable(logging.WARNING)


def build(work):
    b.prefs.core.default_float_dtype = np.float32 if work.get("float32") else np.float64
    method = {"method": work["method"]} if "method" in work else {}
    neurons, parts = MODELS[work["model"]](work["parameters"], **method)
    spikes = b.SpikeMonitor(neurons, record=False)
    return b.Network([*parts, spikes]), spikes


def build_standalone(directory, work):
    b.set_device("cpp_standalone", build_on_run=False, directory=directory)
    b.prefs.devices.cpp_standalone.openmp_threads = 0
    network, _ = build(work)
    network.run(work["seconds"] * b.second)
    b.device.build(directory=directory, compile=True, run=False)


def run_cython(work):
    b.prefs.codegen.target = "cython"
    network, spikes = build(work)
    network.run(2 * b.ms)  # compiles
    before = int(spikes.num_spikes)
    cpu, wall = time.process_time(), time.perf_counter()
    network.run(work["seconds"] * b.second)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_seconds": cpu, "seconds": wall, "spikes": int(spikes.num_spikes) - before}


if __name__ == "__main__":
    mode, where, description = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    if mode == "cython":
        print(json.dumps(run_cython(description)))
    else:
        build_standalone(where, description)
