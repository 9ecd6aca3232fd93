#!/usr/bin/env bash
# The module of Zephyr, without Zephyr: its Kconfig by kconfiglib, its CMake over emulated/ZephyrConfig.cmake, the
# application on an emulated Cortex-M4 with the desktop's hashes. Parts left out by Kconfig are left out.
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" zephyr
need_m4
cmake -S "$consumers/zephyr" -B "$work/build" -G Ninja -DZephyr_DIR="$consumers/zephyr/emulated" -DNETWORK="$work/net.c" >/dev/null
cmake --build "$work/build" >"$work/log" || { cat "$work/log"; exit 1; }
same "Zephyr's module, Cortex-M4" "$(emulate_m4 "$work/build/app")"
commands=$(ninja -C "$work/build" -t commands)
grep -q 'RHEOBASE_MODELS=3u' <<<"$commands" || fail "RHEOBASE_MODEL_… do not reach the compiler"
grep -q 'RHEOBASE_INTEGRATORS=2u' <<<"$commands" || fail "RHEOBASE_INTEGRATOR_… do not reach the compiler"
grep -q 'RHEOBASE_STORAGE=958u' <<<"$commands" || fail "RHEOBASE_STORAGE_… do not reach the compiler"
# Kconfig refuses a C++ standard that the engine does not compile in.
sed 's/STD_CPP17/STD_CPP11/' "$consumers/zephyr/prj.conf" >"$work/old.conf"
if said=$("$consumers/zephyr/emulated/configure.py" "$root" "$work/old.conf" 2>&1); then fail "C++11 is accepted"; fi
[[ $said == *"CONFIG_RHEOBASE=y is not met"* ]] || fail "$said"
