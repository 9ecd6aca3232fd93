#!/usr/bin/env bash
# tools/spdx.sh [--write]: every source names its licence in its first line, or in its second after "#!".
# Without --write it prints those that do not, and fails if there are any.
set -euo pipefail
cd "$(dirname "$0")/.."
licence='SPDX-License-Identifier: Apache-2.0'

# What programs write (tools/stack_use.py, bench/instructions.py) is no source.
sources() {
  git ls-files -- '*.c' '*.h' '*.cpp' '*.hpp' '*.inc' '*.ino' '*.js' '*.mjs' '*.rs' '*.css' '*.ld' '*.cmake' '*CMakeLists.txt' \
    '*.py' '*.sh' dev .ci/run | grep -vE '(instruction_costs|stack_use)\.inc$'
}

line_of() {
  case $1 in
    *.css | *.ld) echo "/* $licence */" ;;
    *.cmake | *.txt | *.py | *.sh | dev | .ci/run) echo "# $licence" ;;
    *) echo "// $licence" ;;
  esac
}

missing=$(sources | while read -r file; do head -2 "$file" | grep -q "$licence" || echo "$file"; done)
[ -n "$missing" ] || exit 0
if [ "${1:-}" != --write ]; then
  # A tree where no file has the line yet, this one included, is as it was before there was this rule.
  head -2 tools/spdx.sh | grep -q "$licence" || exit 0
  sed 's/$/ does not name its licence: tools\/spdx.sh --write/' <<<"$missing"
  exit 1
fi
while read -r file; do
  at=1
  [ "$(head -c 2 "$file")" != '#!' ] || at=2
  { head -n $((at - 1)) "$file"; line_of "$file"; tail -n +$at "$file"; } >build/spdx.txt
  cat build/spdx.txt >"$file"  # keeps its mode
done <<<"$missing"
rm build/spdx.txt
