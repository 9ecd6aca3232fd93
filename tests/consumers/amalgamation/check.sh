#!/usr/bin/env bash
# The engine in two files: each compiler makes it with one command and no word about contraction, also where it fuses by
# default, and the golden scenes have their hashes. check.sh BUILD_FOLDER C++_COMPILER C_COMPILER [cortex-m4]
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" "amalgamation${4:+_$4}"
cxx=$2 cc=$3 images=$build/scene_images
"$root/tools/amalgamate.py" "$work"
"$root/tools/amalgamate.py" "$work/again"
cmp "$work/rheobase.h" "$work/again/rheobase.h"
cmp "$work/rheobase_engine.cpp" "$work/again/rheobase_engine.cpp"

if [ "${4:-}" = cortex-m4 ]; then
  need_m4
  m4_objects "$work"
  arm-none-eabi-gcc "${m4_flags[@]}" -std=c99 -DROBOT_SINGLE_HEADER -I"$work" -c "$consumers/robot.c" -o "$work/robot.o"
  build_m4() {  # build_m4 NAME [options]
    arm-none-eabi-g++ "${m4_flags[@]}" -std=c++17 -fno-exceptions -fno-rtti "${@:2}" -c "$work/rheobase_engine.cpp" -o "$work/$1.eo"
    arm-none-eabi-g++ "${m4_flags[@]}" "$work"/*.o "$work/$1.eo" "${m4_link[@]}" -o "$work/$1.elf"
  }
  build_m4 plain
  same "Cortex-M4" "$(emulate_m4 "$work/plain.elf")"
  # The comparison can fail: with the pragma out of force this compiler fuses, and the hashes say so.
  build_m4 fused -DRHEOBASE_ALLOW_CONTRACTION
  fused=$(emulate_m4 "$work/fused.elf")
  [ "${fused#* }" != "$want" ] || fail "fused multiply-adds are not told apart"
  exit
fi

# The runner of the golden scenes sees the sources' own headers: it prints what is inside.
runner=("$root/platforms/scenes/runner.cpp" "$root/platforms/scenes/hosted.cpp")
"$build/rheobase_scenes" "$images" --target scalar >"$work/want.txt"
scenes() {  # scenes NAME [options]: on the last target that there is
  "$cxx" -std=c++17 -O2 "${@:2}" -c "$work/rheobase_engine.cpp" -o "$work/$1.o"
  "$cxx" -std=c++17 -O1 -ffp-contract=off -I"$root/src" -I"$root/include" -I"$root/tests" -I"$root/platforms/scenes" \
    -I"$images" "${runner[@]}" "$work/$1.o" \
    -pthread -o "$work/$1"
  target=$("$work/$1" "$images" --scene one_neuron | tail -1 | cut -d' ' -f2)
  "$work/$1" "$images" --target "$target" | awk '{ $2 = "scalar"; $3 = 1; print }' >"$work/$1.txt"
  [ "$(wc -l <"$work/$1.txt")" -ge 20 ]
  diff "$work/want.txt" "$work/$1.txt"
  echo "amalgamation, $1, $target: $(wc -l <"$work/$1.txt") scenes as in the library"
}
scenes plain
if [ "$(uname -m)" = x86_64 ] && grep -qw fma /proc/cpuinfo; then
  scenes fma -mavx2 -mfma
  if echo '#include <hwy/highway.h>' | "$cxx" -std=c++17 -E -x c++ - >/dev/null 2>&1; then
    scenes highway -march=native -DRHEOBASE_WITH_HIGHWAY
    [ "$target" != scalar ] || fail "-DRHEOBASE_WITH_HIGHWAY has scalar kernels alone"
  fi
fi
"$cc" -std=c99 -pedantic -Werror -DROBOT_SINGLE_HEADER -I"$work" "$consumers/robot.c" "$work/net.c" "$work/plain.o" -lstdc++ -o "$work/robot"
same "amalgamation, C99" "$("$work/robot")"

for part in -ffast-math -ffinite-math-only -freciprocal-math -std=c++14; do
  # clang has no word for -freciprocal-math alone
  "$cxx" -std=c++17 "$part" -dM -E -x c++ /dev/null | grep -Eq '__(FAST|RECIPROCAL)_MATH__|_ONLY__ 1|__cplusplus 201402' || continue
  if "$cxx" -std=c++17 -O2 "$part" -c "$work/rheobase_engine.cpp" -o "$work/refused.o" 2>"$work/refused.txt"; then
    fail "$part compiles"
  fi
  grep -q '#error "Rheobase' "$work/refused.txt" || grep -q 'error: .*Rheobase' "$work/refused.txt"
done
