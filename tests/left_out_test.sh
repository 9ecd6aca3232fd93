#!/usr/bin/env bash
# left_out_test.sh RHEOBASE PROGRAM: an engine that leaves parts out runs the image that needs none of them, and answers
# RHEO_E_UNSUPPORTED to each other.
set -euo pipefail
rheobase=$1 program=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# expect ANSWER WHAT INTEGRATOR POPULATION PROJECTION
expect() {
  cat >"$scratch/model.toml" <<END
integrator = "$3"
[[population]]
name = "A"
size = 20
$4
[[projection]]
source = "A"
target = "A"
storage = "dense_i16"
$5
END
  if [ "$2" = storage ]; then sed -i s/dense_i16/dense_i8/ "$scratch/model.toml"; fi
  if [ "$2" = plasticity ]; then sed -i s/dense_i16/sparse_i16/ "$scratch/model.toml"; fi
  "$rheobase" compile "$scratch/model.toml" -o "$scratch/model.rheo" >/dev/null
  local answer
  answer=$("$program" "$scratch/model.rheo")
  [ "$answer" = "$1" ] && return
  echo "$2: '$answer' in place of '$1'"
  failed=1
}

unsupported="the image needs a part that this build leaves out"
expect "no error" nothing izhikevich2003 "" ""
expect "$unsupported" integrator rk4 "" ""
expect "$unsupported" integrator fixed "" ""
expect "$unsupported" model izhikevich2003 'model = "quadratic"' ""
for source in poisson spikes external; do
  given=""
  [ $source != poisson ] || given="rate = 20"
  [ $source != spikes ] || given="times = [[1]]"
  expect "$unsupported" "$source" izhikevich2003 "[[population]]
name = \"S\"
size = 1
model = \"$source\"
$given" ""
done
expect "$unsupported" lif izhikevich2003 'model = "lif"
tau = 5
threshold = 1
[[population]]
name = "B"
size = 1' ""
expect "$unsupported" integrator izhikevich2003 'model = "integrator"
tau = 5
[[population]]
name = "B"
size = 1' ""
expect "$unsupported" gains izhikevich2003 "" "max_gain = 2"
expect "$unsupported" substeps izhikevich2003 'substeps = 3' ""
expect "$unsupported" storage izhikevich2003 "" ""
expect "$unsupported" conductance izhikevich2003 'channels = [{ name = "g", kind = "decay", reversal = 0 }]' ""
expect "$unsupported" rise izhikevich2003 'channels = [{ name = "g", kind = "rise", tau_rise = "1 ms" }]' ""
expect "$unsupported" jump izhikevich2003 'channels = [{ name = "g", kind = "jump" }]' ""
expect "$unsupported" uniform izhikevich2003 'noise = 3
noise_kind = "uniform"' ""
expect "$unsupported" ou izhikevich2003 'noise = 3
noise_kind = "ou"
noise_tau = "5 ms"' ""
seq -s, 20 >"$scratch/table.csv"
expect "$unsupported" table izhikevich2003 'stimulus = { file = "table.csv" }' ""
expect "$unsupported" stp izhikevich2003 "" '[projection.stp]'
expect "$unsupported" plasticity izhikevich2003 "" '[projection.plasticity]'
exit $failed
