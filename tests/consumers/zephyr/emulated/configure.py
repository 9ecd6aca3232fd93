#!/usr/bin/python3
"""What Zephyr's build does with a module before CMake: reads its module.yml by the keys that Zephyr knows, and its Kconfig
with the application's prj.conf, warnings being errors. Prints CMake: where the module's build folder is, and CONFIG_….

  configure.py MODULE PRJ_CONF"""
import os
import pathlib
import sys

import kconfiglib
import yaml

HERE = pathlib.Path(__file__).resolve().parent
# scripts/zephyr_module.py of Zephyr 3.x and 4.x, the keys that are strings.
BUILD_KEYS = {"cmake", "kconfig", "sysbuild-cmake", "sysbuild-kconfig"}

module, prj = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
meta = yaml.safe_load((module / "zephyr/module.yml").read_text())
unknown = (set(meta) - {"name", "build"}) | (set(meta["build"]) - BUILD_KEYS)
if unknown:
    sys.exit(f"module.yml: unknown keys {sorted(unknown)}")
folder, kconfig_file = module / meta["build"]["cmake"], module / meta["build"]["kconfig"]
for path in (folder / "CMakeLists.txt", kconfig_file):
    if not path.is_file():
        sys.exit(f"module.yml names {path}, which is not there")

os.environ["MODULE_KCONFIG"] = str(kconfig_file)
kconfig = kconfiglib.Kconfig(str(HERE / "Kconfig"), warn_to_stderr=False)
kconfig.warn_assign_undef = True
kconfig.load_config(prj)
for line in pathlib.Path(prj).read_text().split():
    name, value = line.removeprefix("CONFIG_").split("=")
    if kconfig.syms[name].str_value != value:
        sys.exit(f"prj.conf: {line} is not met: a dependency is missing")
if kconfig.warnings:
    sys.exit("\n".join(kconfig.warnings))
print(f'set(module_folder "{folder}")')
for symbol in kconfig.unique_defined_syms:
    if symbol.str_value == "y":
        print(f"set(CONFIG_{symbol.name} y)")
