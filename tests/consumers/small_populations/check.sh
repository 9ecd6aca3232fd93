#!/usr/bin/env bash
# Where there are no vectors, neurons cost what they cost, however few a population has: instructions of a step on an
# emulated Cortex-M4, and bytes. check.sh BUILD_FOLDER
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" small_populations
need_m4
"$root/tools/amalgamate.py" "$work"
m4_flags+=(-O2 -I"$work")
arm-none-eabi-g++ "${m4_flags[@]}" -std=c++17 -fno-exceptions -fno-rtti -c "$work/rheobase_engine.cpp" -o "$work/engine.o"
arm-none-eabi-gcc "${m4_flags[@]}" -std=c99 -c "$consumers/small_populations/steps.c" -o "$work/steps.o"

cost() {  # cost INTEGRATOR POPULATIONS SIZE: `instructions`, `ram` and `flash` of that network
  local k model=$work/net.toml
  printf 'name = "small"\ndt = "1 ms"\nduration = "1 s"\nintegrator = "%s"\n' "$1" >"$model"
  for ((k = 0; k < $2; ++k)); do printf '[[population]]\nname = "p%d"\nsize = %d\n' "$k" "$3" >>"$model"; done
  "$build/rheobase" compile "$model" --c-array --symbol net -o "$work/net.c" >/dev/null
  "$build/rheobase" compile "$model" -o "$work/net.rheo" >/dev/null
  read -r ram flash < <("$build/rheobase" inspect "$work/net.rheo" --json |
    python3 -c 'import json, sys; r = json.load(sys.stdin); print(r["ram_bytes"], r["flash_bytes"])')
  m4_objects "$work"
  arm-none-eabi-g++ "${m4_flags[@]}" "$work"/*.o "${m4_link[@]}" -o "$work/steps.elf"
  instructions=$(cd "$root" && . platforms/cortex-m4/platform.sh && emulator=(-icount shift=0) && emulate "$work/steps.elf")
  echo "$1, $2 of $3: $instructions instructions a step, $ram bytes of RAM, $flash of flash"
}

declare -A most=([izhikevich2003]=370 [riccati]=460)  # instructions of a further population
for integrator in izhikevich2003 riccati; do
  cost $integrator 1 60
  of_sixty=$instructions
  cost $integrator 10 6
  [ "$instructions" -le $((of_sixty + 9 * most[$integrator])) ] ||
    fail "a further population costs more than ${most[$integrator]} instructions"
  cost $integrator 1 64
  of_64=$instructions ram_64=$ram flash_64=$flash
  cost $integrator 1 1
  [ $((8 * instructions)) -le "$of_64" ] || fail "one neuron costs more than an eighth of 64"
  [ $((ram_64 - ram)) -eq $((3 * 3 * 64)) ] || fail "v, u and arrivals of one neuron take more than a line each"
  [ "$flash" -lt $((flash_64 / 2)) ] || fail "the planes of one neuron take half of what those of 64 do"
done
