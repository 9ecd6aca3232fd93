"""A kill at any time, of any command, leaves the old file or the new one: kill_test.py RHEOBASE [POINTS]

Each command that writes is killed (SIGKILL) at random points of its measured run time, while old outputs lie where it
writes. Each output is then, byte for byte, the old one, or it is whole and new."""
import json
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time

rheobase = os.path.abspath(sys.argv[1])
points = int(sys.argv[2]) if len(sys.argv) > 2 else 200
seed = int.from_bytes(os.urandom(4), "little")
dice = random.Random(seed)
failures = []

# In the place of gnuplot, which takes most of a command's time and writes no file itself. It may start no process.
GNUPLOT = "#!/bin/sh\nprintf '%0200000d end of picture' 0\n"
MODEL = """duration = "300 ms"
[[population]]
name = "E"
size = 400
noise = 9
input = true
[[projection]]
source = "E"
target = "E"
weight = "r"
"""


def start(words):
    return subprocess.Popen([rheobase, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def run(*words):
    result = subprocess.run([rheobase, *words], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"rheobase {' '.join(words)}: exit {result.returncode}: {result.stderr}")
    return result.stdout


def is_json(path):
    try:
        return isinstance(json.loads(path.read_text()), dict)
    except ValueError:
        return False


def replays(path):
    return subprocess.run([rheobase, "replay", path, "net.rheo"], capture_output=True).returncode == 0


def is_new(path, new):
    """Of what a whole run writes; numbers of speed differ from run to run."""
    if path.suffix == ".json":
        return is_json(path)
    if path.suffix == ".log":
        return replays(path)
    if path.suffix == ".md":
        return path.read_bytes()[-40:] == new[-40:]
    return path.read_bytes() == new


def killed_at(words, after_s):
    """True if the command had not ended by then."""
    process = start(words)
    time.sleep(after_s)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    error = process.communicate()[1]
    if not running and process.returncode != 0:
        failures.append(f"{words}: ended with {process.returncode}: {error}")
    return running


def check_command(name, words, outputs, points, longest_s=None):
    outputs = [pathlib.Path(path) for path in outputs]
    for path in outputs:
        path.parent.mkdir(exist_ok=True)
    times = []
    for _ in range(5 if longest_s is None else 0):
        begin = time.monotonic()
        run(*words)
        times.append(time.monotonic() - begin)
    duration_s = longest_s or statistics.median(times)
    if longest_s is not None:
        killed_at(words, longest_s)
    new = {path: path.read_bytes() for path in outputs}
    old = {path: b"the old " + path.name.encode() * 1000 for path in outputs}
    # The old log is a log: a recording replaces it in another way than the rest.
    old.update({path: pathlib.Path("old.log").read_bytes() for path in outputs if path.suffix == ".log"})
    killed = kept = replaced = 0
    for _ in range(points):
        for path in outputs:
            path.write_bytes(old[path])
        after_s = dice.uniform(0, 1.1 * duration_s)
        killed += killed_at(words, after_s)
        for path in outputs:
            if path.exists() and path.read_bytes() == old[path]:
                kept += 1
            elif path.exists() and is_new(path, new[path]):
                replaced += 1
            else:
                size = path.stat().st_size if path.exists() else "no file"
                failures.append(f"{name} killed after {after_s * 1000:.1f} ms: {path} is neither old nor new ({size} bytes)")
        for part in pathlib.Path().rglob("*.part"):
            part.unlink()
    print(f"{name}: {killed} of {points} kills within {duration_s * 1000:.0f} ms, {kept} outputs old, {replaced} new")
    if min(killed, kept, replaced) < points // 20:
        failures.append(f"{name}: the points do not lie within the run")


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    os.mkdir("bin")
    pathlib.Path("bin/gnuplot").write_text(GNUPLOT)
    os.chmod("bin/gnuplot", 0o755)
    os.environ["PATH"] = work + "/bin:" + os.environ["PATH"]
    pathlib.Path("m.toml").write_text(MODEL)
    run("compile", "m.toml", "-o", "net.rheo")
    log_options = ["--inputs", "1", "--log-size", "0.2", "--log-hash", "10", "--log-snapshot", "500"]
    run("run", "net.rheo", "--log", "old.log", *log_options)
    pictures = [f"{name}.{form}" for name in ("raster", "rates", "spectrum", "trace") for form in ("svg", "png")]

    check_command("compile", ["compile", "m.toml", "-o", "out.rheo"], ["out.rheo"], points)
    check_command("compile --c-array", ["compile", "m.toml", "--c-array", "-o", "net.c"], ["net.c"], points // 5)
    check_command("run --out", ["run", "net.rheo", "--out", "run", "--record", "E:v[0..9]"],
                  ["run/" + name for name in ["spikes.npy", "spikes.csv", "recording.json", "report.json", "record/E.v.npy", "record/E.v.csv", *pictures]],
                  points)
    check_command("run --log", ["run", "net.rheo", "--duration", "100000s", "--log", "run.log", *log_options],
                  ["run.log"], points, longest_s=0.1)
    check_command("replay --out", ["replay", "old.log", "net.rheo", "--out", "replay"],
                  ["replay/" + name for name in ["spikes.npy", "recording.json", "raster.svg", "raster.png"]], points // 5)
    check_command("realtime --out", ["realtime", "net.rheo", "--duration", "5ms", "--out", "realtime"],
                  ["realtime/" + name for name in ["latency.json", "latency.svg", "latency.png"]], points // 5)
    check_command("study", ["study", "signs", "--seeds", "1", "--out", "study"],
                  ["study/signs." + form for form in ("md", "json", "svg", "png")], points)
    os.chdir("/")

for failure in failures[:40]:
    print("FAILED:", failure)
print(f"kills: seed {seed}, {len(failures)} failures")
sys.exit(bool(failures))
