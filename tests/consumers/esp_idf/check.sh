#!/usr/bin/env bash
# The component of ESP-IDF, without ESP-IDF: its CMake over emulated/, the application on an emulated Cortex-M4 with the
# desktop's hashes. idf_component.yml: metadata.py.
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" esp_idf
need_m4
mkdir "$work/components"
ln -s "$root" "$work/components/rheobase"
IDF_PATH=$consumers/esp_idf/emulated cmake -S "$consumers/esp_idf" -B "$work/build" -G Ninja -DRHEOBASE="$work/components/rheobase" \
  -DNETWORK="$work/net.c" >"$work/log" || { cat "$work/log"; exit 1; }
cmake --build "$work/build" >"$work/log" || { cat "$work/log"; exit 1; }
same "ESP-IDF's component, Cortex-M4" "$(emulate_m4 "$work/build/robot")"
