#!/usr/bin/env bash
# Runs the benchmarks and compares the figures with the bars in bench/bars.json; then draws spike-time error against
# cost (build/work_precision.png, .md) and looks whether riccati is below the other schemes.
#   bench/run.sh [--quick] [--filter REGEX]    build/bench.json, build/bench.svg and .png
#   bench/run.sh --peers [options of bench/peers/run.py]
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = --peers ]; then
  shift
  exec python3 bench/peers/run.py "$@"
fi
quick=() filter=. time=0.2
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=(--quick); time=0.05 ;;
    --filter) filter=$2; shift ;;
    *) echo "bench: no option '$1'" >&2; exit 2 ;;
  esac
  shift
done
build/release/bench/rheobase_bench "${quick[@]}" --benchmark_filter="$filter" --benchmark_min_time=$time \
  --benchmark_repetitions=5 --benchmark_enable_random_interleaving=true --benchmark_report_aggregates_only=true \
  --benchmark_out=build/bench.json --benchmark_out_format=json >/dev/null
missed=0
python3 bench/bars.py build/bench.json bench/bars.json || missed=1
if [ "$filter" = . ]; then
  python3 bench/page.py build/bench.json build/bench.svg build/bench.png
  echo
  build/release/bench/rheobase_work_precision "${quick[@]}" --check --out build/work_precision |
    tee build/work_precision.md || missed=1
fi
exit $missed
