#!/usr/bin/env bash
# tests/power_loss.sh RHEOBASE [POINTS]: kills a recording run at random moments, most of them after its first record;
# every log must replay without a difference up to its last whole record. 40 points by default.
set -uo pipefail
rheobase=$(realpath "$1") points=${2:-40}
model=$(cd "$(dirname "$0")" && pwd)/data/robot.toml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
"$rheobase" compile "$model" -o net.rheo >/dev/null || exit 1

# Until the log has a record, which takes as long as the machine lets it.
wait_for_record() {
  for ((w = 0; w < 2000; ++w)); do
    LC_ALL=C grep -qaP '\xd3\xb5' run.log 2>/dev/null && return
    sleep 0.01
  done
}

replayed=0 empty=0 failed=0 least=999999999 most=0
for ((k = 0; k < points; ++k)); do
  # Small rings, so that kills fall into overwriting old segments too.
  "$rheobase" run net.rheo --duration 100000s --log run.log --log-size 0.2 --log-hash 10 --log-snapshot 500 \
    --log-sync $((k % 3 - 1)) --inputs "$k" >/dev/null 2>&1 &
  run=$!
  [ $((k % 4)) -eq 0 ] || wait_for_record  # every fourth is killed whatever it has done
  sleep "$(printf '0.%03d' $((20 + RANDOM % 180)))"
  kill -9 $run
  wait $run 2>/dev/null
  "$rheobase" replay run.log net.rheo --json >report.json 2>error
  code=$?
  if [ $code -eq 0 ]; then
    read -r last first < <(sed -n 's/.*"last_tick": \([0-9]*\).*/\1/p; s/.*"first_tick": \([0-9]*\).*/\1/p' report.json |
      sort -rn | tr '\n' ' ')
    replayed=$((replayed + 1))
    [ $((last - first)) -lt $least ] && least=$((last - first))
    [ $((last - first)) -gt $most ] && most=$((last - first))
  elif [ $code -eq 2 ] && grep -qE 'no whole record|not a log|No such file' error; then
    empty=$((empty + 1))  # killed before the first snapshot was on its way
  else
    failed=$((failed + 1))
    echo "kill $k: exit $code: $(cat error report.json)"
  fi
  rm -f run.log
done
echo "power loss: $points kills: $replayed logs replay to their end ($least to $most steps), $empty before the first" \
  "record, $failed failed"
[ $failed -eq 0 ] && [ $replayed -gt $((points / 2)) ]
