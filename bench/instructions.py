#!/usr/bin/env python3
"""Instructions of a step, counted by valgrind's callgrind, against the bound that `rheobase inspect` states.

    bench/instructions.py fit     measures what each unit of a step's work costs on each SIMD target that valgrind
                                  runs, and writes src/bounds/instruction_costs.inc; with --of learning only what
                                  calibrating networks of that name alone have
    bench/instructions.py check   counts steps of the models that ship, and of networks of every storage form that
                                  nothing was fitted to, twice: the same counts both times, and never above the bound
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
sys.path.insert(0, str(root / "tools"))
import stack_use  # the lists of models, integrators and storage forms

costs_file = root / "src/bounds/instruction_costs.inc"
margin = 1.03  # over the worst calibrating network
checked = [("paper.toml", []), ("forum.toml", []), ("gamma.toml", []), ("forum_ms.toml", []), ("cells.toml", []),
           ("paper.toml", ["n=333", "p=0.3", "integrator=rk4"]), ("gamma.toml", ["n=100"]),
           ("million.toml", ["n=1000"]), ("gamma.toml", ["event_budget=20000"]), ("forum.toml", ["event_budget=5000"])]
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


def solve(matrix, right):
    """Gaussian elimination of a positive definite system."""
    n = len(right)
    m = [list(row) + [r] for row, r in zip(matrix, right)]
    for i in range(n):
        for k in range(i + 1, n):
            factor = m[k][i] / m[i][i]
            if factor != 0:
                m[k] = [a - factor * b for a, b in zip(m[k], m[i])]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (m[i][n] - sum(m[i][j] * x[j] for j in range(i + 1, n))) / m[i][i]
    return x


def least_squares(gram, right, support):
    """x >= 0 of the normal equations (Lawson and Hanson), beginning with the columns `support`."""
    n = len(right)
    x = [1.0 if i in support else 0.0 for i in range(n)]
    support, begun = set(support), not support
    for _ in range(20 * n):
        if begun:
            slope = {i: right[i] - sum(g * y for g, y in zip(gram[i], x)) for i in range(n) if i not in support}
            best = max(slope, key=slope.get, default=None)
            if best is None or slope[best] < 1e-7:
                break
            support.add(best)
        begun = True
        while support:
            chosen = sorted(support)
            trial = dict(zip(chosen, solve([[gram[i][j] + (1e-9 if i == j else 0) for j in chosen] for i in chosen],
                                           [right[i] for i in chosen])))
            if min(trial.values()) > 0:
                x = [trial.get(i, 0.0) for i in range(n)]
                break
            step = min(x[i] / (x[i] - t) for i, t in trial.items() if t <= 0 and x[i] != t)
            x = [y + step * (trial.get(i, 0.0) - y) for i, y in enumerate(x)]
            support = {i for i in support if x[i] > 1e-9}
            x = [y if i in support else 0.0 for i, y in enumerate(x)]
    return x, support


def fitted(rows, values):
    """x >= 0 whose rows x are hardly ever below the values, and as near above as that allows, relative to them: least
    squares with what is below weighing a thousand times as much."""
    norms = [sum((row[j] / v) ** 2 for row, v in zip(rows, values)) ** 0.5 or 1.0 for j in range(len(rows[0]))]
    scaled = [[r / v / norm for r, norm in zip(row, norms)] for row, v in zip(rows, values)]
    n, weights, support = len(norms), [1.0] * len(rows), set()
    for _ in range(50):
        weighted = [[w * r for r in row] for row, w in zip(scaled, weights)]
        gram = [[0.0] * n for _ in range(n)]
        for row, other in zip(weighted, scaled):
            used = [(j, r) for j, r in enumerate(other) if r != 0]
            for i, _ in used:
                line, w = gram[i], row[i]
                for j, r in used:
                    line[j] += w * r
        x, support = least_squares(gram, [sum(column) for column in zip(*weighted)], support)
        below = [1000.0 if sum(r * y for r, y in zip(row, x)) < 1 else 1.0 for row in scaled]
        if below == weights:
            break
        weights = below
    return [y / norm for y, norm in zip(x, norms)]


def feature_names():
    text = (root / "src/bounds/step_features.hpp").read_text()
    named = [n for n in re.findall(r"^\s+feature_(\w+),", text, re.M) if n not in ("models", "rules")]
    models = [f"{model} {integrator}" for model, *_ in stack_use.models for integrator in stack_use.integrators]
    rows = [f"{form} {part}" for form, *_ in stack_use.forms for part in ("whole", "part")]
    rules = re.findall(r"^  RULE\((\w+),", (root / "src/plasticity/list.hpp").read_text(), re.M)
    return named + models + rows + [f"{rule} {part}" for rule in rules for part in ("pre", "post", "swept")]


def costs_in_file():
    """{target: {feature: instructions}} of the file."""
    tables = re.findall(r'    \{"([^"]+)", \{\n(.*?)    \}\},\n', costs_file.read_text(), re.S)
    return {target: {name: float(cost) for cost, name in re.findall(r"^\s+([\d.e+-]+),  // (.*)$", body, re.M)}
            for target, body in tables}


def fit(program, prefix):
    """Of `prefix` alone: what only networks of that name have; the other costs stay as the file has them."""
    lines, counts = callgrind(program, ["calibrate"] + ([prefix] if prefix else []))
    names, by_target, elsewhere = feature_names(), collections.OrderedDict(), set()
    for line in lines:
        label, features = line.split(" |")
        target, name = label.split(" ", 1)
        features = [float(f) for f in features.split()]
        assert len(names) == len(features), (names, len(features))
        if name.startswith(prefix):
            by_target.setdefault(target, []).append((name, features, max(counts[label])))
        else:
            elsewhere |= {k for k, f in enumerate(features) if f != 0}
    stated = costs_in_file() if prefix else {}
    free = [k for k in range(len(names)) if k not in elsewhere]
    out = ["// Written by bench/instructions.py fit: instructions per unit of a step's work, in the order of StepFeature,",
           "// with the margin. g++ 12 -O3 on x86-64; targets that valgrind does not run are not listed.",
           "// clang-format off",
           f'static_assert(feature_count == {len(names)}, "a step has other features: bench/instructions.py fit");',
           "constexpr InstructionCosts instruction_costs[] = {"]
    for target, runs in by_target.items():
        known = [stated.get(target, {}).get(name, 0) for name in names]
        rest = [sum(row[k] * known[k] for k in elsewhere) for _, row, _ in runs]
        values = [max(measured - r, 0.05 * measured) for (_, _, measured), r in zip(runs, rest)]
        rows = [[row[k] for k in free] for _, row, _ in runs]
        x = fitted(rows, values)
        predicted = [sum(a * b for a, b in zip(row, x)) for row in rows]
        ratios = sorted((v / p, name) for v, p, (name, _, _) in zip(values, predicted, runs))
        lift = max(1.0, ratios[-1][0]) * margin
        print(f"{target}: measured / fitted from {ratios[0][0]:.3f} ({ratios[0][1]}) to {ratios[-1][0]:.3f} "
              f"({ratios[-1][1]}); lifted by {lift:.3f}")
        for k, cost in zip(free, x):
            known[k] = cost * lift
        out.append(f'    {{"{target}", {{')
        out += [f"        {cost:.4g},  // {name}" for cost, name in zip(known, names)]
        out.append("    }},")
    costs_file.write_text("\n".join(out + ["};", "// clang-format on"]) + "\n")
    print(f"written to {costs_file.relative_to(root)}; build again")


def compiled(command, model, overrides, path):
    sets = [a for o in overrides for a in ("--set", o)]
    subprocess.run([command, "compile", root / "models" / model, "-o", path, *sets], check=True, capture_output=True)


def check(program, command):
    with tempfile.TemporaryDirectory() as scratch:
        images = []
        for k, (model, overrides) in enumerate(checked):
            path = f"{scratch}/{model[:-5]}{'-' + str(k) if overrides else ''}.rheo"
            compiled(command, model, overrides, path)
            images += [path, "all_fire", path, "typical"]
        runs = [[callgrind(program, arguments) for arguments in (images, ["held_out"])] for _ in range(2)]
    lines = [line for part, _ in runs[0] for line in part]
    first, second = [{label: steps for _, counts in run for label, steps in counts.items()} for run in runs]
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
    parser.add_argument("--of", default="", metavar="PREFIX", help="of fit: what only networks of this name need")
    options = parser.parse_args()
    if options.what == "fit":
        fit(options.program, options.of)
    elif options.what == "check":
        check(options.program, options.command)
    else:
        table(options.program, options.command)


main()
