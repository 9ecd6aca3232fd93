#!/usr/bin/env bash
# Installs the build into a folder of its own and builds consumers against it: CMake and pkg-config.
set -euo pipefail
build=$1 cxx=$2 cc=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$build/tests/installed
rm -rf "$root" "$build/tests/consumer"
cmake --install "$build" --prefix "$root" >/dev/null
cmake -S "$here" -B "$build/tests/consumer" -DCMAKE_PREFIX_PATH="$root" -DCMAKE_CXX_COMPILER="$cxx" \
  -DCMAKE_C_COMPILER="$cc" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$build/tests/consumer" >/dev/null
"$build/tests/consumer/firmware"
"$build/tests/consumer/host"
export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$root" -name rheobase.pc)")
# shellcheck disable=SC2046
"$cc" -std=c99 "$here/firmware.c" $(pkg-config --cflags --libs --static rheobase) -o "$build/tests/consumer/firmware_pc"
"$build/tests/consumer/firmware_pc"
