#!/usr/bin/env python3
"""Worst-case stack of rheo_step on each platform whose compiler is installed, from GCC's own account of every
frame and call (-fcallgraph-info=su). Rewrites src/bounds/stack_use.inc; platforms whose compiler is not here
keep their lines. With --check it writes nothing and fails if a figure here is above the recorded one.

    tools/stack_use.py [--check] [platform ...]

The only indirect calls of a step are those to kernels: the frames above them and the kernels' own are recorded
apart, so that an image pays for the kernels it uses. Functions of the C library (memset, memcpy) are leaves of
at most `leaf` bytes; `slack` covers the red zone and the alignment of vector frames.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
table = root / "src/bounds/stack_use.inc"
strict = ["-std=c++17", "-DNDEBUG", "-ffp-contract=off", "-fno-exceptions", "-fno-rtti",
          f"-I{root}/include", f"-I{root}/src"]
bare = ["-DRHEOBASE_NO_SIMD", "-O2", "-ffunction-sections", "-mthumb"]
platforms = {
    "x86-64": ("g++", ["-O3", "-fPIC", "-DHWY_COMPILE_ALL_ATTAINABLE"]),
    "aarch64": ("aarch64-linux-gnu-g++", ["-O3", "-fPIC", "-march=armv8-a+crypto", "-I{hwy}"]),
    "armhf": ("arm-linux-gnueabihf-g++", ["-O3", "-fPIC", "-DRHEOBASE_NO_SIMD"]),
    "cortex-m3": ("arm-none-eabi-g++", bare + ["-mcpu=cortex-m3"]),
    "cortex-m4": ("arm-none-eabi-g++", bare + ["-mcpu=cortex-m4", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"]),
    "cortex-m7": ("arm-none-eabi-g++", bare + ["-mcpu=cortex-m7", "-mfloat-abi=hard", "-mfpu=fpv5-d16"]),
    "cortex-m55": ("arm-none-eabi-g++", bare + ["-mcpu=cortex-m55", "-mfloat-abi=hard"]),
}
forms = re.findall(r'\{"(\w+)", StorageLayout::(\w+), (\d), (\d)\}', (root / "src/image/storage_forms.hpp").read_text())
storages = [name for name, *_ in forms[1:]]
integrators = re.search(r"RHEOBASE_INTEGRATOR_NAMES ([^)]*)", (root / "src/engine_sources.cmake").read_text())[1].split()
explicit = {"Euler": "euler", "HalfSteps": "izhikevich2003", "WholeStep": "izhikevich2004", "Rk2": "rk2", "Rk4": "rk4"}
# The scheme of each kernel, as the compiler writes it: (model, integrator).
# (name, slopes, integrator of its own, scheme of that integrator), or of sources (name, kernel).
models = [re.split(r", ?", line) for line in re.findall(r"^  (?:MODEL|SOURCE)\(([^)]*)\)", (root / "src/models/list.hpp").read_text(), re.M)]
source_kernels = {kernel: m for m, (_, kernel, *own) in enumerate(models) if not own}
schemes = {f"{scheme}<{slopes}>": (m, integrators.index(name))
           for m, (_, slopes, *own) in enumerate(models) if own for scheme, name in explicit.items()}
aliases = {name: of for header in (root / "src/models").glob("*-inl.h")
           for name, of in re.findall(r"^using (\w+) = ([\w<>]+);", header.read_text(), re.M)}
schemes.update({aliases.get(own[1], own[1]): (m, integrators.index(own[0]))
                for m, (_, _, *own) in enumerate(models) if own})
schemes.update({scheme: ([slopes_of for _, slopes_of, *_ in models].index(slopes), integrators.index("fixed"))
                for slopes, scheme in re.findall(r"struct FixedOf<(\w+)> \{\n  using Scheme = (\w+);",
                                                 (root / "src/models/list-inl.h").read_text())})
leaf, slack = 64, 192


def sources(simd):
    found = sorted((root / "src/engine").glob("*.cpp")) + [root / "src/kernels/reference.cpp"]
    return found + ([root / "src/kernels/vector.cpp"] if simd else [])


def engine_sources():
    """All that a firmware links: the black box, encoders and decoders too."""
    listed = re.search(r"RHEOBASE_ENGINE_SOURCES([^)]*)", (root / "src/engine_sources.cmake").read_text())[1]
    return [root / "src" / name for name in listed.split()]


def graph_of(compiler, flags, of, scratch):
    """Every function's frame and calls, by its name in the object file."""
    frames, calls, text = {}, {}, {}

    def compile_one(source):
        output = pathlib.Path(scratch) / (source.stem + ".o")
        subprocess.run([compiler, *strict, *flags, "-fcallgraph-info=su", "-c", source, "-o", output], check=True)
        return output.with_suffix(".ci").read_text()

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for listing in pool.map(compile_one, of):
            for line in listing.splitlines():
                node = re.match(r'node: \{ title: "([^"]*)" label: "([^"]*)"', line)
                edge = re.match(r'edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"', line)
                if node:
                    size = re.search(r"(\d+) bytes \((\w+[,\w]*)\)", node[2])
                    if size and "dynamic" == size[2]:
                        sys.exit(f"stack_use: {node[2]}: a frame without bound")
                    if size:
                        frames[node[1]] = int(size[1])
                        text[node[1]] = node[2]
                elif edge:
                    calls.setdefault(edge[1], set()).add(edge[2])
    return frames, calls, text


