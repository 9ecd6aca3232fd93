#!/usr/bin/env bash
# fuzz/run.sh BUILD SECONDS [NAME…]: each fuzzer for that long. What it learns stays in BUILD/corpus, what it finds
# in BUILD/findings; the exit code is 1 if it found anything.
set -uo pipefail
build=$1 seconds=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- image snapshot log model table calls
bad=0
for name in "$@"; do
  mkdir -p "$build/corpus/$name" "$build/findings"
  options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1
    -artifact_prefix="$build/findings/$name-")
  [ "$name" = model ] && options+=(-dict="$here/model.dict" -max_len=100000 -only_ascii=1)
  [ "$name" = model ] || options+=(-max_len=65536)
  seeds=("$here/corpus/$name")
  [ "$name" = model ] && seeds+=("$here/../models")
  if "$build/fuzz/fuzz_$name" "${options[@]}" "$build/corpus/$name" "${seeds[@]}" >"$build/findings/$name.log" 2>&1; then
    echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/findings/$name.log") executions, no finding"
  else
    bad=1
    echo "fuzz $name: FOUND"
    tail -40 "$build/findings/$name.log"
  fi
done
exit $bad
