"""The paper's network (models/paper.toml) in Brian 2: the same order of work in a step, the same
parameters. Used by simulators.py; alone:
python3 brian_network.py standalone|standalone_float32|cython DIRECTORY WORKLOAD_JSON"""
import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import brian2 as b  # noqa: E402
import numpy as np  # noqa: E402

logging.disable(logging.WARNING)

# `input` is declared nowhere and so a local variable of the loop that Brian writes.
STEP = """
input = arrivals + sigma*randn()
v += 0.5*(0.04*v**2 + 5*v + 140 - u + input)
v += 0.5*(0.04*v**2 + 5*v + 140 - u + input)
u += a*(b*v - u)
arrivals = 0
"""
# Without noise the draw, which is most of Brian's step, is left out, as Rheobase leaves it out.
QUIET = STEP.replace(" + sigma*randn()", "")


def build(work):
    n, n_e = work["n"], round(0.8 * work["n"])
    b.defaultclock.dt = 1 * b.ms
    neurons = b.NeuronGroup(
        n,
        """v : 1
           u : 1
           arrivals : 1
           a : 1 (constant)
           b : 1 (constant)
           c : 1 (constant)
           d : 1 (constant)
           r : 1 (constant)
           sigma : 1 (constant)""",
        threshold="v >= 30",
        reset="v = c; u += d",
    )
    neurons.run_regularly(STEP if work["noise_scale"] > 0 else QUIET, when="groups")
    e, i = neurons[:n_e], neurons[n_e:]
    neurons.r = "rand()"
    e.a, e.b = 0.02, 0.2
    e.c, e.d = "-65 + 15*r**2", "8 - 6*r**2"
    i.a, i.b = "0.02 + 0.08*r", "0.25 - 0.05*r"
    i.c, i.d = -65, 2
    e.sigma, i.sigma = 5 * work["noise_scale"], 2 * work["noise_scale"]
    neurons.v, neurons.u = -65, "b*v"
    parts = [neurons]
    if work["p"] > 0:
        for source, weight in ((e, "0.5*rand()"), (i, "-rand()")):
            synapses = b.Synapses(source, neurons, "w : 1", on_pre="arrivals_post += w")
            synapses.connect(p=work["p"])
            synapses.w = f"{work['weight_scale']}*({weight})"
            parts.append(synapses)
    spikes = b.SpikeMonitor(neurons, record=False)
    parts.append(spikes)
    return b.Network(parts), spikes


def build_standalone(directory, work):
    b.set_device("cpp_standalone", build_on_run=False, directory=directory)
    b.prefs.devices.cpp_standalone.openmp_threads = 0
    network, _ = build(work)
    network.run(1 * b.second)
    b.device.build(directory=directory, compile=True, run=False)


def run_cython(work):
    b.prefs.codegen.target = "cython"
    network, spikes = build(work)
    network.run(2 * b.ms)  # compiles
    before = int(spikes.num_spikes)
    cpu, wall = time.process_time(), time.perf_counter()
    network.run(1 * b.second)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_seconds": cpu, "seconds": wall, "spikes": int(spikes.num_spikes) - before}


if __name__ == "__main__":
    mode, where, workload = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    if mode == "cython":
        print(json.dumps(run_cython(workload)))
    else:
        b.prefs.core.default_float_dtype = np.float32 if mode == "standalone_float32" else np.float64
        build_standalone(where, workload)
