#!/usr/bin/env bash
# tests/bindings/check.sh BUILD CC c|python|rust: loop.c, or the same program in another language, against the golden hash and
# against loop.c. Exit code 77: no such tool here.
set -euo pipefail
build=$1 cc=$2 language=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $language in
  c) tool=$cc ;;
  python) tool=python3 ;;
  rust) tool=${RUSTC:-rustc} ;;
esac
command -v "$tool" >/dev/null || { echo "no $tool here"; exit 77; }
"$build/rheobase" compile "$root/models/paper.toml" -o "$work/paper.rheo" >/dev/null
"$build/rheobase" compile "$root/tests/data/robot.toml" -o "$work/robot.rheo" >/dev/null

# What librheobase.a asks for besides the C library; the engine itself needs no C++ one.
hwy=$(pkg-config --libs libhwy 2>/dev/null || true)
# shellcheck disable=SC2086
"$cc" -std=c99 -Wall -Wextra -Wpedantic -Werror -I"$root/include" "$here/loop.c" "$build/librheobase.a" $hwy -o "$work/loop"
"$work/loop" "$work/paper.rheo" "$work/robot.rheo" >"$work/c.txt"
case $language in
  c) cp "$work/c.txt" "$work/out.txt" ;;
  python) python3 "$here/loop.py" "$build/librheobase.so" "$work/paper.rheo" "$work/robot.rheo" >"$work/out.txt" ;;
  rust)
    links=()
    for flag in $hwy; do links+=(-C "link-arg=$flag"); done
    "$tool" --edition 2018 -D warnings -A dead_code -O "$here/loop.rs" -L "native=$build" -l static=rheobase "${links[@]}" \
      -o "$work/loop_rs"
    "$work/loop_rs" "$work/paper.rheo" "$work/robot.rheo" >"$work/out.txt"
    ;;
esac
cat "$work/out.txt"
diff "$work/c.txt" "$work/out.txt"
golden=$(tr -d ' \n' <"$root/tests/data/golden_hashes.json" |
  sed 's/.*"paper_n1000":{"spikes":\([0-9]*\),"spike_hash":"\([0-9a-f]*\)","state_hash":"\([0-9a-f]*\)".*/paper \1 \2 \3 00000000/')
[ "$(head -1 "$work/out.txt")" = "$golden" ] || { echo "not the golden hashes: $golden"; exit 1; }
