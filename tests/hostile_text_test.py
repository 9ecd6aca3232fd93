"""Names, paths and options that try to be commands, markup or control codes: hostile_text_test.py RHEOBASE NAMED_IMAGE

Every name goes through every picture, page, table, JSON and error. Nothing is run, SVG is XML, JSON is JSON, CSV has its
columns, and a terminal gets no control code."""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.dom.minidom

rheobase, named_image = (os.path.abspath(path) for path in sys.argv[1:3])
names = [
    b"`touch owned`", b"$(touch owned)", b"'.system('touch owned').'", b'".system("touch owned")."', b"a'`touch owned`'b",
    b"| touch owned", b"< touch owned", b"; touch owned #", b"\\\nsystem 'touch owned'\n", b"a\nsystem('touch owned')\nb",
    b"EOD\nsystem('touch owned')", b"it's \"quoted\" ''twice''", b"back\\slash\\", b"\\", b"%s%n%d {} {:>99999}",
    b"{/Symbol a}_b^c@d&{x}~e{.6-}", b"<script>alert(1)</script>", b"]]> &bogus; <!-- -->", b"=1+cmd|'/c calc'!A0,\"x\"",
    b"\x1b[31mred\x1b]0;title\x07", b"\xc2\x9b31m", "\u202eevil\u2066".encode(), b"tab\tbell\x07\x08\x7f", b"\xff\xfe\xc3",
    "\u4f60\u597d \U0001F9E0 Gr\u00fc\u00dfe".encode(), b"x" * 10240, b"`" * 10240, b" ", b"-", b"--help",
]
failures = []


def check(condition, *what):
    if not condition:
        failures.append(" ".join(map(str, what)).encode(errors="backslashreplace").decode())


def controls(text):
    """Control characters and marks of direction that a terminal would act on; line feeds are layout."""
    shown = text.decode(errors="surrogateescape").replace("\n", "")
    hostile = set(range(0x20)) | set(range(0x7F, 0xA0)) | set(range(0xDC80, 0xDD00)) | {0x202E, 0x2066}
    return sorted({c for c in shown if ord(c) in hostile})


def run(*words, code=0):
    result = subprocess.run([rheobase, *words], capture_output=True)
    what = [os.fsencode(w)[:60] for w in words]
    check(result.returncode == code, what, "exit", result.returncode, result.stderr[:300])
    check(not controls(result.stdout), what, "prints", controls(result.stdout))
    check(not controls(result.stderr), what, "says", controls(result.stderr))
    if code == 2:
        check(result.stderr.count(b"\n") == 1 and not result.stdout, what, "not one line:", result.stderr[:300])
    check(not list(pathlib.Path().rglob("owned*")), what, "RAN A COMMAND")
    for found in pathlib.Path().rglob("owned*"):
        found.unlink()
    return result.stdout


def check_pictures(folder, pictures):
    for picture in pictures if shutil.which("gnuplot") else []:
        base = os.path.join(folder, picture)
        try:
            xml.dom.minidom.parse(base + ".svg")
            check(open(base + ".png", "rb").read()[-8:-4] == b"IEND", base, "is no whole PNG")
        except Exception as error:
            check(False, base, "is no XML:", error)


def check_pages(source, folder):
    run("run", source, "--out", folder, "--duration", "700ms")
    check_pictures(folder, ["raster", "rates", "spectrum"])
    json.load(open(folder + "/report.json"))
    rows = list(csv.reader(open(folder + "/spikes.csv", newline="")))
    check(len(rows) > 10 and all(len(row) == 3 for row in rows), folder, "spikes.csv has other columns")
    check(not any(row[2][:1] in "=+-@" for row in rows), folder, "spikes.csv has a formula")
    run("realtime", source, "--out", folder, "--duration", "5ms", "--rate", "5kHz")
    check_pictures(folder, ["latency"])


def toml_string(name):
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08X}" for c in name) + '"'


def check_model(name, k):
    text = name.decode()
    population = '[[population]]\nname = "E"\nsize = 5\nnoise = 8\ntype = "excitatory"\n'
    model = pathlib.Path(f"model{k}.toml")
    model.write_text(f"name = {toml_string(text)}\ndescription = {toml_string(text)}\n{population}")
    json.loads(run("run", model, "--json"))
    json.loads(run("realtime", model, "--json", "--duration", "5ms"))
    run("run", model, "--duration", "5ms")
    run("compile", model, "-o", "m.rheo")
    run("inspect", "m.rheo")
    # The same words where they are refused.
    for line in ("integrator = {}", "dt = {}", "{} = 1", "[parameters]\n{} = 1", "[[population]]\nname = {}\nsize = 1",
                 "[[population]]\nname = 'F'\nsize = {}", "[[population]]\nname = 'F'\nsize = 1\ntype = {}",
                 "[[population]]\nname = 'F'\nsize = 1\ncurrent = {}", "[[projection]]\nsource = {}\ntarget = 'E'",
                 "[[projection]]\nsource = 'E'\ntarget = 'E'\nfile = {}", "event_budget = {}"):
        model.write_text(population + line.format(toml_string(text)) if line[0] == "[" and "param" not in line
                         else line.format(toml_string(text)) + "\n" + population)
        run("run", model, code=2)


def check_image(name, k):
    pathlib.Path("name").write_bytes(name)
    made = subprocess.run([named_image, "name", f"image{k}.rheo"], capture_output=True)
    if made.returncode == 2:  # refused; in words that may be shown
        check(not controls(made.stderr), name[:60], "named_image says", made.stderr[:200])
        return
    check_pages(f"image{k}.rheo", f"image{k}")
    run("inspect", f"image{k}.rheo")
    json.loads(run("inspect", f"image{k}.rheo", "--json"))
    run("run", f"image{k}.rheo", "--log", "run.log", "--inputs", "1")
    run("replay", "run.log", f"image{k}.rheo")


def check_words(name):
    """As options and paths."""
    run("run", b"./" + name[:200] + b"/no", code=2)
    for option in (b"--set", b"--dt", b"--duration", b"--seed", b"--target", b"--threads", b"--log-size", b"--inputs"):
        run("run", "model0.toml", option + b"=" + name, code=2)
    run("compile", "model0.toml", b"-o", b"no/" + name[:200], code=2)
    run("compile", "model0.toml", b"--max-ram=" + name, b"-o", "no.rheo", code=2)
    run("compile", "model0.toml", "--c-array", b"--symbol=+" + name, b"-o", "no.c", code=2)
    run("realtime", "model0.toml", b"--overrun=" + name, code=2)
    run("replay", b"./" + name[:200], b"./" + name[:200], code=2)
    run("inspect", b"./" + name[:200], code=2)
    run("study", b"x" + name, code=2)
    run(b"x" + name, code=2)
    if b"\n" not in name and len(name) < 40 and b"touch" in name:
        folder = name[:200].replace(b"/", b"_")
        run("run", "model0.toml", b"--out", b"./" + folder, "--duration", "700ms")
        check_pictures(os.fsdecode(folder), ["raster", "rates", "spectrum"])


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    pathlib.Path("model0.toml").write_text('[[population]]\nname = "E"\nsize = 5\nnoise = 8\n')
    for k, name in enumerate(names, 1):
        try:
            name.decode()
            check_model(name, k)
        except UnicodeDecodeError:
            pass  # no model file
        check_image(name, k)
        check_words(name)
    os.chdir("/")
for failure in failures[:40]:
    print("FAILED:", failure)
print(f"hostile text: {len(names)} names, {len(failures)} failures")
sys.exit(bool(failures))
