#!/usr/bin/env bash
# tools/diverge.py: silent about equal runs, and about a build with fused multiply-adds it says which tick and which neuron
# parted first, as a look at every tick says too.
set -euo pipefail
runner=$1 fused=$2 images=$3
cd "$(dirname "$0")/.."
if ! "$fused" "$images" --scene paper_n5 >/dev/null; then
  echo "this CPU has no fused multiply-add"
  exit 0
fi
best=$("$runner" "$images" --scene paper_n5 | tail -1 | cut -d' ' -f2)
tools/diverge.py paper_n63 "$runner $images --target scalar" "$runner $images --target $best"

for scene in paper_n63 edges_riccati one_neuron; do
  code=0
  said=$(tools/diverge.py $scene "$runner $images --target scalar" "$fused $images") || code=$?
  echo "$said"
  [ $code -eq 1 ]
  pattern="^$scene: tick ([0-9]+) is the first that differs, in [1-9][0-9]* of [0-9]+ neurons; the first is population ([A-Za-z]+), neuron ([0-9]+): "
  [[ $said =~ $pattern ]]
  tick=${BASH_REMATCH[1]} population=${BASH_REMATCH[2]} neuron=${BASH_REMATCH[3]}
  state() { "$1" "$images" --scene $scene --target scalar --dump "$2"; }
  # The tick before is the same in every neuron; in this tick the named neuron is the first that is not.
  cmp <(state "$runner" $((tick - 1))) <(state "$fused" $((tick - 1)))
  first=$(diff <(state "$runner" "$tick") <(state "$fused" "$tick") | sed -n 's/^< //p' | head -1 || true)
  [[ $first == "$population $neuron "* ]]
done
