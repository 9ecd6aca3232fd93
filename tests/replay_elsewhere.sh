#!/usr/bin/env bash
# tests/replay_elsewhere.sh RHEOBASE [CXX RUNNER…]: a log recorded under an emulated machine replays here, and one
# recorded here replays there. Without CXX: aarch64 under qemu-user (g++-aarch64-linux-gnu, qemu-user, libhwy-dev).
set -euo pipefail
rheobase=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- aarch64-linux-gnu-g++ qemu-aarch64
cxx=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v "$cxx" >/dev/null && command -v "$1" >/dev/null || {
  echo "replay elsewhere: $cxx or $1 is not installed" >&2
  exit 2
}

# The engine, the black box and what of the host half a replay needs; no TOML, no expressions.
sources=("$root"/src/image/*.cpp "$root"/src/kernels/{reference,dispatch,vector}.cpp "$root"/src/engine/*.cpp
  "$root"/src/blackbox/*.cpp "$root"/src/coding/*.cpp "$root"/src/log/*.cpp
  "$root"/src/text/message.cpp "$root"/src/files/{input_file,memory_limit_posix,system_posix,atomic_file,unfinished_file}.cpp
  "$root"/src/host/{aligned_buffer,simulation,thread_team,image_file}.cpp "$root"/tests/robot_device.cpp)
mkdir "$work/include"
ln -s /usr/include/hwy "$work/include/hwy"
printf '%s\n' "${sources[@]}" | xargs -P 2 -I{} sh -c 'name=$(echo "$1" | tr / _)
  exec "$2" -std=c++17 -O2 -ffp-contract=off -DHWY_COMPILE_ONLY_STATIC -ffunction-sections -fdata-sections -I"$3/include" -I"$3/src" \
    -I"$4/include" -c "$1" -o "$4/$name.o"' sh {} "$cxx" "$root" "$work"
"$cxx" -static -pthread -Wl,--gc-sections "$work"/*.o -o "$work/device"

cd "$work"
"$rheobase" compile "$root/tests/data/robot.toml" -o net.rheo >/dev/null
echo "there:          $("$@" ./device record net.rheo there.log 5000)"
"$rheobase" replay there.log net.rheo
"$rheobase" replay there.log net.rheo --target scalar >/dev/null
"$rheobase" run net.rheo --duration 2s --inputs 8 --log here.log --log-hash 10 --log-snapshot 250 >/dev/null
echo "from here there: $("$@" ./device replay net.rheo here.log)"
learner=$(dirname "$rheobase")/examples/light_learner
if [ -x "$learner" ]; then  # what a robot learns in its first minute
  "$rheobase" compile "$root/examples/robots/light_learner.toml" -o learner.rheo >/dev/null
  "$learner" --ticks 60000 --log minute.log >/dev/null
  echo "learned there:   $("$@" ./device replay learner.rheo minute.log)"
fi
# And a log that is not of this image is told apart.
"$rheobase" compile "$root/tests/data/robot.toml" --set seed=2 -o other.rheo >/dev/null
! "$rheobase" replay there.log other.rheo 2>/dev/null
