#!/usr/bin/env bash
# tests/abi_check.sh [--write]: the engine's functions and the types they show, against tests/data/abi/engine.abi.
# What firmware was built with must go on working: nothing may go away or change its layout or meaning.
# --write records them anew. Exit code 77: no abidw (Debian: abigail-tools), or no x86-64.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v abidw >/dev/null || [ "$(uname -m)" != x86_64 ]; then
  echo "abi: no abidw here"
  exit 77
fi
recorded=tests/data/abi/engine.abi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A shared library made for this alone: abidw reads what debug information says of exported functions.
library() {  # library INCLUDE OUT
  "${CXX:-c++}" -std=c++17 -g -O0 -ffp-contract=off -DRHEOBASE_NO_SIMD -fPIC -shared -I"$1" -Isrc \
    -Wl,--version-script=src/exported.map src/image/*.cpp src/kernels/{reference,dispatch}.cpp src/engine/*.cpp \
    src/blackbox/*.cpp src/coding/*.cpp -o "$2"
}

library include "$work/librheobase.so"
describe=(abidw --headers-dir include --drop-private-types --no-corpus-path --no-comp-dir-path --no-show-locs
  --no-architecture --exported-interfaces-only)
if [ "${1:-}" = --write ]; then
  mkdir -p "$(dirname "$recorded")"
  "${describe[@]}" --out-file "$recorded" "$work/librheobase.so"
  exit 0
fi
missing=$(comm -23 <(grep -ohE '\brheo_[a-z_]+\(' include/rheobase/*.h | tr -d '(' | grep -v '_context$' | sort -u) \
  <(nm -D --defined-only "$work/librheobase.so" | awk '{ print $3 }' | sort -u))
[ -z "$missing" ] || { echo "declared, not defined: $missing"; exit 1; }

# The check can fail: one field more, and abidiff says so.
cp -r include "$work/changed"
sed -i 's|^  uint64_t spikes; .*|&\n  uint64_t another;|' "$work/changed/rheobase/rheobase.h"
library "$work/changed" "$work/changed.so"
"${describe[@]}" --headers-dir "$work/changed" --out-file "$work/changed.abi" "$work/changed.so"
if abidiff "$recorded" "$work/changed.abi" >/dev/null; then
  echo "abi: a changed struct went unnoticed"
  exit 1
fi

"${describe[@]}" --out-file "$work/now.abi" "$work/librheobase.so"
code=0
abidiff "$recorded" "$work/now.abi" || code=$?
# Bits of abidiff's exit code: 1, 2: it failed; 4: changed; 8: incompatible. New functions count as a change: record them.
[ $code -eq 0 ] || { echo "abi: changed (exit code $code of abidiff); tests/abi_check.sh --write if it was meant"; exit 1; }
echo "abi: $(grep -c '<function-decl' "$recorded") functions as recorded"
