#!/usr/bin/env bash
# Installs the build into a folder of its own and builds projects against it: find_package and pkg-config, the tree moved
# after its installation; then a project that takes the sources in by add_subdirectory, with nothing else installed.
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" cmake
cxx=$2 cc=$3 here=$consumers/cmake
compilers=(-DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_C_COMPILER="$cc" -DCMAKE_BUILD_TYPE=Release -G Ninja)
cmake --install "$build" --prefix "$work/installed" >/dev/null
mv "$work/installed" "$work/moved"

cmake -S "$here" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/moved" -DNETWORK="$work/net.c" "${compilers[@]}" >/dev/null
cmake --build "$work/build" >/dev/null
same find_package "$("$work/build/robot")"
for standard in 17 20 23; do "$work/build/host$standard"; done

export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name rheobase.pc)")
version=$(sed -n 's/^project(rheobase VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
[ "$(pkg-config --modversion rheobase)" = "$version" ]
# shellcheck disable=SC2046
"$cc" -std=c99 -pedantic "$consumers/robot.c" "$work/net.c" $(pkg-config --cflags --libs --static rheobase) -o "$work/robot_pc"
same pkg-config "$("$work/robot_pc")"

cmake -S "$here/subdirectory" -B "$work/sub" -DNETWORK="$work/net.c" "${compilers[@]}" >/dev/null
cmake --build "$work/sub" >/dev/null
same add_subdirectory "$("$work/sub/robot")"
# Without a build type, as firmware projects often are, the engine is optimized all the same, and nothing else is.
cmake -S "$here/subdirectory" -B "$work/untyped" -DNETWORK="$work/net.c" "${compilers[@]}" -DCMAKE_BUILD_TYPE= \
  -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >/dev/null
commands=$work/untyped/compile_commands.json
grep '"command".*/src/engine/tick.cpp' "$commands" | grep -q -- '-O3' || fail "no build type: the engine is not optimized"
! grep '"command".*/robot.c' "$commands" | grep -q -- '-O' || fail "no build type: the project's own flags have changed"
cmake --install "$work/sub" --prefix "$work/nothing" >/dev/null
[ ! -e "$work/nothing" ] || fail "add_subdirectory installs: $(find "$work/nothing" -type f)"
