#!/usr/bin/env python3
"""Instructions of a step, counted by valgrind's callgrind, against the bound that `rheobase inspect` states.

    bench/instructions.py fit     measures what each unit of a step's work costs on each SIMD target that valgrind
                                  runs, and writes src/compile/instruction_costs.inc
    bench/instructions.py check   counts steps of the models that ship, twice: the same counts both times, and
                                  never above the bound
    bench/instructions.py table   counts the quiet, the typical and the all-fire step; prints JSON for bench/worst.py

The program is build/release/bench/rheobase_instructions, or --program PATH (with --command PATH for rheobase).
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
costs_file = root / "src/compile/instruction_costs.inc"
margin = 1.03  # over the worst calibrating network
checked = [("paper.toml", []), ("forum.toml", []), ("gamma.toml", []), ("forum_ms.toml", []), ("cells.toml", []),
           ("paper.toml", ["n=333", "p=0.3", "integrator=rk4"]), ("gamma.toml", ["n=100"]),
           ("gamma.toml", ["event_budget=20000"]), ("forum.toml", ["event_budget=5000"])]
sizes = [(100, 1.0), (1000, 1.0), (10000, 0.1)]  # neurons of the paper's network, probability of a synapse


def callgrind(program, arguments):
    """Runs the program; returns (its lines on stdout, {label: [instructions of each step]})."""
    with tempfile.TemporaryDirectory() as scratch:
        run = subprocess.run(["valgrind", "--tool=callgrind", "--instr-atstart=no", "-q",
                              f"--callgrind-out-file={scratch}/out", program, *arguments],
                             capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"instructions: {run.stderr or run.stdout}")
        counts = collections.OrderedDict()
        for dump in sorted(pathlib.Path(scratch).glob("out.*"), key=lambda p: int(p.suffix[1:])):
            text = dump.read_text()
            label = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.M)
            total = re.search(r"^(?:totals|summary): (\d+)", text, re.M)
            if label:
                counts.setdefault(label[1], []).append(int(total[1]))
        return run.stdout.splitlines(), counts


def least_squares(rows, values):
    """x >= 0 that makes rows x near values, relative to them: coordinate descent on the normal equations."""
    n = len(rows[0])
    scaled = [[r / v for r in row] for row, v in zip(rows, values)]
    gram = [[sum(row[i] * row[j] for row in scaled) for j in range(n)] for i in range(n)]
    right = [sum(row[i] for row in scaled) for i in range(n)]
    x = [0.0] * n
    for _ in range(200000):
        change = 0.0
        for i in range(n):
            if gram[i][i] == 0:
                continue
            new = max(0.0, x[i] + (right[i] - sum(g * y for g, y in zip(gram[i], x))) / gram[i][i])
            change = max(change, abs(new - x[i]) * gram[i][i] ** 0.5)
            x[i] = new
        if change < 1e-9:
            break
    return x


def feature_names():
    text = (root / "src/compile/step_features.hpp").read_text()
    return re.findall(r"^\s+feature_(\w+),", text, re.M)


def fit(program):
    lines, counts = callgrind(program, ["calibrate"])
    by_target = collections.OrderedDict()
    for line in lines:
        label, features = line.split(" |")
        target, name = label.split(" ", 1)
        by_target.setdefault(target, []).append((name, [int(f) for f in features.split()], max(counts[label])))
    names = feature_names()
    out = ["// Written by bench/instructions.py fit: instructions per unit of a step's work, in the order of StepFeature,",
           "// with the margin. g++ 12 -O3 on x86-64; targets that valgrind does not run are not listed.",
           "// clang-format off", "constexpr InstructionCosts instruction_costs[] = {"]
    for target, runs in by_target.items():
        rows, values = [r[1] for r in runs], [r[2] for r in runs]
        assert len(names) == len(rows[0]), (names, len(rows[0]))
        x = least_squares(rows, values)
        predicted = [sum(a * b for a, b in zip(row, x)) for row in rows]
        ratios = sorted((v / p, name) for v, p, (name, _, _) in zip(values, predicted, runs))
        lift = max(1.0, ratios[-1][0]) * margin
        print(f"{target}: measured / fitted from {ratios[0][0]:.3f} ({ratios[0][1]}) to {ratios[-1][0]:.3f} "
              f"({ratios[-1][1]}); lifted by {lift:.3f}")
        out.append(f'    {{"{target}", {{')
        out += [f"        {c * lift:.4g},  // {name}" for c, name in zip(x, names)]
        out.append("    }},")
    costs_file.write_text("\n".join(out + ["};", "// clang-format on"]) + "\n")
    print(f"written to {costs_file.relative_to(root)}; build again")


def compiled(command, model, overrides, path):
    sets = [a for o in overrides for a in ("--set", o)]
    subprocess.run([command, "compile", root / "models" / model, "-o", path, *sets], check=True, capture_output=True)


def check(program, command):
    with tempfile.TemporaryDirectory() as scratch:
        arguments = []
        for k, (model, overrides) in enumerate(checked):
            path = f"{scratch}/{model[:-5]}{'-' + str(k) if overrides else ''}.rheo"
            compiled(command, model, overrides, path)
            arguments += [path, "all_fire", path, "typical"]
        lines, first = callgrind(program, arguments)
        _, second = callgrind(program, arguments)
    same = first == second
    bad = 0 if same else 1
    print("two runs: the same counts" if same else "two runs: DIFFERENT counts")
    if not same:
        for label in first:
            if first[label] != second.get(label):
                print(f"  {label}: {first[label][:8]} and {second.get(label, [])[:8]}")
    worst = 0.0
    for line in lines:
        label, stated = line.split(" | ")
        most, stated = max(first[label]), int(stated)
        worst = max(worst, most / stated)
        bad += most > stated
        print(f"{'above ' if most > stated else ''}{label:42}{most:>12} <= {stated:>12}  {most / stated:.3f}")
    print(f"{len(lines)} kinds of step, the nearest to its bound at {worst:.3f} of it; {bad} failed")
    sys.exit(1 if bad else 0)


def table(program, command):
    result = []
    with tempfile.TemporaryDirectory() as scratch:
        for n, p in sizes:
            path = f"{scratch}/{n}.rheo"
            compiled(command, "paper.toml", [f"n={n}", f"p={p}", f"weight_scale={min(1.0, 1000 / (n * p))}"], path)
            lines, counts = callgrind(program, [a for kind in ("quiet", "typical", "all_fire") for a in (path, kind)])
            for line in lines:
                label, stated = line.split(" | ")
                target, name = label.split(" ", 1)
                steps = counts[label]
                result.append({"n": n, "target": target, "kind": name.split(":")[1],
                               "instructions": sum(steps) / len(steps), "bound": int(stated)})
    print(json.dumps(result))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["fit", "check", "table"])
    parser.add_argument("--program", default=root / "build/release/bench/rheobase_instructions")
    parser.add_argument("--command", default=root / "build/release/rheobase")
    options = parser.parse_args()
    if options.what == "fit":
        fit(options.program)
    elif options.what == "check":
        check(options.program, options.command)
    else:
        table(options.program, options.command)


main()
