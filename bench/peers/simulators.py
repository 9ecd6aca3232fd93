"""How each simulator runs a workload (bench/workloads.json): made once, then round() a second of the network, from
rest. A round's clock is the CPU time of the process in its simulation loop, for all of them: all are one thread."""
import array
import hashlib
import json
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
STEP_LOOP = ROOT / "build" / "release" / "bench" / "rheobase_step_loop"
RHEOBASE = ROOT / "build" / "release" / "rheobase"


def failure(command, code, log):
    lines = log.read_text().strip().splitlines()
    return SystemExit(f"peers: {' '.join(map(str, command))}: exit code {code}: {lines[-1] if lines else 'no message'}")


def run(command, log, **options):
    """The command's output, and the most memory it held."""
    with log.open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, **options)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise failure(command, process.returncode, log)
    return output, usage.ru_maxrss * 1024


def synapses(parameters):
    return parameters["p"] * parameters["n"] ** 2


class Rheobase:
    title = "Rheobase"

    def __init__(self, name, parameters, build):
        self.parameters = parameters
        self.image, self.log = build / f"{name}.rheo", build / f"{name}.log"
        sets = [f"--set={key}={value}" for key, value in parameters.items()]
        run([RHEOBASE, "compile", ROOT / "models" / "paper.toml", *sets, "-o", self.image], self.log)
        self.synapse_bytes = self.image.stat().st_size / synapses(parameters) if parameters["p"] else None

    def round(self):
        output, _ = run([STEP_LOOP, self.image, "1000"], self.log)
        return json.loads(output)

    def close(self):
        pass


class BrianStandalone:
    title = "Brian 2 C++ standalone"
    mode = "standalone"

    def __init__(self, name, parameters, build):
        self.parameters = parameters
        self.directory, self.log = build / f"{name}.brian_{self.mode}", build / f"{name}.brian.log"
        script = HERE / "brian_network.py"
        stamp = self.directory / "built_from"
        source = hashlib.sha256(script.read_bytes() + json.dumps(parameters).encode()).hexdigest()
        if not stamp.exists() or stamp.read_text() != source:
            print(f"{name}: building Brian's program", flush=True)
            run([PYTHON, script, self.mode, self.directory, json.dumps(parameters)], self.log)
            stamp.write_text(source)

    def round(self):
        """Seconds of its loop as the program itself takes them (std::clock, around Network::run), and its spikes."""
        _, peak = run(["./main"], self.log, cwd=self.directory)
        self.synapse_bytes = peak / synapses(self.parameters) if self.parameters["p"] else None
        results = self.directory / "results"
        counts = array.array("i")
        counts.frombytes(next(results.glob("_array_spikemonitor_count*")).read_bytes())
        return {"cpu_seconds": float((results / "last_run_info.txt").read_text().split()[0]), "spikes": sum(counts)}

    def close(self):
        pass


class BrianStandaloneFloat32(BrianStandalone):
    title = "Brian 2 C++ standalone, single precision"
    mode = "standalone_float32"


class BrianCython:
    title = "Brian 2 Cython"
    synapse_bytes = None

    def __init__(self, name, parameters, build):
        self.command = [PYTHON, HERE / "brian_network.py", "cython", build, json.dumps(parameters)]
        self.log = build / f"{name}.cython.log"

    def round(self):
        output, _ = run(self.command, self.log)
        return json.loads(output.splitlines()[-1])

    def close(self):
        pass


class Neuron:
    title = "NEURON"

    def __init__(self, name, parameters, build):
        """One process for all rounds: to make ten million NetCons takes half a minute."""
        command = [PYTHON, HERE / "neuron_network.py", build / "neuron", json.dumps(parameters)]
        self.log = build / f"{name}.neuron.log"
        with self.log.open("w") as errors:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self.synapse_bytes = self.answer()["synapse_bytes"]

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise failure(self.process.args, self.process.wait(), self.log)
        return json.loads(line)

    def round(self):
        self.process.stdin.write("run\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self):
        self.process.kill()  # it would free its objects one by one
        self.process.wait()


PEERS = {
    "standalone": BrianStandalone,
    "standalone_float32": BrianStandaloneFloat32,
    "cython": BrianCython,
    "neuron": Neuron,
}
