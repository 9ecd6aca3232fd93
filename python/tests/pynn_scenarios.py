"""Runs PyNN's own scenario tests against rheobase.pynn and prints a table of what passes.

    python pynn_scenarios.py [FOLDER]        FOLDER: of PyNN's source distribution; without, pip downloads it into build/python

They are test/system/scenarios of PyNN's source distribution, run as they are; only the list of simulators is replaced.
"""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]

# In place of PyNN's fixtures.py: every test runs with Rheobase.
PLUGIN = '''
import importlib, sys
import pytest
import rheobase.pynn
sys.modules["pyNN.rheobase"] = rheobase.pynn

def run_with_simulators(*names):
    return pytest.mark.parametrize("sim", [pytest.param(rheobase.pynn, id="for_" + "_".join(names))])

import system.scenarios.fixtures as fixtures
fixtures.run_with_simulators = run_with_simulators
'''


def sources() -> Path:
    """PyNN's source distribution, of the version that is installed."""
    folder = ROOT / "build/python"
    name = f"pynn-{version('PyNN')}"
    if not (folder / name).exists():
        with tempfile.TemporaryDirectory() as downloads:
            subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:",
                            "-d", downloads, f"PyNN=={version('PyNN')}"], check=True)
            with tarfile.open(next(Path(downloads).glob("*.tar.gz"))) as archive:
                archive.extractall(folder, filter="data")
    return folder / name


def outcomes(folder: Path) -> dict[str, tuple[str, str, str]]:
    """By test: passed, failed or skipped; the simulators that PyNN runs it with; why not."""
    with tempfile.TemporaryDirectory() as temporary:
        plugin = Path(temporary) / "rheobase_scenarios.py"
        plugin.write_text(PLUGIN)
        code = f"import sys; sys.path[:0] = [{str(folder / 'test')!r}, {temporary!r}]; import pytest; sys.exit(pytest.main(sys.argv[1:]))"
        done = subprocess.run([sys.executable, "-c", code, "-q", "-p", "rheobase_scenarios", "-p", "no:cacheprovider",
                               "-o", "addopts=", "-rA", "--tb=line", "-W", "ignore", "--rootdir", str(folder),
                               str(folder / "test/system/scenarios")],
                              cwd=temporary, capture_output=True, text=True, env={**os.environ, "COLUMNS": "2000"})
    found = {}
    for word, test, simulators, why in re.findall(r"^(PASSED|FAILED|ERROR) \S*?(\w+\.py::\w+)\[for_([\w]+)\](?: - (.*))?$", done.stdout, re.M):
        found[test] = (word.lower(), simulators.replace("_", ", "), why)
    if not found:
        sys.exit(done.stdout + done.stderr)
    return found


def table_of(found: dict[str, tuple[str, str, str]]) -> str:
    """A row for each file of tests."""
    files: dict[str, list[tuple[str, str, str]]] = {}
    for test, (word, _, why) in sorted(found.items()):
        file, _, name = test.partition(".py::")
        files.setdefault(file, []).append((name, word, re.sub(r"^\w+: (rheobase\.pynn: )?|;.*", "", why)))
    rows = ["| scenarios | pass | do not pass |", "|---|---|---|"]
    for file, tests in files.items():
        others = [f"`{name}`: {why or word}" for name, word, why in tests if word != "passed"]
        rows.append(f"| `{file}` | {len(tests) - len(others)} of {len(tests)} | {'<br>'.join(others)} |")
    passed = sum(word == "passed" for word, _, _ in found.values())
    return "\n".join(rows) + f"\n| all | {passed} of {len(found)} | |"


def main() -> None:
    print(table_of(outcomes(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else sources())))


if __name__ == "__main__":
    main()
