#!/usr/bin/env bash
# fuzz/run.sh BUILD SECONDS [NAME…]: each fuzzer for that long. What it learns stays in BUILD/corpus, what it finds
# in BUILD/findings; the exit code is 1 if it found anything.
# With 1000runs for SECONDS: 1000 runs from the seeds alone, with one random seed.
set -uo pipefail
build=$1
case $2 in
  *runs) extent=(-seed=1 -runs="${2%runs}") learned=same ;;
  *) extent=(-max_total_time="$2") learned=corpus ;;
esac
shift 2
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- image snapshot log model table calls
bad=0
for name in "$@"; do
  [ "$learned" = corpus ] || rm -rf "${build:?}/$learned/$name"
  mkdir -p "$build/$learned/$name" "$build/findings"
  options=("${extent[@]}" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1
    -artifact_prefix="$build/findings/$name-")
  [ "$name" = model ] && options+=(-dict="$here/model.dict" -max_len=100000 -only_ascii=1)
  [ "$name" = model ] || options+=(-max_len=65536)
  seeds=("$here/corpus/$name")
  [ "$name" = model ] && seeds+=("$here/../models")
  if "$build/fuzz/fuzz_$name" "${options[@]}" "$build/$learned/$name" "${seeds[@]}" >"$build/findings/$name.log" 2>&1; then
    echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/findings/$name.log") executions, no finding"
  else
    bad=1
    echo "fuzz $name: FOUND"
    tail -40 "$build/findings/$name.log"
  fi
done
exit $bad