def deepest(name, frames, calls, to=None, path=()):
    """Bytes of the longest chain from `name`; with `to`, of the longest that ends in a call of `to`, or None."""
    if name in path:
        sys.exit(f"stack_use: {name} calls itself")
    if name == to:
        return 0
    if name not in frames:  # of the C library; indirect calls are accounted apart
        return leaf if to is None and name != "__indirect_call" else None
    below = [deepest(callee, frames, calls, to, path + (name,)) for callee in calls.get(name, ())]
    below = [b for b in below if b is not None]
    if to is not None and not below:
        return None
    return frames[name] + max(below, default=0)


learning_functions = {"deliver_learned": "deliver", "learn_of_projection": "rule",
                      **{name: "synapses" for name in ("decay_traces", "DecayTraces", "depress_rows", "DepressRows", "potentiate_columns",
                                                       "PotentiateColumns", "sweep", "Sweep")}}


def kernel_kind(text):
    """A kernel: ("integrate", (model, integrator, conducting)), ("deliver", storage) or ("scaled", storage), by the
    signature that its tasks give it; ("learn", "deliver", "rule" or, called by rules, "synapses")."""
    if "const rheobase::NeuronTask&, std::size_t, std::size_t)" in text:
        source = re.search(r"(\w+)\(const rheobase::NeuronTask&", text)[1]
        if source in source_kernels:
            return "integrate", (source_kernels[source], 0, False)
        scheme = re.search(r"Scheme = ([\w:<>]+)", text)[1]
        return "integrate", (*schemes[re.sub(r"\w+::", "", scheme)], "integrate_conducting" in text)
    for function, kind in learning_functions.items():
        if re.search(rf"\b{function}\b", text):
            return "learn", kind
    if "const rheobase::DeliverTask&, std::size_t, std::size_t)" in text:
        layout = re.search(r"[dD]eliver_?(\w*)\(", text)[1].lower()
        types = dict(re.findall(r"(Target|Weight) = ([\w ]+)", text))
        bytes_of = {"signed char": "1", "short int": "2", "short unsigned int": "2", None: None}
        target, weight = (bytes_of.get(types.get(name), "4") for name in ("Target", "Weight"))
        for k, (_, *form) in enumerate(forms):
            if form[0] == layout and target in (None, form[1]) and weight in (None, form[2]):
                return "scaled" if "ScaledWeights" in text else "deliver", k
    return None


