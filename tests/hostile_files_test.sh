#!/usr/bin/env bash
# A system that does not help: standard streams that are closed or full, disks without room, signals, two writers, links,
# outputs that are inputs, files of the wrong kind. hostile_files_test.sh RHEOBASE SOURCE
set -uo pipefail
# shellcheck source=tests/command_checks.sh
. "$2/tests/command_checks.sh"
# As there, without what the command prints.
check() { if "${@:2}" >/dev/null; then ok; else bad "$1"; fi; }

# ends WHAT CODE PATTERN COMMAND…: the exit code, and one line on stderr that matches (none where PATTERN is empty).
ends() {
  local what=$1 expected=$2 pattern=$3 lines=1
  shift 3
  [ -n "$pattern" ] || lines=0
  "$@" >stdout 2>stderr
  local code=$?
  if [ $code -eq "$expected" ] && [ "$(wc -l <stderr)" -eq $lines ] && grep -qE -- "${pattern:-^}" stderr <(echo); then ok
  else bad "$what: exit $code, stderr: $(head -c 500 stderr)"; fi
}
refused() { ends "$1" 2 "$2" timeout 20 "$rheobase" "${@:3}"; }
no_parts() { [ -z "$(find . -name '*.part')" ]; }

printf 'name = "small"\nduration = "50 ms"\n[[population]]\nname = "E"\nsize = 20\nnoise = 8\ninput = true\n' >m.toml
"$rheobase" compile m.toml -o net.rheo >/dev/null || bad "compile"
cp net.rheo net.copy
cp m.toml m.copy

# Standard streams.
for closed in '>&-' '2>&-' '<&-' '>&- 2>&-' '<&- >&- 2>&-' '2>/dev/full' '<&- 2>/dev/full'; do
  bash -c "'$rheobase' run m.toml --out streams --log streams.log --log-size 0.1 $closed" >stdout 2>stderr
  check "a run with $closed succeeds" [ $? -eq 0 ]
  check "and its files are whole with $closed" python3 -c 'import json; json.load(open("streams/report.json"))'
  check "its log replays with $closed" "$rheobase" replay streams.log net.rheo
  rm -rf streams streams.log
  bash -c "'$rheobase' run nowhere.toml $closed" >stdout 2>/dev/null
  check "an error with $closed is 2" [ $? -eq 2 ]
  bash -c "'$rheobase' --no-such-option $closed" >stdout 2>/dev/null
  check "a wrong option with $closed is 2" [ $? -eq 2 ]
  bash -c "'$rheobase' compile m.toml -o closed.rheo $closed" >stdout 2>/dev/null
  check "an image with $closed is the same" cmp closed.rheo net.rheo
done
full() { "$@" >/dev/full 2>stderr; }
for command in "--version" "--help" "run --help" "targets" "run m.toml" "run m.toml --json" "inspect net.rheo" \
  "inspect net.rheo --json" "compile m.toml -o net.rheo" "realtime net.rheo --duration 2ms" "study --help"; do
  full "$rheobase" $command
  check "rheobase $command into a full disk is 2" [ $? -eq 2 ]
  check "and one line: $(cat stderr)" grep -qE '^rheobase: standard output: No space left' stderr
  "$rheobase" $command 2>stderr | true
  [ "${PIPESTATUS[0]}" -eq 2 ] || [ "${PIPESTATUS[0]}" -eq 0 ] || bad "rheobase $command into a closed pipe"
  bash -c "'$rheobase' $command >/dev/full 2>/dev/full"
  check "rheobase $command with both full is 2" [ $? -eq 2 ]
done
bash -c "trap '' PIPE; '$rheobase' run m.toml 2>stderr; echo \$? >code" | sleep 0
check "a reader that is gone is 2: $(cat code)" [ "$(cat code)" -eq 2 ]
check "and one line" grep -q 'standard output: Broken pipe' stderr
"$rheobase" run m.toml --inputs 1 --log a.log --log-size 0.1 >/dev/null
printf 'name = "small"\nduration = "50 ms"\n[[population]]\nname = "E"\nsize = 20\nnoise = 9\ninput = true\n' >other.toml
"$rheobase" compile other.toml -o other.rheo >/dev/null

