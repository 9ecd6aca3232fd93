#!/usr/bin/python3
"""The manifests of the package managers against their formats' documents and against the sources: fields, versions, that
every file they name is there, that what they select is the engine. Says what is wrong, exit code 1.

  metadata.py sources      the sources that library.json selects, one a line
  metadata.py flags BASE…  these compiler options after library.json's `unflags` and `flags`"""
import fnmatch
import json
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import amalgamate  # noqa: E402

VERSION = amalgamate.version()
SOURCES = amalgamate.cmake_list("RHEOBASE_ENGINE_SOURCES")
wrong = []


def expect(condition, text):
    if not condition:
        wrong.append(text)


def platformio_sources(manifest):
    """PlatformIO's srcFilter: patterns in order, relative to srcDir, a folder means all in it."""
    base = ROOT / manifest["build"]["srcDir"]
    files = {str(p.relative_to(base)) for p in base.rglob("*") if p.suffix in (".c", ".cpp", ".S")}
    chosen = set()
    for entry in manifest["build"]["srcFilter"]:
        sign, pattern = re.fullmatch(r"([+-])<(.+)>", entry).groups()
        if pattern != "*":
            expect((base / pattern).exists(), f"library.json: srcFilter names {pattern}, which is not there")
        matching = {f for f in files if pattern == "*" or f == pattern or f.startswith(pattern.rstrip("/") + "/")}
        chosen = chosen | matching if sign == "+" else chosen - matching
    return sorted(chosen)


def check_citation(citation):
    expect(citation["version"] == VERSION, f"CITATION.cff: version is not {VERSION}")
    expect(citation["license"] == "Apache-2.0", "CITATION.cff: license")


def check_platformio(manifest):
    # platformio/package/manifest/schema.py
    known = set("name version description keywords license authors headers frameworks platforms export build".split())
    expect(set(manifest) <= known, f"library.json: unknown keys {set(manifest) - known}")
    expect(re.fullmatch(r"[^:;/,@<>]{1,100}", manifest["name"]), "library.json: name")
    expect(len(manifest["description"]) <= 1000, "library.json: description")
    for word in manifest["keywords"]:
        expect(re.fullmatch(r"[a-z\d\-+. ]{1,50}", word), f"library.json: keyword '{word}'")
    expect(manifest["license"] == "Apache-2.0", "library.json: license")
    expect(manifest["version"] == VERSION, f"library.json: version is not {VERSION}")
    builds = set("includeDir srcDir srcFilter flags unflags".split())
    expect(set(manifest["build"]) <= builds, f"library.json: unknown build keys {set(manifest['build']) - builds}")
    chosen = platformio_sources(manifest)
    expect(chosen == sorted(SOURCES), f"library.json selects other sources than src/engine_sources.cmake: {set(chosen) ^ set(SOURCES)}")
    expect({f"rheobase/{h.split('/')[1]}" for h in manifest["headers"]} == set(amalgamate.public_headers()),
           f"library.json: headers are {amalgamate.public_headers()}")
    exported = manifest["export"]["include"]
    for name in exported:
        expect((ROOT / name).exists(), f"library.json: exports {name}, which is not there")
    for needed in ["include"] + [f"src/{s}" for s in SOURCES]:
        expect(any(needed == e or needed.startswith(e + "/") for e in exported), f"library.json does not export {needed}")


def check_esp_idf():
    manifest = yaml.safe_load((ROOT / "idf_component.yml").read_text())
    known = set("version description license tags dependencies files url repository targets maintainers".split())
    expect(set(manifest) <= known, f"idf_component.yml: unknown keys {set(manifest) - known}")
    expect(manifest["version"] == VERSION, f"idf_component.yml: version is not {VERSION}")
    expect(manifest["license"] == "Apache-2.0", "idf_component.yml: license")
    expect(re.fullmatch(r">=\d+\.\d+", manifest["dependencies"]["idf"]), "idf_component.yml: dependencies, idf")
    expect(set(manifest["files"]) <= {"use_gitignore", "include", "exclude"}, "idf_component.yml: files")
    needed = [f"src/{s}" for s in SOURCES] + ["include/rheobase/rheobase.h", "platforms/esp-idf/component.cmake", "LICENSE"]
    for pattern in manifest["files"]["exclude"]:
        expect(any(ROOT.glob(pattern)), f"idf_component.yml: nothing is {pattern}")
        for name in needed:
            expect(not fnmatch.fnmatch(name, pattern.replace("/**/*", "/*")), f"idf_component.yml excludes {name}")


def check_arduino():
    text = (ROOT / "platforms/arduino/library.properties.in").read_text().replace("@VERSION@", VERSION)
    fields = dict(line.split("=", 1) for line in text.splitlines())
    required = "name version author maintainer sentence paragraph category architectures includes".split()
    expect(sorted(fields) == sorted(required), f"library.properties: fields are {sorted(fields)}")
    expect(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _.-]*", fields["name"]), "library.properties: name")
    expect(fields["version"] == VERSION, "library.properties: version")
    categories = ["Display", "Communication", "Signal Input/Output", "Sensors", "Device Control", "Timing", "Data Storage",
                  "Data Processing", "Other"]
    expect(fields["category"] in categories, "library.properties: category")


def check_names():
    enums = (ROOT / "include/rheobase/model_enums.hpp").read_text()
    kconfig = (ROOT / "zephyr/Kconfig").read_text()
    for kind, choice in (("Integrator", "INTEGRATOR"), ("Storage", "STORAGE")):
        body = re.search(rf"enum class {kind} .*?{{(.*?)}};", enums, re.S).group(1)
        numbered = sorted(((int(n), name) for name, n in re.findall(r"^\s*(\w+) = (\d+)", body, re.M)))
        names = amalgamate.storage_names() if choice == "STORAGE" else amalgamate.cmake_list(f"RHEOBASE_{choice}_NAMES")
        expect(list(enumerate(names)) == numbered, f"{choice} names are not those of model_enums.hpp")
        configs = re.findall(rf'^config RHEOBASE_{choice}_(\w+)\n\tbool "(\w+)"\n\tdefault y$', kconfig, re.M)
        wanted = [(name.upper(), name) for name in names if name != "automatic"]
        expect(sorted(configs) == sorted(wanted), f"zephyr/Kconfig: {set(configs) ^ set(wanted)}")


def main():
    manifest = json.loads((ROOT / "library.json").read_text())
    if sys.argv[1:2] == ["sources"]:
        print("\n".join(f"{manifest['build']['srcDir']}/{s}" for s in platformio_sources(manifest)))
        return
    if sys.argv[1:2] == ["flags"]:
        build = manifest["build"]
        print("\n".join([f for f in sys.argv[2:] if f not in build["unflags"]] + build["flags"]))
        return
    header = (ROOT / "include/rheobase/rheobase.h").read_text()
    expect(".".join(re.findall(r"#define RHEO_VERSION_\w+ (\d+)", header)) == VERSION, f"rheobase.h: version is not {VERSION}")
    check_platformio(manifest)
    check_esp_idf()
    check_arduino()
    check_citation(yaml.safe_load((ROOT / "CITATION.cff").read_text()))
    check_names()
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"library.json, CITATION.cff, idf_component.yml, library.properties, zephyr/: version {VERSION}, {len(SOURCES)} sources")


if __name__ == "__main__":
    main()
