# Windows on x86-64: everything, host half and command included, built by MinGW-w64; run by Wine.
packages=(g++-mingw-w64-x86-64-posix wine wine64 libhwy-dev)
archive=none  # its size is not recorded
compiler=x86_64-w64-mingw32-g++-posix
. platforms/debian_sources.sh
export WINEDEBUG=-all WINEPREFIX=${WINEPREFIX:-$out/wine}

build() {
  host_libraries || return
  cross_build "$out" "${libraries[@]}" -DRHEOBASE_BUILD_COMPILER=ON -DRHEOBASE_BUILD_COMMAND=ON -DRHEOBASE_BUILD_TESTS=ON \
    -DRHEOBASE_FETCH=OFF
}
# Wine ends lines of text files as Windows does.
run() { wine "$out/rheobase_scenes.exe" "$images" "${@:2}" | tr -d '\r'; }
example() {
  say "$platform: a user's own program"
  consumer || return
  say "$platform: tests"
  wine "$out/tests/rheobase_tests.exe" --no-intro && wine "$out/tests/rheobase_golden.exe"
}
# C, one static file, the engine alone.
consumer() {
  local work=$out/consumer got want
  mkdir -p "$work"
  cmake --build --preset release --target rheobase_command | tail -1
  build/release/rheobase compile models/paper.toml --set n=65 --c-array --symbol net -o "$work/net.c" >/dev/null || return
  x86_64-w64-mingw32-gcc-posix -O2 -Iinclude tests/consumers/robot.c "$work/net.c" "$out/librheobase.a" "$out/highway/libhwy.a" \
    -static -lstdc++ -o "$work/robot.exe" || return
  want=$(build/release/rheobase run models/paper.toml --set n=65 --json |
    python3 -c 'import json, sys; r = json.load(sys.stdin); print(r["spike_hash"], r["state_hash"])')
  got=$(wine "$work/robot.exe" | tr -d '\r')
  echo "robot.exe: $got"
  [ "${got#* }" = "$want" ]
}
