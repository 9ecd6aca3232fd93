#!/usr/bin/env bash
# The README's lines for the robotics engineer, typed as they stand in a folder with a board.c: the commands, the program (it is
# C99 to the letter), the CMake project; and the program runs.
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" readme
cxx=$2 cc=$3
cmake --install "$build" --prefix "$work/installed" >/dev/null
export PATH=$work/installed/bin:$PATH PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$work/installed" -name rheobase.pc)")
mkdir "$work/project"
cp "$consumers/readme/board.h" "$consumers/readme/board.c" "$work/project"
"$consumers/readme/blocks.py" "$work/project"
cd "$work/project"
cc() { command "$cc" -std=c99 -pedantic -Wall -Wextra -Werror "$@"; }
export -f cc
export cc
bash commands.sh
./robot
cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH="$work/installed" -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_C_COMPILER="$cc" >/dev/null
cmake --build build >/dev/null
build/robot
