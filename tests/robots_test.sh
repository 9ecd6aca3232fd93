#!/usr/bin/env bash
# The robots' files: a run's black box replays bit for bit, pictures are whole, bad input is one line and status 2,
# a network that cannot do it fails. Their numbers are tests of their own (light_follower, gait).
#   robots_test.sh LIGHT_FOLLOWER GAIT RHEOBASE examples/robots
set -euo pipefail
light=$1 gait=$2 rheobase=$3 models=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "robots_test: $*" >&2; exit 1; }

"$light" --runs 2 --ablation-runs 1 --log "$work/run.log" --out "$work/light" > "$work/said" || fail "light_follower: $(cat "$work/said")"
"$rheobase" compile "$models/light_follower.toml" -o "$work/net.rheo" > /dev/null
replayed=$("$rheobase" replay "$work/run.log" "$work/net.rheo") || fail "the log does not replay: $replayed"
steps=$(sed -n 's/.* ticks 0 to \([0-9]*\), \([0-9]*\) steps run again.*/\1 \2/p' <<< "$replayed")
ran=$(sed -n 's/.*holds run 1, \([0-9]*\)\.\([0-9]*\) s$/\1\2/p' "$work/said")
[ -n "$ran" ] && [ "$steps" = "$((10#$ran)) $((10#$ran))" ] || fail "ran $ran steps, replayed: $replayed"
hashes=$(sed -n 's/.*equal  *\([0-9]*\) hashes.*/\1/p' <<< "$replayed")
[ "$hashes" -ge $((10#$ran / 100)) ] || fail "too few hashes compared: $replayed"
# Another network is another run: the comparison can fail.
"$rheobase" compile "$models/light_follower.toml" -o "$work/other.rheo" --set crossed=0 > /dev/null
! "$rheobase" replay "$work/run.log" "$work/other.rheo" > /dev/null 2>&1 || fail "another network replays the log"

"$gait" --seeds 1 --frequencies 2 --out "$work/gait" > "$work/said" || fail "gait: $(cat "$work/said")"
pictures="light/light.svg light/light.html gait/gait.svg gait/gait.html"
! command -v gnuplot > /dev/null || pictures+=" light/paths.svg light/paths.png gait/command.svg gait/walk.svg gait/walk.png"
for file in $pictures; do
  [ -s "$work/$file" ] || fail "$file is missing"
  [ "$(stat -c %s "$work/$file")" -lt 1000000 ] || fail "$file is above 1 MB"
done
! command -v python3 > /dev/null || python3 -c 'import sys, xml.dom.minidom as m; [m.parse(f) for f in sys.argv[1:]]' \
  "$work/light/light.svg" "$work/gait/gait.svg" || fail "no XML"

expect_2() {  # expect_2 WORDS COMMAND…
  local words=$1 code=0
  shift
  "$@" > "$work/said" 2> "$work/error" || code=$?
  [ $code -eq 2 ] || fail "$* ended with $code, not 2"
  grep -q -- "$words" "$work/error" && [ "$(wc -l < "$work/error")" -eq 1 ] || fail "$* said: $(cat "$work/error")"
}
expect_2 'no.toml' "$light" --model "$work/no.toml"
expect_2 'no.toml' "$gait" --model "$work/no.toml"
expect_2 'nothing has this name' "$light" --model "$models/gait.toml"
expect_2 'nowhere' "$light" --runs 1 --log /nowhere/run.log

# Numbers that fall short are a failure: half a second is not enough for a metre and more.
code=0
"$light" --runs 3 --ablation-runs 0 --limit 0.5 > "$work/said" || code=$?
[ $code -eq 1 ] && grep -q FAILED "$work/said" || fail "too little time ended with $code: $(cat "$work/said")"
sed 's/^coupling = 1.0/coupling = 0.0/' "$models/gait.toml" > "$work/apart.toml"
code=0
"$gait" --seeds 1 --frequencies 2 --model "$work/apart.toml" > "$work/said" || code=$?
[ $code -eq 1 ] && grep -q FAILED "$work/said" || fail "two halves apart ended with $code: $(cat "$work/said")"
echo "robots_test: $ran steps replayed"
