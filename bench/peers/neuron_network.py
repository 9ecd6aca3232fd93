"""The paper's network (models/paper.toml) in NEURON: a point process a neuron (izhikevich2003.mod), a NetCon a
synapse, fixed step. Used by simulators.py; alone: python3 neuron_network.py DIRECTORY WORKLOAD_JSON

Prints a line of JSON when the network stands, and one for each line that it reads: a second simulated from rest."""
import json
import os
import pathlib
import resource
import subprocess
import sys
import time

import numpy as np

MECHANISM = pathlib.Path(__file__).resolve().with_name("izhikevich2003.mod")
SPIKE_DELAY_MS = 0.5  # at most dt/2: delivered before the next step begins


def build_mechanism(directory):
    """What nrnivmodl does; Debian's own looks for its makefile where the package does not put it."""
    directory.mkdir(parents=True, exist_ok=True)
    library = directory / "libnrnmech.so"
    if library.exists() and library.stat().st_mtime > MECHANISM.stat().st_mtime:
        return library
    subprocess.run(["nocmodl", MECHANISM.name, "-o", directory], cwd=MECHANISM.parent, check=True, stdout=sys.stderr)
    name = MECHANISM.stem
    (directory / "registration.c").write_text(f"void _{name}_reg(void);\nvoid modl_reg(void) {{ _{name}_reg(); }}\n")
    subprocess.run(
        ["cc", "-O3", "-march=native", "-ffast-math", "-w", "-DHAVE_CONFIG_H", "-shared", "-fPIC", "-o", library,
         directory / f"{name}.c", directory / "registration.c", "-L/usr/lib/nrn", "-lnrniv", "-Wl,-rpath,/usr/lib/nrn"],
        check=True,
    )  # fmt: skip
    return library


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def make_neurons(h, section, work, draw):
    n, n_e = work["n"], round(0.8 * work["n"])
    neurons = []
    for k in range(n):
        neuron = h.Izhikevich2003(section(0.5))
        r = draw.random()
        if k < n_e:
            neuron.a, neuron.b, neuron.c, neuron.d, sigma = 0.02, 0.2, -65 + 15 * r * r, 8 - 6 * r * r, 5
        else:
            neuron.a, neuron.b, neuron.c, neuron.d, sigma = 0.02 + 0.08 * r, 0.25 - 0.05 * r, -65, 2, 2
        neuron.sigma = sigma * work["noise_scale"]
        neuron.set_stream(k, 1)
        neurons.append(neuron)
    return neurons


def make_synapses(h, neurons, work, draw):
    n, n_e, p = work["n"], round(0.8 * work["n"]), work["p"]
    synapses = h.List()
    for k, source in enumerate(neurons):
        if p < 1:
            targets = np.sort(draw.choice(n, size=draw.binomial(n, p), replace=False, shuffle=False)).tolist()
        else:
            targets = range(n)
        weights = (work["weight_scale"] * (0.5 if k < n_e else -1.0) * draw.random(len(targets))).tolist()
        for target, weight in zip(targets, weights):
            synapses.append(h.NetCon(source, neurons[target], 0, SPIKE_DELAY_MS, weight))
    return synapses


def main():
    directory, work = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2])
    library = build_mechanism(directory)
    os.environ["NEURON_MODULE_OPTIONS"] = "-nogui"
    from neuron import h

    h.nrn_load_dll(str(library))
    h.dt = 1
    draw = np.random.default_rng(1)
    section = h.Section()
    neurons = make_neurons(h, section, work, draw)
    before = peak_bytes()
    synapses = make_synapses(h, neurons, work, draw) if work["p"] > 0 else []
    context = h.ParallelContext()
    context.set_maxstep(10)
    h.finitialize()
    print(json.dumps({"synapse_bytes": (peak_bytes() - before) / len(synapses) if len(synapses) else None}), flush=True)
    for _ in sys.stdin:
        h.finitialize()
        cpu, wall = time.process_time(), time.perf_counter()
        context.psolve(1000)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        spikes = int(sum(neuron.spikes for neuron in neurons))
        print(json.dumps({"cpu_seconds": cpu, "seconds": wall, "spikes": spikes}), flush=True)


if __name__ == "__main__":
    main()
