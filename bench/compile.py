#!/usr/bin/env python3
"""bench/compile.py RHEOBASE [NAME…]: how long networks take to compile, on the clock and of all
cores together, and how much memory beside their image."""
import os
import subprocess
import sys
import tempfile
import time

NETWORKS = {  # what, the model, its settings
    "W3": ("100,000 neurons, each pair with 0.001", "paper", "n=100000 p=0.001"),
    "300k": ("300,000 neurons, each pair with 1/3000", "paper", "n=300000 p=0.000333333"),
    "1M": ("1,000,000 neurons, 100 targets each", "million", "storage=sparse32_i16"),
}


def main():
    command, names = os.path.abspath(sys.argv[1]), sys.argv[2:] or NETWORKS
    here = os.path.dirname(os.path.abspath(__file__))
    print("| network | seconds | CPU seconds | image MB | peak memory / image |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            what, model, parameters = NETWORKS[name]
            source = os.path.join(here, "../models", model + ".toml")
            sets = [word for parameter in parameters.split() for word in ("--set", parameter)]
            image = os.path.join(folder, "net.rheo")
            start = time.monotonic()
            process = subprocess.Popen([command, "compile", source, *sets, "-o", image], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - start
            if status != 0:
                sys.exit(f"{name}: compile failed")
            size = os.path.getsize(image)
            print(f"| {name}: {what} | {seconds:.1f} | {usage.ru_utime + usage.ru_stime:.1f} | {size / 1e6:.0f} | "
                  f"{usage.ru_maxrss * 1024 / size:.2f} |", flush=True)


main()
