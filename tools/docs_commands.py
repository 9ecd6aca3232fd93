#!/usr/bin/env python3
"""Runs the commands that pages of the documentation show, and compares what they print with what the page says.

    tools/docs_commands.py [--write] BUILD PAGE…

Of each page, in order, in an empty folder: a fenced block with a title (```toml title="net.toml") is written to that file; each
`$ command` of a ```console block is run, with the commands and libraries of BUILD installed, its examples, and this repository's models/ and
examples/ at hand. Its output must be that of the page. A line `…` stands for any lines; of lines with measured times only the
label is compared. Python scripts need Brian 2. A command that fails is right if the page shows its error. --write puts the true output into the page."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
fence = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.M | re.S)
measured = re.compile(r"^ *(speed|time|step) ")
# The Python that has Brian 2, if one has it; what needs it is left out elsewhere.
pythons = [p for p in ("python3", "/usr/bin/python3")
           if subprocess.run([p, "-c", "import brian2"], stderr=subprocess.DEVNULL, check=False).returncode == 0]
# What a page shows but a test of a build cannot do.
instead = {"./dev demo": "rheobase run models/gamma.toml --out demo"}


def commands_of(block):
    """(command as shown, expected lines) of each command of a console block. A command may end lines with \\ or with <<'END'."""
    found = []
    for line in block.splitlines():
        command = found[-1][0] if found else ""
        if line.startswith("$ "):
            found.append([line, []])
        elif "<<'END'" in command and not command.endswith("\nEND") or not found[-1][1] and command.endswith("\\"):
            found[-1][0] += "\n" + line
        else:
            found[-1][1].append(line)
    return found


def matches(expected, printed):
    if not expected:
        return not printed
    if expected[0] == "…":
        return any(matches(expected[1:], printed[k:]) for k in range(len(printed) + 1))
    if not printed:
        return False
    label = measured.match(expected[0])
    same = printed[0].startswith(label[0]) if label else printed[0].rstrip() == expected[0].rstrip()
    return same and matches(expected[1:], printed[1:])


# Programs that a page may need and a machine may lack: without them a page's commands from there on are left out.
optional = {"arm-none-eabi-g++", "arm-none-eabi-gcc", "qemu-system-arm"}


class Page:
    def __init__(self, path, folder, environment, write):
        self.path, self.folder, self.environment, self.write = path, folder, environment, write
        self.commands, self.differences, self.lacks = 0, 0, False
        for name in ("models", "examples"):
            (folder / name).symlink_to(root / name)

    def run(self, shown):
        command = shown[2:]
        if command.startswith("python3 "):
            command = command.replace("python3", pythons[0], 1)
        stem = command.split("#")[0].strip()
        result = subprocess.run(["bash", "-o", "pipefail", "-c", instead.get(stem, command)], cwd=self.folder, env=self.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return result.stdout.splitlines(), result.returncode

    def differs(self, shown, expected, printed, code):
        self.differences += 1
        print(f"{self.path.name}: {shown}\n  exit code {code}; expected:")
        print("\n".join(f"    {line}" for line in expected) + "\n  printed:\n" + "\n".join(f"    {line}" for line in printed))

    def console(self, block):
        out = []
        for shown, expected in commands_of(block):
            if shown.startswith("$ python3 ") and not pythons:
                print(f"{self.path.name}: without Brian 2 not run: {shown[2:]}")
                out += [shown, *expected]
                continue
            lacking = [program for program in optional if program in shown and not shutil.which(program)]
            if lacking or self.lacks:
                self.lacks = True
                print(f"{self.path.name}: without {', '.join(lacking) or 'what comes before'} not run: {shown.splitlines()[0][2:]}")
                out += [shown, *expected]
                continue
            printed, code = self.run(shown)
            self.commands += 1
            refused = any(line.startswith("rheobase: ") and "internal" not in line for line in printed)
            same = matches(expected, printed)
            if self.write and not same and "…" not in expected[1:-1]:
                expected = [*expected[:1], *printed, *expected[-1:]] if "…" in expected else printed
                same = True
            if (code != 0 and not refused) or not same:
                self.differs(shown, expected, printed, code)
            out += [shown, *expected]
        return "\n".join(out) + "\n"

    def check(self):
        def block(match):
            language, title, text = match.groups()
            if title:
                (self.folder / title).write_text(text)
            if language != "console":
                return match[0]
            return match[0].replace(text, self.console(text))

        before = self.path.read_text()
        after = fence.sub(block, before)
        if self.write and after != before:
            self.path.write_text(after)
        print(f"{self.path.name}: {self.commands} commands, {self.differences} differ")
        return self.commands > 0 and self.differences == 0


def main():
    write = "--write" in sys.argv
    build, *pages = [pathlib.Path(x).resolve() for x in sys.argv[1:] if x != "--write"]
    good = True
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        subprocess.run(["cmake", "--install", build, "--prefix", scratch / "installed"], check=True, stdout=subprocess.DEVNULL)
        package = next((scratch / "installed").rglob("rheobase.pc")).parent
        environment = {**os.environ, "PATH": f"{scratch}/installed/bin:{build}/examples:{os.environ['PATH']}", "PKG_CONFIG_PATH": str(package),
                       "CMAKE_PREFIX_PATH": f"{scratch}/installed", "RHEOBASE": str(root), "LC_ALL": "C.UTF-8"}
        for page in pages:
            folder = scratch / page.stem
            folder.mkdir()
            good = Page(page, folder, environment, write).check() and good
    sys.exit(0 if good else 1)


main()
