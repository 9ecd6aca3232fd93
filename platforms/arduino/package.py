#!/usr/bin/env python3
"""The library for Arduino: rheobase-arduino-VERSION.zip, to add with "Add .ZIP Library" or unpack into libraries/.

  package.py FOLDER RHEOBASE     FOLDER: where the zip goes; RHEOBASE: the command, which makes the example's network

An Arduino library compiles all that lies in src/, so it is made of the amalgamation (tools/amalgamate.py)."""
import pathlib
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import amalgamate  # noqa: E402

HERE = ROOT / "platforms/arduino"


def files(rheobase, scratch):
    version = amalgamate.version()
    yield "library.properties", (HERE / "library.properties.in").read_text().replace("@VERSION@", version)
    yield "LICENSE", (ROOT / "LICENSE").read_text()
    yield "README.md", (HERE / "README.md").read_text()
    yield "src/rheobase.h", amalgamate.header()
    yield "src/rheobase_engine.cpp", amalgamate.Engine().text()
    for path in sorted((HERE / "examples").rglob("*.ino")):
        yield str(path.relative_to(HERE)), path.read_text()
    network = scratch / "net.c"
    subprocess.run([rheobase, "compile", ROOT / "models/paper.toml", "--set", "n=65", "--c-array", "--symbol", "net_image",
                    "-o", network], check=True, stdout=subprocess.DEVNULL)
    yield "examples/SameBits/net.c", network.read_text()
    network.unlink()


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: package.py FOLDER RHEOBASE")
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / f"rheobase-arduino-{amalgamate.version()}.zip"
    entries = list(files(sys.argv[2], folder))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries:
            info = zipfile.ZipInfo(f"Rheobase/{name}")  # no clock in it: the same sources, the same zip
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, text)
    print(out)


if __name__ == "__main__":
    main()
