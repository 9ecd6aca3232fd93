#!/usr/bin/env bash
# The light learner's first minute is the same bits on every SIMD target and number of threads; its weights stay within
# bounds whatever its sensors say; killed while it learns, it takes up from its log the state of a run that was not.
#   learner_test.sh LIGHT_LEARNER RHEOBASE examples/robots
set -euo pipefail
learner=$(realpath "$1") rheobase=$(realpath "$2") models=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "learner_test: $*" >&2; exit 1; }

"$rheobase" compile "$models/light_learner.toml" -o net.rheo > /dev/null
replays() {  # replays LOG STEPS ARGUMENTS…: so many steps, with a hash every 100
  local log=$1 steps=$2 said
  shift 2
  said=$("$rheobase" replay "$log" net.rheo "$@") || fail "$log $*: $said"
  grep -q " $steps steps run again" <<< "$said" || fail "$log $*: not $steps steps: $said"
  [ "$(sed -n 's/.*equal  *\([0-9]*\) hashes.*/\1/p' <<< "$said")" -ge $((steps / 100)) ] || fail "$log $*: few hashes: $said"
}
"$learner" --ticks 60000 --log minute.log > said || fail "$(cat said)"
for target in $("$rheobase" targets); do
  replays minute.log 59999 --target "$target"
  replays minute.log 59999 --target "$target" --threads 2
done
replays minute.log 59999 --threads 3
# Another network is another run: the comparison can fail.
"$rheobase" compile "$models/light_learner.toml" -o other.rheo --set first_weight=0.2501 > /dev/null
! "$rheobase" replay minute.log other.rheo > /dev/null 2>&1 || fail "another network replays the log"

"$learner" --ticks 60000 --faulty --log faulty.log > said || fail "$(cat said)"
grep -q 'always within' said && grep -qE ' [1-9][0-9]* no numbers' said || fail "faulty sensors: $(cat said)"
replays faulty.log 59999

state_of() { sed -n 's/.* resumed at tick \([0-9]*\), state \([0-9a-f]*\),.*/\1 \2/p'; }
for k in 1 2 3; do
  "$learner" --ticks 10000000 --log killed.log > /dev/null &
  running=$!
  for ((w = 0; w < 2000; ++w)); do
    ! LC_ALL=C grep -qaP '\xd3\xb5' killed.log 2> /dev/null || break
    sleep 0.01
  done
  sleep "0.$((k * 3))"
  kill -9 "$running"
  wait "$running" 2> /dev/null || true
  # Learns on from there, within bounds.
  "$learner" --resume killed.log --ticks 2000 > said || fail "killed: $(cat said)"
  grep -q 'always within' said || fail "killed, resumed: $(cat said)"
  killed=$(state_of < said)
  tick=${killed% *}
  [ -n "$tick" ] && [ "$tick" -gt 0 ] || fail "killed: $(cat said)"
  # Not killed, to the same tick.
  "$learner" --ticks $((tick + 1)) --log whole.log > /dev/null
  [ "$("$learner" --resume whole.log | state_of)" = "$killed" ] || fail "not the state of a run that was not killed: $killed"
  echo "killed at tick $tick: $killed"
  rm killed.log whole.log
done
code=0
"$learner" --resume nowhere.log > said 2> error || code=$?
[ $code -eq 2 ] && [ "$(wc -l < error)" -eq 1 ] || fail "no log: $code, $(cat error)"
echo "learner_test: passed"
