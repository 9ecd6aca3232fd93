#!/usr/bin/env python3
"""Cuts the README's section for the robotics engineer into the files that it tells the reader to write:
net.toml, main.c, CMakeLists.txt (a project around its block) and commands.sh (its first lines of commands).

  blocks.py FOLDER"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
out = pathlib.Path(sys.argv[1])
section = re.search(r"^## For a robotics engineer\n(.*?)^## ", (ROOT / "README.md").read_text(), re.M | re.S).group(1)


def block(language):
    found = re.findall(rf"^```{language}\n(.*?)^```", section, re.M | re.S)
    if len(found) != 1:
        sys.exit(f"README.md: {len(found)} blocks of {language} for the robotics engineer, not one")
    return found[0]


commands = re.search(r"(?:^    .*\n)+", section, re.M).group(0)
(out / "net.toml").write_text(block("toml"))
(out / "main.c").write_text(block("c"))
(out / "commands.sh").write_text("set -euo pipefail\n" + re.sub(r"^    ", "", commands, flags=re.M))
(out / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.22)\nproject(robot LANGUAGES C CXX)\n" + block("cmake"))
