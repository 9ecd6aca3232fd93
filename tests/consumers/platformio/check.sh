#!/usr/bin/env bash
# The library of PlatformIO, without PlatformIO: exactly the sources that library.json selects, with its options put to those
# of a framework that asks for C++11, on an emulated Cortex-M4 with the desktop's hashes. Its fields: metadata.py.
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" platformio
need_m4
m4_objects "$work"
arm-none-eabi-gcc "${m4_flags[@]}" -std=c99 -I"$root/include" -c "$consumers/platformio/src/robot.c" -o "$work/robot.o"
mapfile -t sources < <("$consumers/metadata.py" sources)
mapfile -t flags < <("$consumers/metadata.py" flags "${m4_flags[@]}" -std=gnu++11 -fno-exceptions -fno-rtti)
for source in "${sources[@]}"; do
  arm-none-eabi-g++ "${flags[@]}" -I"$root/include" -I"$root/src" -c "$root/$source" -o "$work/${source//\//_}.o"
done
arm-none-eabi-g++ "${m4_flags[@]}" "$work"/*.o "${m4_link[@]}" -o "$work/robot.elf"
same "PlatformIO's library, Cortex-M4" "$(emulate_m4 "$work/robot.elf")"
