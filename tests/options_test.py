"""Every option of every subcommand takes effect or is refused: options_test.py RHEOBASE SOURCE.

The table holds a value for each option that --help shows, what else it needs, and what proves that it took effect: another
output, or a file. An option that is not in the table fails the test. An option without what it needs, and any option with
an empty value, is refused in one line with status 2.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

rheobase, source = sys.argv[1:3]
os.chdir(tempfile.mkdtemp())
failures = []


def run(words):
    done = subprocess.run([rheobase, *words], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


PACED = """n dt_ms rate_hz duration_s all_fire simd_target threads overrun priority cpu lock_memory prefault steps spikes
spike_hash""".split()


def outcome(words):
    """What a run says, but for what the clock makes of it, and the image it writes."""
    code, out, error = run(words)
    if code != 0:
        return code, out + error
    if words[0] == "realtime":
        report = json.loads(out)
        out = str([report[key] for key in PACED])
    image = open("new.rheo", "rb").read() if words[0] == "compile" and os.path.exists("new.rheo") else b""
    return code, out, error, image


def check(condition, what):
    if not condition:
        failures.append(what)
        print("FAILED:", what)


def refused(words, pattern):
    code, out, error = run(words)
    one_line = code == 2 and out == "" and error.count("\n") == 1 and error.startswith("rheobase: ")
    check(one_line and re.search(pattern, error), f"{words}: exit {code}, {error!r}")


MODEL = """
duration = "20 ms"
[parameters]
n = 20
[[population]]
name = "A"
size = "n"
current = "20*r"
noise = 5
input = true
[[projection]]
source = "A"
target = "A"
probability = 0.5
weight = "r"
"""
QUIET = '[[population]]\nname = "A"\nsize = 2\n'
LEARNING = MODEL + '[projection.plasticity]\nrule = "stdp"\nA_plus = 0.1\n'
LOSSY = QUIET + "noise = 1e-40\n"
for name, text in {"model": MODEL, "quiet": QUIET, "learning": LEARNING, "lossy": LOSSY}.items():
    open(name + ".toml", "w").write(text)
open("drive.csv", "w").write("1\n-0.5\n0.25\n")
open("sensors.csv", "w").write("time_ms,x\n0,1\n1,-0.5\n2,0.25\n")
assert run(["compile", "model.toml", "-o", "net.rheo"])[0] == 0
assert run(["run", "net.rheo", "--log", "net.log"])[0] == 0
assert run(["compile", "learning.toml", "-o", "learning.rheo"])[0] == 0
assert run(["run", "learning.rheo", "--snapshot", "learning.snapshot"])[0] == 0

# Subcommand: a command line; then each option with a value, or None for a flag, what it needs beside it, and where it
# shows: in the output, in a file, or only in what is refused or how long it takes; or in a browser, which
# platforms/wasm/page/view_test.mjs has.
OUTPUT, UNSEEN, BROWSER = "output", "unseen", "browser"
model_options = {
    "--set": ("n=10", [], OUTPUT),
    "--dt": ("0.5ms", [], OUTPUT),
    "--duration": ("10ms", [], OUTPUT),
    "--strict": (None, [], UNSEEN),  # refuses: below
    "--seed": ("3", [], OUTPUT),
}
states = {
    "--record": ("A:v", ["--out", "o"], "o/record/A.v.npy"),
    "--every": ("2ms", ["--out", "o", "--record", "A:u"], "o/record/A.u.npy"),
}
TABLE = {
    "run": (["model.toml", "--json"], {
        **model_options,
        **states,
        "--noise-seed": ("3", [], OUTPUT),
        "--target": ("scalar", [], OUTPUT),
        "--threads": ("2", [], UNSEEN),
        "--out": ("o", [], "o/spikes.csv"),
        "--snapshot": ("a.snapshot", [], "a.snapshot"),
        "--json": (None, [], UNSEEN),
        "--log": ("a.log", [], "a.log"),
        "--log-hash": ("7", ["--log", "a.log"], "a.log"),
        "--log-snapshot": ("7", ["--log", "a.log"], "a.log"),
        "--log-size": ("1", ["--log", "a.log"], "a.log"),
        "--log-sync": ("0", ["--log", "a.log"], "a.log"),
        "--inputs": ("3", [], OUTPUT),
        "--currents": ("A=drive.csv", [], OUTPUT),
        "--sensor": ("A:population:-1..1=drive.csv", [], OUTPUT),
        "--sensors": ("sensors.csv", ["--sensor", "A:population:-1..1=x"], OUTPUT),
        "--input-every": ("2ms", ["--currents", "A=drive.csv"], OUTPUT),
        "--live": (None, [], BROWSER),
        "--port": ("0", ["--live"], BROWSER),
    }),
    "compile": (["model.toml", "-o", "new.rheo"], {
        **model_options,
        "--output": ("other.rheo", [], "other.rheo"),
        "--c-array": (None, [], "new.rheo"),
        "--c-header": ("net.h", ["--c-array"], "net.h"),
        "--symbol": ("net", ["--c-array"], "new.rheo"),
        "--all-fire": (None, [], OUTPUT),
        "--max-ram": ("1M", [], UNSEEN),
        "--max-flash": ("1M", [], UNSEEN),
        "--max-events": ("100000", [], UNSEEN),
        "--max-stack": ("1M", [], UNSEEN),
        "--platform": ("cortex-m4", ["--max-stack", "1M"], UNSEEN),
    }),
    "bake": (["learning.rheo", "learning.snapshot", "-o", "baked.rheo"], {
        "--output": ("other.rheo", [], "other.rheo"),
        "--frozen": (None, [], OUTPUT),
    }),
    "inspect": (["net.rheo"], {"--json": (None, [], OUTPUT)}),
    "realtime": (["model.toml", "--json", "--overrun", "catch-up"], {
        **model_options,
        "--noise-seed": ("3", [], OUTPUT),
        "--rate": ("2kHz", [], OUTPUT),
        "--overrun": ("skip", [], OUTPUT),
        "--priority": ("1", [], OUTPUT),
        "--cpu": ("0", [], OUTPUT),
        "--threads": ("2", [], OUTPUT),
        "--no-pin": (None, ["--threads", "2"], UNSEEN),
        "--lock-memory": (None, [], OUTPUT),
        "--no-prefault": (None, [], OUTPUT),
        "--all-fire": (None, [], OUTPUT),
        "--target": ("scalar", [], OUTPUT),
        "--out": ("o", [], "o/latency.json"),
        "--json": (None, [], UNSEEN),
    }),
    "replay": (["net.log", "net.rheo", "--json"], {
        **states,
        "--target": ("scalar", [], UNSEEN),
        "--threads": ("2", [], UNSEEN),
        "--out": ("o", [], "o/spikes.csv"),
        "--json": (None, [], UNSEEN),
    }),
    "study": (["signs", "--seeds", "1", "--out", "s"], {
        "--seeds": ("2", [], "s/signs.md"),
        "--duration": ("2 s", [], UNSEEN),  # of reward: command_test.sh
        "--out": ("s2", [], "s2/signs.md"),
    }),
    "sweep": (["model.toml", "--over", "n=10,20", "--out", "w"], {  # what they do: command_test.sh
        "--over": ("n=10,20", [], UNSEEN),
        "--seeds": ("2", [], UNSEEN),
        "--draws": ("3", [], UNSEEN),
        "--draws-seed": ("3", ["--draws", "3"], UNSEEN),
        "--duration": ("10ms", [], UNSEEN),
        "--workers": ("1", [], UNSEEN),
        "--out": ("w2", [], UNSEEN),
    }),
    "targets": ([], {}),
    "view": (["o"], {
        "--record": ("A:v", [], BROWSER),
        "--every": ("2ms", ["--record", "A:v"], BROWSER),
        "--port": ("0", [], BROWSER),
    }),
}
shown = re.search(r"(?s)SUBCOMMANDS:\n(.*)|Subcommands:\n(.*)", run(["--help"])[1]).group(0)
check(set(re.findall(r"(?m)^  ([a-z]+) ", shown)) == set(TABLE), "the table has the subcommands of --help")


def without(words, option):
    out = list(words)
    for name in [option] + (["-o"] if option == "--output" else []):
        if name in out:
            at = out.index(name)
            del out[at : at + (1 if name == "--json" else 2)]
    return out


for command, (base, options) in TABLE.items():
    listed = set(re.findall(r"(?m)^  (?:-\w,)?(--[a-z-]+)", run([command, "--help"])[1])) - {"--help"}
    check(listed == set(options), f"{command}: the table differs from --help: {listed ^ set(options)}")
    cheap = command not in ("study", "sweep", "view")
    plain = outcome([command, *base]) if cheap else (0, "")
    check(plain[0] == 0, f"{command} runs: {plain[1]}")
    for option, (value, needs, shows) in options.items():
        words = [command, *without(base, option), *needs, option] + ([] if value is None else [value])
        if cheap and shows != BROWSER:
            if shows not in (OUTPUT, UNSEEN) and os.path.exists(shows):
                os.remove(shows)
            made = outcome(words)
            check(made[0] == 0, f"{words}: exit {made[0]}, {made[1]}")
            if shows == OUTPUT:
                check(made != plain, f"{words} changes nothing")
            elif shows != UNSEEN:
                check(os.path.exists(shows), f"{words} writes no {shows}")
        if value is not None:
            refused([command, *without(base, option), *needs, option, ""], re.escape(option))
        if needs:
            last_needed = [word for word in needs if word.startswith("--")][-1]
            refused([command, *without(base, option), option] + ([] if value is None else [value]), last_needed)

# What is refused because it would change nothing in this model or beside another option.
refused(["run", "quiet.toml", "--noise-seed", "3"], "--noise-seed: no population of the model has noise")
refused(["realtime", "quiet.toml", "--noise-seed", "3"], "--noise-seed: no population of the model has noise")
refused(["run", "quiet.toml", "--inputs", "3"], "--inputs: no population")
refused(["run", "lossy.toml", "--strict"], "became 0.*--strict")
refused(["compile", "lossy.toml", "--strict", "-o", "l.rheo"], "became 0.*--strict")
for option in (["--set", "n=3"], ["--dt", "1ms"], ["--seed", "3"]):
    refused(["run", "net.rheo", *option], re.escape(option[0]))
for limit in ("ram", "flash", "events", "stack"):
    refused(["compile", "model.toml", "-o", "l.rheo", f"--max-{limit}", "1"], r"more than the limit of 1\b")
check(not os.path.exists("l.rheo"), "a refused image is not written")
refused(["bake", "net.rheo", "learning.snapshot", "-o", "b.rheo"], "no projection of the image learns")
refused(["bake", "learning.rheo", "net.rheo", "-o", "b.rheo"], "net.rheo: not a snapshot")
refused(["bake", "learning.rheo", "learning.snapshot", "-o", "learning.rheo"], "learning.rheo")
check(not os.path.exists("b.rheo"), "a refused image is not written")
refused(["realtime", "model.toml", "--threads", "2", "--cpu", "0"], "--cpu is for one thread")
for words in (["run", ""], ["inspect", ""], ["replay", "", "net.rheo"], ["replay", "net.log", ""], ["study", ""]):
    refused(words, "empty")
print(f"options: {len(failures)} failures")
sys.exit(bool(failures))
