"""How each simulator runs a workload (bench/workloads.json): made once, then round() the network, from
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


def per_synapse(memory, work):
    parameters = work["parameters"]
    return memory / (parameters["p"] * parameters["n"] ** 2) if parameters.get("p") else None


class Rheobase:
    title = "Rheobase"

    def __init__(self, name, work, build):
        self.work, self.seed = work, 0
        self.image, self.log = build / f"{name}.rheo", build / f"{name}.log"

    def compile(self, seed):
        sets = [f"--set={key}={value}" for key, value in self.work["parameters"].items()]
        command = [RHEOBASE, "compile", ROOT / "models" / f"{self.work['model']}.toml", *sets]
        command += [f"--seed={seed}", f"--duration={self.work['seconds']} s", "-o", self.image]
        run(command, self.log)
        self.synapse_bytes = per_synapse(self.image.stat().st_size, self.work)
        report = json.loads(run([RHEOBASE, "run", self.image, "--json"], self.log)[0])
        self.steps = round(report["duration_ms"] / report["dt_ms"])
        # Sources that stand for an input are populations without a type.
        self.spikes = sum(p["spikes"] for p in report["populations"] if p["type"])

    def round(self):
        """Another network each time, where the peers' programs draw another, too, and rates differ much among them."""
        if self.seed == 0 or self.work["redraw"]:
            self.seed += 1
            self.compile(self.seed)
        output, _ = run([STEP_LOOP, self.image, str(self.steps)], self.log)
        return {**json.loads(output), "spikes": self.spikes}

    def close(self):
        pass


def brian_description(work, options):
    return json.dumps({**{key: work[key] for key in ("model", "seconds", "parameters")}, **options})


class BrianStandalone:
    title = "Brian 2 C++ standalone"
    models = {"paper", "vogels_abbott_coba", "spnet_static", "spnet"}
    mode, options = "standalone", {}

    def __init__(self, name, work, build):
        self.work = work
        self.directory, self.log = build / f"{name}.brian_{self.mode}", build / f"{name}.brian.log"
        description = brian_description(work, self.options)
        stamp = self.directory / "built_from"
        source = hashlib.sha256(description.encode())
        for script in ("brian_network.py", "brian_models.py"):
            source.update((HERE / script).read_bytes())
        if not stamp.exists() or stamp.read_text() != source.hexdigest():
            print(f"{name}: building Brian's program", flush=True)
            run([PYTHON, HERE / "brian_network.py", "standalone", self.directory, description], self.log)
            stamp.write_text(source.hexdigest())

    def round(self):
        """Seconds of its loop as the program itself takes them (std::clock, around Network::run), and its spikes."""
        _, peak = run(["./main"], self.log, cwd=self.directory)
        self.synapse_bytes = per_synapse(peak, self.work)
        results = self.directory / "results"
        counts = array.array("i")
        counts.frombytes(next(results.glob("_array_spikemonitor_count*")).read_bytes())
        return {"cpu_seconds": float((results / "last_run_info.txt").read_text().split()[0]), "spikes": sum(counts)}

    def close(self):
        pass


class BrianStandaloneFloat32(BrianStandalone):
    title = "Brian 2 C++ standalone, single precision"
    mode, options = "standalone_float32", {"float32": True}


class BrianStandaloneEuler(BrianStandalone):
    title = "Brian 2 C++ standalone, Euler"
    models = {"vogels_abbott_coba"}
    mode, options = "standalone_euler", {"method": "euler"}


class BrianStandaloneExponentialEuler(BrianStandalone):
    title = "Brian 2 C++ standalone, exponential Euler"
    models = {"vogels_abbott_coba"}
    mode, options = "standalone_exponential_euler", {"method": "exponential_euler"}


class BrianCython:
    title = "Brian 2 Cython"
    models = BrianStandalone.models
    synapse_bytes = None

    def __init__(self, name, work, build):
        self.command = [PYTHON, HERE / "brian_network.py", "cython", build, brian_description(work, {})]
        self.log = build / f"{name}.cython.log"

    def round(self):
        output, _ = run(self.command, self.log)
        return json.loads(output.splitlines()[-1])

    def close(self):
        pass


class Neuron:
    title = "NEURON"
    models = {"paper"}

    def __init__(self, name, work, build):
        """One process for all rounds: to make ten million NetCons takes half a minute."""
        command = [PYTHON, HERE / "neuron_network.py", build / "neuron", json.dumps(work["parameters"])]
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
    BrianStandalone.mode: BrianStandalone,
    BrianStandaloneFloat32.mode: BrianStandaloneFloat32,
    BrianStandaloneEuler.mode: BrianStandaloneEuler,
    BrianStandaloneExponentialEuler.mode: BrianStandaloneExponentialEuler,
    "cython": BrianCython,
    "neuron": Neuron,
}