def measure(platform):
    compiler, flags = platforms[platform]
    simd = "-DRHEOBASE_NO_SIMD" not in flags
    with tempfile.TemporaryDirectory() as scratch:
        if "-I{hwy}" in flags:  # the headers of Highway alone: the rest of /usr/include is another machine's
            os.symlink("/usr/include/hwy", f"{scratch}/hwy")
            flags = [f"-I{scratch}" if f == "-I{hwy}" else f for f in flags]
        frames, calls, text = graph_of(compiler, flags, sources(simd), scratch)
    # Rules of learning are called by one function, behind the other kernels.
    learn = next(name for name, label in text.items() if label.startswith("void rheobase::learn(") and name in calls)
    others = {**calls, learn: set()}
    above = deepest("rheo_step", frames, others, to="__indirect_call")
    above_rules = deepest("rheo_step", frames, calls, to=learn) + deepest(learn, frames, calls, to="__indirect_call")
    plain = deepest("rheo_step", frames, calls)
    use = {"integrate": {(*kernel, conducting): None for kernel in schemes.values()
                          for conducting in ((False,) if kernel[1] == integrators.index("fixed") else (False, True))} |
                        {(m, 0, False): None for m in source_kernels.values()},
           **{kind: {k: None for k in range(1, len(storages) + 1)} for kind in ("deliver", "scaled")},
           "learn": {kind: None for kind in learning_functions.values()}}
    for name, label in text.items():
        kind = kernel_kind(label)
        if kind and re.search(r"\d+ bytes", label):
            above_synapses = deepest(name, frames, calls, to="__indirect_call")
            if above_synapses is not None and kind != ("learn", "rule"):
                sys.exit(f"stack_use: {platform}: {label}: calls what is not named")
            if above_synapses is not None:
                use["learn"]["above synapses"] = max(use["learn"].get("above synapses", 0), above_synapses)
            use[kind[0]][kind[1]] = max(use[kind[0]][kind[1]] or 0, deepest(name, frames, calls))
    if any(None in values.values() for values in use.values()):
        sys.exit(f"stack_use: {platform}: a kernel was not found: {use}")
    listed = lambda values: "{" + ", ".join(str(v) for v in values) + "}"
    by_integrator = lambda m, conducting: listed(use["integrate"].get((m, k, conducting), 0)
                                                 for k in range(len(integrators)))
    by_model = listed(listed(by_integrator(m, conducting) for conducting in (False, True)) for m in range(len(models)))
    by_storage = ", ".join(listed([0, *use[kind].values()]) for kind in ("deliver", "scaled"))
    learning_use = use["learn"]
    learning = max(above + max(learning_use["deliver"], learning_use["synapses"]),
                   above_rules + max(learning_use["rule"], learning_use["above synapses"] + learning_use["synapses"]))
    return f'    {{"{platform}", {plain + slack}, {above + slack}, {learning + slack}, {by_model}, {by_storage}}},'


def main():
    check = "--check" in sys.argv[1:]
    wanted = [a for a in sys.argv[1:] if a != "--check"] or list(platforms)
    lines = table.read_text().splitlines() if table.exists() else []
    old = {m[1]: line for line in lines if (m := re.match(r'\s*\{"([^"]+)"', line))}
    new, worse = dict(old), []
    for platform in wanted:
        compiler = platforms[platform][0]
        if subprocess.run(["sh", "-c", f"command -v {compiler}"], capture_output=True).returncode != 0:
            print(f"{platform}: no {compiler} here")
            continue
        new[platform] = measure(platform)
        print(new[platform].strip())
        numbers = lambda line: [int(n) for n in re.findall(r"\b\d+\b", line.split(",", 1)[1])]
        if platform in old and any(n > o for n, o in zip(numbers(new[platform]), numbers(old[platform]))):
            worse.append(platform)
    if check:
        sys.exit(f"stack_use: above the recorded figures on {', '.join(worse)}" if worse else 0)
    table.write_text("// Written by tools/stack_use.py. Platform; rheo_step without kernels; above a kernel; with learning; the kernels of each\n"
                     "// model, without and with conductances, by integrator; each storage's, without and with short-term\n// plasticity.\n"
                     "// clang-format off\nconstexpr StackUse stack_uses[] = {\n" +
                     "\n".join(new[p] for p in platforms if p in new) + "\n};\n// clang-format on\n")


if __name__ == "__main__":
    main()
