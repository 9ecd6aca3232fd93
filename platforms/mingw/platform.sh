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
  check_left_out || return
  (cd "$out/tests" && wine ./rheobase_tests.exe --no-intro && wine ./rheobase_golden.exe)
}
# The tests of rheobase_tests that Windows does not have: file, test, why. (CMake builds the suite realtime and the programs
# no_allocation and stack elsewhere: Linux's scheduler and clocks, seccomp, a stack that is painted through pthread.)
left_out=(
  "files|without keep() nothing is left, with it the old file's permissions are|a new file has the rights of its folder"
  "files|a link is followed and stays a link|making a symbolic link takes a right that users do not have"
  "files|what waits under a predictable name is not written through|the same: it needs symbolic links"
  "files|a disk that is full leaves the old file and nothing else|a process cannot limit its files (RLIMIT_FSIZE)"
  "files|signals take unfinished files away and end the process as ever|no fork and no signals; the system deletes the files"
  "input_file|what is neither a file nor a pipe is refused by its kind|no /dev and no sockets in folders"
  "input_file|a file that is too large is refused before it is read|a file of 4 TB of zeros takes 4 TB of disk"
  "input_file|a pipe is read to its end, in pieces, or refused where nobody writes or nobody stops|no mkfifo"
  "observe|a full disk is one clear line, and neither a part nor the old file's loss|RLIMIT_FSIZE again"
  "text|a program without a shell, that starts no other|the programs that it starts (cat, false, sh) are POSIX's"
  "text|gnuplot runs nothing, not even what a script asks for|what it would run (touch) is POSIX's"
  "threads|real-time priority on one core: helpers of the same priority and of none|Linux's scheduler"
)
# Fails if the sources leave out others than these.
check_left_out() {
  local found listed
  found=$(awk 'FNR == 1 { depth = 0; split("", out) }
    /^ *#if/ { ++depth; out[depth] = out[depth - 1] || /ifndef _WIN32|!defined\(_WIN32\)|__linux__|__unix__/
               else_out[depth] = /ifdef _WIN32|[^!]defined\(_WIN32\)/ }
    /^ *#else/ { out[depth] = out[depth - 1] || else_out[depth] }
    /^ *#endif/ { --depth }
    /^TEST_CASE\("/ && out[depth] {
      file = FILENAME; sub(".*/", "", file); sub("_test.cpp$", "", file)
      name = $0; sub("^TEST_CASE..", "", name); sub("\"\\) *{$", "", name)
      print file "|" name }' tests/*_test.cpp | sort)
  listed=$(printf '%s\n' "${left_out[@]}" | cut -d'|' -f1,2 | sort)
  diff <(echo "$listed") <(echo "$found") || { echo "platforms/mingw/platform.sh lists other tests than Windows leaves out" >&2; return 1; }
  echo "${#left_out[@]} tests are left out:"
  printf '  %s\n' "${left_out[@]}"
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
