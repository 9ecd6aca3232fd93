#!/usr/bin/env bash
# What a firmware's black box sends by a serial line is a log: an emulated Cortex-M4 records, `rheobase replay` runs it
# again here, from a file and from a pipe, whole and through a bad line. check.sh BUILD_FOLDER
set -euo pipefail
. "$(dirname "$0")/../common.sh" "$1" black_box
need_m4
here=$consumers/black_box
cd "$work"
"$build/rheobase" compile "$root/tests/data/robot.toml" --c-array --symbol net_image -o net.c >/dev/null
"$build/rheobase" compile "$root/tests/data/robot.toml" -o net.rheo >/dev/null
"$root/tools/amalgamate.py" "$work" >/dev/null
m4_objects "$work"
arm-none-eabi-g++ "${m4_flags[@]}" -std=c++17 -fno-exceptions -fno-rtti -c rheobase_engine.cpp -o engine.o

record() {  # record FILE [options]: what the firmware sends
  arm-none-eabi-gcc "${m4_flags[@]}" -std=c99 -Wall -Wextra -Werror "${@:2}" -I"$work" -c "$here/firmware.c" -o "$1.fo"
  arm-none-eabi-g++ "${m4_flags[@]}" ./*.o "$1.fo" "${m4_link[@]}" -o "$1.elf"
  local said
  said=$(cd "$root" && . platforms/cortex-m4/platform.sh && emulator=(-serial "file:$work/$1") && emulate "$work/$1.elf")
  [ "$said" = sent ] || fail "the firmware says: $said"
}
has() { grep -q -- "$2" "$1" || fail "not in $1: $2: $(cat "$1")"; }  # has FILE WORDS

record run.bin
"$build/rheobase" replay run.bin net.rheo >said.txt
cat said.txt
has said.txt 'ticks 0 to 3000, 3000 steps'
has said.txt 'equal  *32 hashes and 12 snapshots'
! grep -qE 'gaps|missing|skipped|lost' said.txt || fail "something is missing: $(cat said.txt)"
[ "$(stat -c %s run.bin)" -lt $((3000 * 80 + 13 * 6000)) ] || fail "run.bin has $(stat -c %s run.bin) bytes"

# From a pipe, with files and pictures.
"$build/rheobase" replay - net.rheo --out out --record 'M:v[0..2]' --record M:slow <run.bin >said.txt
has said.txt 'standard input: ticks 0 to 3000'
[ "$(head -1 out/signals.csv)" = time_ms,light,touch,wheel ] || fail "signals.csv begins: $(head -1 out/signals.csv)"
[ "$(wc -l <out/signals.csv)" -eq 1502 ]  # each millisecond, of 3000 steps of 0.5 ms
[ "$(wc -l <out/record/M.slow.csv)" -eq 1502 ]
[ "$(wc -l <out/spikes.csv)" -gt 1000 ]
! command -v gnuplot >/dev/null || [ -s out/raster.png ] && [ -s out/trace.svg ] && [ -s out/signals.svg ]

# A bad line: what comes through is the recorded run, and what does not is said.
for seed in 1 2 3 4 5; do
  python3 "$here/line.py" 20000 $seed <run.bin >bad.bin
  "$build/rheobase" replay bad.bin net.rheo >said.txt || fail "seed $seed: $(cat said.txt)"
  has said.txt 'missing  *[1-9]'
  has said.txt 'skipped  *[1-9]'
  steps=$(sed -n 's/.*, \([0-9]*\) steps.*/\1/p' said.txt)
  [ "$steps" -ge 750 ] && [ "$steps" -lt 3000 ] || fail "seed $seed: $(cat said.txt)"
done
cat said.txt

# A failure in the field is found at the desk: the tick, the neuron, both values.
record flipped.bin -DFLIPPED_BIT_AT=1130
code=0
"$build/rheobase" replay flipped.bin net.rheo >said.txt || code=$?
[ $code -eq 1 ] || fail "a flipped bit goes unnoticed: $(cat said.txt)"
has said.txt 'DIFFERS  *at tick 1200; equal at tick 1100'
