#!/usr/bin/env bash
# The library for Arduino, packed, unpacked, found and built by Arduino's own builder for an emulated board: its example
# prints the desktop's hashes.
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" arduino
need_m4
command -v arduino-builder >/dev/null || { echo "no arduino-builder here"; exit 77; }
zip=$("$root/platforms/arduino/package.py" "$work" "$build/rheobase")
[ "$zip" = "$work/rheobase-arduino-$(sed -n 's/^project(rheobase VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt").zip" ]
mkdir "$work/libraries" "$work/build" "$work/tools"
python3 -m zipfile -e "$zip" "$work/libraries"
arduino-builder -compile -logger=human -hardware "$consumers/arduino/hardware" -tools "$work/tools" -libraries "$work/libraries" \
  -fqbn rheobase:arm:cortex_m4 -ide-version 10819 -prefs "rheobase.root=$root" -build-path "$work/build" -warnings none \
  "$work/libraries/Rheobase/examples/SameBits/SameBits.ino" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
line=$(emulate_m4 "$work/build/SameBits.ino.elf")
same "Arduino's builder, Cortex-M4" "${line#spikes, }"
