#!/usr/bin/env bash
# Draws the pictures of docs/pictures anew: docs_pictures.sh BUILD [NAME…]. NAME: run trace timestep features spnet sensors
# robots peers (of the tables in docs/benchmarks.md) work_precision reward (half an hour). Left out: bench (./dev bench), latency (docs/real-time.md), browser (a screenshot of ./dev demo web).
set -euo pipefail
build=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
pictures=$PWD/docs/pictures
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
draw() {  # draw NAME
  echo "$1"
  case $1 in
    run)
      "$build/rheobase" run models/gamma.toml --out "$scratch/run" >/dev/null
      cp "$scratch"/run/{raster,rates,spectrum}.png "$pictures" ;;
    trace)
      printf '[[population]]\nname = "cell"\nsize = 1\ncurrent = 10\n' >"$scratch/neuron.toml"
      "$build/rheobase" run "$scratch/neuron.toml" --duration 300ms --record cell:v --record cell:u --out "$scratch/trace" >/dev/null
      cp "$scratch/trace/trace.png" "$pictures" ;;
    spnet)
      "$build/rheobase" run models/spnet.toml --duration 60s --out "$scratch/spnet" >/dev/null
      cp "$scratch/spnet/weights.png" "$pictures/spnet_weights.png" ;;
    timestep | features | reward)
      "$build/rheobase" study "$1" --out "$scratch/$1" >/dev/null
      cp "$scratch/$1/$1.png" "$pictures" ;;
    sensors)
      "$build/examples/sensors_and_motors" >"$scratch/sensors.txt"
      (cd "$scratch" && gnuplot "$pictures/../sensors-and-motors.gp")
      cp "$scratch/sensors_and_motors.png" "$pictures" ;;
    robots)
      "$build/examples/light_follower" --out "$scratch/light" >/dev/null
      cp "$scratch/light/light.svg" "$pictures/light_follower.svg"
      cp "$scratch/light/paths.png" "$pictures/light_paths.png"
      "$build/examples/light_learner" --out "$scratch/learner" >/dev/null
      cp "$scratch/learner/learner.svg" "$pictures/light_learner.svg"
      cp "$scratch/learner/learning.png" "$pictures/light_learner_weights.png"
      cp "$scratch/learner/paths.png" "$pictures/light_learner_paths.png"
      "$build/examples/gait" --out "$scratch/gait" >/dev/null
      cp "$scratch/gait/gait.svg" "$pictures/gait.svg"
      cp "$scratch/gait/command.png" "$pictures/gait_command.png"
      cp "$scratch/gait/walk.png" "$pictures/gait_walk.png" ;;
    peers) bench/peers/picture.py "$pictures/peers.png" ;;
    work_precision)
      (cd "$scratch" && "$build/bench/rheobase_work_precision" >/dev/null)
      cp "$scratch/work_precision.png" "$pictures" ;;
    *) echo "docs_pictures: no picture '$1'" >&2; exit 2 ;;
  esac
}
[ $# -gt 0 ] || set -- run trace timestep features spnet sensors robots peers
for name in "$@"; do draw "$name"; done