# A disk without room, as the limit of a process.
for command in "run m.toml --out full" "compile m.toml -o big.rheo" "realtime net.rheo --duration 2ms --out full"; do
  ends "$command on a full disk" 2 'File too large' bash -c "ulimit -f 1; exec '$rheobase' $command"
  check "$command leaves no part" no_parts
done
check "nor a file" [ ! -e big.rheo ]
cp a.log old.log
ends "a log that does not fit" 2 'a.log: (File too large|No space)' bash -c "ulimit -f 64; exec '$rheobase' run net.rheo --log a.log"
check "leaves the old one" cmp a.log old.log
refused "a log larger than the disk" 'a.log: No space left on device: the log takes [0-9]+ MB' run net.rheo --log a.log --log-size 1000000
check "leaves the old one, too" cmp a.log old.log
check "and no part" no_parts
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
  # A real one: 4 MB, of which the old log takes 1.
  ends "a small disk" 0 '' unshare -m bash -c "
    mkdir disk && mount -t tmpfs -o size=4m none disk || exit 1
    '$rheobase' run net.rheo --inputs 1 --log disk/run.log --log-size 1 >/dev/null || exit 2
    before=\$(sha256sum <disk/run.log) room=\$(stat -f -c %f disk)
    '$rheobase' run net.rheo --log disk/run.log --log-size 50 >/dev/null 2>error; [ \$? -eq 2 ] || exit 3
    [ \"\$before\" = \"\$(sha256sum <disk/run.log)\" ] && [ \$room -eq \$(stat -f -c %f disk) ] || exit 4
    head -c 2500000 /dev/zero >disk/rest
    '$rheobase' compile '$source/models/paper.toml' -o disk/net.rheo >/dev/null 2>error; [ \$? -eq 2 ] || exit 5
    '$rheobase' run '$source/models/paper.toml' --out disk/out --duration 20s >/dev/null 2>error; [ \$? -eq 2 ] || exit 6
    [ -z \"\$(find disk -name '*.part')\" ] || exit 7
    '$rheobase' run net.rheo --inputs 1 --log disk/run.log --log-size 0.5 >/dev/null || exit 8
    umount disk"
  rmdir disk
fi

# Sizes are known before anything is drawn; what takes long says so.
cat >vast.toml <<'TOML'
[parameters]
n = 30000
[[population]]
name = "E"
size = "n"
noise = 5
[[projection]]
source = "E"
target = "E"
weight = "0.01*r"
storage = "dense_i16"
TOML
small() { bash -c "ulimit -v 200000; exec timeout 20 '$rheobase' $1"; }
for limit in "--max-flash 1M" "--max-flash 1799999999" "--max-ram 300K" "--max-events 899999999" \
  "--max-stack 4K --platform abacus"; do
  ends "a vast model with $limit" 2 '(at least|abacus)' small "compile vast.toml -o vast.rheo $limit"
done
for change in "probability = 0.5" "probability = 0.01" "out_degree = 3000" "in_degree = 3000"; do
  sed "s/^storage.*/$change/" vast.toml >vast2.toml
  ends "a vast model with $change" 2 'flash bytes: at least' small "compile vast2.toml -o vast.rheo --max-flash 1M"
done
for storage in dense_i8 dense_i32 sparse_i16 sparse_i32 sparse32_i8; do
  ends "a vast model with $storage" 2 'at least' small "compile vast.toml --set storage=$storage -o vast.rheo --max-flash 16M"
done
for command in "compile vast.toml -o vast.rheo" "run vast.toml" "compile vast.toml --set n=16777216 -o vast.rheo"; do
  ends "$command without memory" 2 'not enough memory: to compile this network takes at least [0-9]+ GiB' small "$command"
done
check "no image is left" [ ! -e vast.rheo ]
timeout 2 "$rheobase" compile vast.toml -o vast.rheo 2>stderr
check "a vast model says what it takes" grep -qE '^rheobase: vast.toml: 30000 neurons, about 900000000 synapses: to compile takes about [0-9]+ s and [0-9]+ GiB$' stderr
check "and shows how far it is" grep -qE '^rheobase: compile: [0-9]+ %' stderr
"$rheobase" compile m.toml -o vast.rheo >/dev/null 2>stderr
check "a small model does not" [ ! -s stderr ]
rm -f vast.rheo

# A log says how the image it needs is made, and a run that no clock paces loses nothing of it.
cp m.toml "it's a \$model.toml"
for changes in "" "--seed 5" "--dt 0.5ms" "--duration 70ms" "--set seed=9 --set duration=90ms" "--seed 3 --dt 0.25ms" "--noise-seed 4"; do
  ends "a run with $changes" 0 '' "$rheobase" run "it's a \$model.toml" $changes --inputs 1 --log changed.log --log-size 0.1
  grep -qF "it'\\''s a" stdout || bad "a run with $changes does not say how to replay it: $(cat stdout)"
  "$rheobase" compile other.toml --seed 99 -o wrong.rheo >/dev/null
  ends "a replay with another image" 2 'an image that is not given here; it is made by: rheobase compile' "$rheobase" replay changed.log wrong.rheo
  made=$(sed 's/.*it is made by: rheobase //; s/net.rheo$/changed.rheo/' stderr)
  eval "'$rheobase' $made" >/dev/null 2>stderr || bad "$made: $(cat stderr)"
  check "the log of a run with $changes replays" "$rheobase" replay changed.log changed.rheo
done
for size in 0.1 16; do
  ends "an unpaced run" 0 '' "$rheobase" run net.rheo --duration 20s --inputs 1 --log fast.log --log-size $size
  "$rheobase" replay fast.log net.rheo --json >report.json
  check "nothing of a fast run is lost, --log-size $size" python3 -c '
import json; r = json.load(open("report.json"))
assert r["last_tick"] == 20000 and not (r["gaps"] or r["lost_records"] or r["missing_records"]), r'
done

# The command line in this program's words.
refused "no model" '^rheobase: model is missing \(see rheobase run --help\)$' run
refused "an option that is none" "^rheobase: unexpected argument '--nope'" run m.toml --nope
refused "one argument too many" "^rheobase: unexpected argument 'extra'" run m.toml extra
refused "an option without its value" '^rheobase: --threads needs a value' run m.toml --threads
refused "an option twice" '^rheobase: --seed is given more than once' run m.toml --seed 1 --seed 2
refused "no output" '^rheobase: --output is missing \(see rheobase compile' compile m.toml
refused "no subcommand" '^rheobase: a subcommand is missing'
refused "a subcommand that is none" "^rheobase: no subcommand is called 'walk'" walk m.toml
for flag in --json=5 --json=false --strict=0 --help=x; do
  refused "a flag with a value" "^rheobase: ${flag%%=*} takes no value" run m.toml $flag
done
refused "a version with a value" '^rheobase: --version takes no value' --version=2

# Signals take unfinished files away; the old log stays until the new one replays.
for signal in TERM INT HUP; do
  # A shell's background processes ignore SIGINT.
  env --default-signal=INT "$rheobase" run net.rheo --duration 100000s --inputs 1 --log fresh.log --log-size 0.1 \
    >/dev/null 2>&1 &
  run=$!
  for _ in $(seq 100); do [ -s fresh.log ] && break; sleep 0.05; done
  ends "a second run into a log" 2 'fresh.log: another program is recording there' \
    "$rheobase" run net.rheo --log fresh.log --log-size 0.1
  sleep 0.1
  kill -s $signal $run
  wait $run 2>/dev/null
  code=$?
  check "SIG$signal ends it with its status: $code" [ $code -eq $((128 + $(kill -l $signal))) ]
  check "SIG$signal leaves no part" no_parts
  check "the log replays after SIG$signal" "$rheobase" replay fresh.log net.rheo
  rm -f fresh.log
done
"$rheobase" realtime net.rheo --duration 100s --out shared >/dev/null 2>&1 &
run=$!
for _ in $(seq 100); do [ -d shared ] && ! flock -n shared true && break; sleep 0.05; done
refused "a second run into --out" 'shared: another program is writing its output there' run net.rheo --out shared
kill $run
wait $run 2>/dev/null

# Links: nothing is written through one that waits, one that is named is followed.
echo untouched >victim
for name in net2.rheo.part net2.rheo.tmp b.log.part; do ln -s victim $name; done
"$rheobase" compile m.toml -o net2.rheo >/dev/null
"$rheobase" run net.rheo --log b.log --log-size 0.1 >/dev/null
check "no link that waits is followed" [ "$(cat victim)" = untouched ]
rm -f ./*.part
mkdir deeper
cp other.rheo deeper/target.rheo
ln -s deeper/target.rheo link.rheo
"$rheobase" compile m.toml -o link.rheo >/dev/null
check "an output that is a link stays one" [ -L link.rheo ]
check "and its target is written" cmp deeper/target.rheo net.rheo
ln -s deeper/run.log link.log
"$rheobase" run net.rheo --log link.log --log-size 0.1 >/dev/null
check "so for a log" [ -L link.log -a -s deeper/run.log ]

# What is an input is no output, under any name.
mkdir lists
printf '0,1\n' >lists/spikes.csv
printf '1\n2\n' >lists/report.json.csv
cat m.toml - >listed.toml <<'TOML'
[population.stimulus]
file = "lists/report.json.csv"
[[projection]]
source = "E"
target = "E"
file = "lists/spikes.csv"
TOML
"$rheobase" run listed.toml >/dev/null || bad "a model with files"
printf '1,0\n' >lists/times.csv
cat m.toml - >timed.toml <<'TOML'
[[population]]
name = "S"
size = 1
model = "spikes"
file = "lists/times.csv"
TOML
"$rheobase" run timed.toml >/dev/null || bad "a model with a file of spike times"
ln m.toml hard.toml
ln -s m.toml soft.toml
ln net.rheo hard.rheo
for output in m.toml ./m.toml "$work/m.toml" deeper/../m.toml hard.toml soft.toml; do
  refused "compile -o $output" 'would overwrite an input' compile m.toml -o "$output"
done
refused "compile --c-array onto the model" 'would overwrite an input' compile m.toml --c-array -o m.toml
refused "a list of synapses" 'would overwrite an input' compile listed.toml -o lists/spikes.csv
refused "spike times" 'would overwrite an input' compile timed.toml -o lists/times.csv
refused "a stimulus" 'would overwrite an input' compile listed.toml -o lists/report.json.csv
refused "--out where a list lies" 'lists/spikes.csv: would overwrite an input' run listed.toml --out lists
for log in net.rheo hard.rheo; do refused "run --log $log" 'would overwrite an input' run net.rheo --log $log; done
refused "run m.toml --log m.toml" 'would overwrite an input' run m.toml --log m.toml
refused "--log of a list" 'would overwrite an input' run listed.toml --log lists/spikes.csv
mkdir named && cp net.rheo named/report.json && cp net.rheo named/latency.json
refused "run --out over its image" 'would overwrite an input' run named/report.json --out named
refused "realtime --out over its image" 'would overwrite an input' realtime named/latency.json --out named --duration 2ms
refused "one name for two outputs" 'two outputs' run net.rheo --out named --log named/spikes.npy
check "the inputs are as they were" cmp net.rheo net.copy
check "and the model" cmp m.toml m.copy

echo "hostile files: $passed passed, $failed failed"
[ $failed -eq 0 ]
