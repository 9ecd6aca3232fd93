#!/usr/bin/env bash
# The command as a user meets it: what it prints, what it refuses, what it leaves behind.
set -uo pipefail
# shellcheck source=tests/command_checks.sh
. "$2/tests/command_checks.sh"

paper=$source/models/paper.toml
small="--set n=100 --duration 50ms"

# What works.
check "run prints a summary" bash -c "'$rheobase' run '$paper' $small | grep -q 'real time'"
"$rheobase" run "$paper" $small --json >a.json || bad "run --json"
check "the JSON has every key of the contract" python3 - <<'PY'
import json, sys
keys = """model n dt_ms duration_ms integrator seed simd_target spikes rate_e_hz rate_i_hz transient_peak_ms peak200_ms
rhythm_hz gamma_peak_hz gamma_fraction synchrony_chi cv_isi_e cv_isi_i state_hash spike_hash wall_s ns_per_neuron_step
ns_per_synaptic_event flash_bytes ram_bytes""".split()
d = json.load(open("a.json"))
missing = [k for k in keys if k not in d]
print("missing:", missing) if missing else None
sys.exit(bool(missing) or d["n"] != 100 or d["duration_ms"] != 50 or d["seed"] != 1)
PY
check "a run of milliseconds is timed many times" python3 - <<'PY'
import json, sys
d = json.load(open("a.json"))
low, high = d["wall_s_quartiles"]
sys.exit(not (d["timed_passes"] >= 3 or d["wall_s"] >= 0.5) or not 0 < low <= d["wall_s"] <= high)
PY
hashes() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["state_hash"], d["spike_hash"], d["spikes"])'; }
expected=$("$rheobase" run "$paper" $small --json | hashes)
for out in out out/ out//; do
  check "--out $out is written with one slash" bash -c "'$rheobase' run '$paper' $small --out $out | grep -q 'written to  out/\$'"
done
rm -rf out
for target in $("$rheobase" targets); do
  check "the same hashes on $target" [ "$("$rheobase" run "$paper" $small --json --target "$target" | hashes)" = "$expected" ]
done
check "the first target is scalar" [ "$("$rheobase" targets | head -1)" = scalar ]
for threads in 2 5; do
  check "the same spikes on $threads threads" [ "$("$rheobase" run "$paper" $small --json --threads $threads | hashes)" = "$expected" ]
done
check "another seed, another run" [ "$("$rheobase" run "$paper" $small --json --seed 2 | hashes)" != "$expected" ]
check "compile writes an image" bash -c "'$rheobase' compile '$paper' --set n=100 -o net.rheo >/dev/null && [ -s net.rheo ]"
check "an image runs as its model does" [ "$("$rheobase" run net.rheo --duration 50ms --json | hashes)" = "$expected" ]
check "inspect shows sizes" bash -c "'$rheobase' inspect net.rheo | grep -q 'dense_i16'"
check "inspect --json parses" bash -c "'$rheobase' inspect net.rheo --json | python3 -m json.tool >/dev/null"
check "the C array compiles" bash -c "'$rheobase' compile '$paper' --set n=20 -o net.c --c-array >/dev/null && cc -c net.c -o net.o"
write_eye_and_motor two.toml
"$rheobase" compile two.toml --c-array --symbol net_image --c-header net.h -o net.c >/dev/null 2>stderr || bad "a C header: $(cat stderr)"
cat >uses.c <<'C'
#include "net.h"
#include <stdio.h>
int main(void) {
  printf("%u %u %g %u %u %u %u %u %u %u %u %d\n", NET_IMAGE_BYTES, NET_IMAGE_RAM_BYTES, (double)NET_IMAGE_DT_MS, NET_IMAGE_POPULATIONS,
         NET_IMAGE_POPULATION_EYE, NET_IMAGE_POPULATION_EYE_SIZE, NET_IMAGE_POPULATION_MOTOR, NET_IMAGE_POPULATION_MOTOR_SIZE,
         NET_IMAGE_PROJECTIONS, NET_IMAGE_PROJECTION_EYE_TO_MOTOR, NET_IMAGE_PROJECTION_EYE_TO_MOTOR_2,
         net_image_bytes == NET_IMAGE_BYTES && net_image[0] == 'R');
}
C
cc -std=c99 -Wall -Wextra -Werror uses.c net.c -o uses 2>stderr || bad "the C header compiles: $(cat stderr)"
"$rheobase" compile two.toml -o two.rheo >/dev/null
expected=$("$rheobase" inspect two.rheo --json | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["flash_bytes"], d["ram_bytes"], "0.5 2 0 3 1 70 2 0 1 1")')
check "the C header says what inspect says: $(./uses)" [ "$(./uses)" = "$expected" ]
cc -c net.c -o net.o && c++ -std=c++17 -Wall -Wextra -Werror -x c++ uses.c -x none net.o -o uses_cpp 2>stderr || bad "the C header compiles as C++: $(cat stderr)"
check "and to C++ too: $(./uses_cpp)" [ "$(./uses_cpp)" = "$expected" ]
sed 's/motor/EYE/' two.toml >same.toml
refused "two populations of one macro" 'both be NET_IMAGE_POPULATION_EYE' compile same.toml --c-array --symbol net_image --c-header same.h -o same.c
refused "a header without an array" '--c-header requires --c-array' compile two.toml --c-header same.h -o same.rheo
refused "a header in the array's place" 'two outputs' compile two.toml --c-array --c-header same.c -o same.c
check "and nothing is written" [ ! -e same.h -a ! -e same.c -a ! -e same.rheo ]

check "inspect says whose instructions it counts" bash -c "'$rheobase' inspect two.rheo | grep -qE '^ +instructions, x86-64 +[0-9]+ '"

check "--out writes its files" bash -c "'$rheobase' run '$paper' --set n=100 --out out >/dev/null 2>&1 && [ -s out/spikes.npy -a -s out/spikes.csv -a -s out/report.json ]"
if command -v gnuplot >/dev/null; then
  check "and its pictures" [ -s out/raster.png -a -s out/raster.svg -a -s out/rates.svg -a -s out/rates.png -a -s out/spectrum.svg -a -s out/spectrum.png ]
fi
check "nothing half-written is left" [ -z "$(find . -name '*.part')" ]
check "no progress bar without a terminal" bash -c "'$rheobase' run '$paper' --duration 20s 2>&1 >/dev/null | [ \$(wc -c) -eq 0 ]"
check "--help is not an error" bash -c "'$rheobase' run --help | grep -q -- --set"
check "--version" bash -c "'$rheobase' --version | grep -qE '^rheobase [0-9]+\.[0-9]+\.[0-9]+$'"

# The black box: recorded, replayed, and told apart from another run.
robot=$source/tests/data/robot.toml
"$rheobase" compile "$robot" -o robot.rheo >/dev/null
check "a run is logged" bash -c "'$rheobase' run robot.rheo --inputs 5 --log robot.log --log-snapshot 500 >/dev/null"
check "its log replays" bash -c "'$rheobase' replay robot.log robot.rheo | grep -qE 'equal +42 hashes and 8 snapshots'"
check "as JSON too" bash -c "'$rheobase' replay robot.log robot.rheo --json | grep -q '\"differs\": false'"
refused "a log of another network" 'not given here' replay robot.log net.rheo
refused "an image as a log" 'not a log' replay robot.rheo robot.rheo
refused "inputs for a network that takes none" 'input = true' run net.rheo --inputs 1
refused "a log where none can be" 'No such file' run robot.rheo --log no/such/folder/robot.log

# What is refused.
# What is warned of, and refused with --strict.
cat >lost.toml <<'TOML'
[[population]]
name = "A"
size = 10
[[projection]]
source = "A"
target = "A"
weight = 1e6
[[projection]]
source = "A"
target = "A"
weight = 1e-4
TOML
for command in "compile lost.toml -o lost.rheo" "run lost.toml" "realtime lost.toml --duration 10ms"; do
  "$rheobase" $command >/dev/null 2>stderr
  check "${command%% *} warns in one line" [ $? -eq 0 -a "$(grep -c 'rheobase: warning: lost.toml:11: .*100 of 100 synapses became 0' stderr)" -eq 1 -a "$(wc -l <stderr)" -eq 1 ]
  refused "${command%% *} --strict" 'lost.toml:11: .*became 0.*--strict' ${command/.rheo/-strict.rheo} --strict
done
check "and writes no image" [ ! -e lost-strict.rheo ]
# Integrators that run to their limit, and one that does not.
for locked in izhikevich2003:400 rk2:200 rk4:400 euler:80 euler:-100 riccati:600; do
  printf '%s\n' "integrator = \"${locked%%:*}\"" 'dt = "1 ms"' '[parameters]' "drive = ${locked##*:}" '[[population]]' 'name = "cell"' 'size = 1' 'current = "drive"' >locked.toml
  check "$locked at 1 ms is said to be at its limit" bash -c "'$rheobase' run locked.toml 2>&1 >/dev/null | grep -q '^rheobase: warning: cell: .* of ${locked%%:*} at dt 1 ms'"
  check "$locked: 10 is not" bash -c "'$rheobase' run locked.toml --set drive=10 2>&1 >/dev/null | wc -l | grep -q '^0$'"
done
check "a volley runs through the synfire chain, once through each group" bash -c "'$rheobase' run '$source/models/synfire.toml' --json | python3 -c 'import json, sys; spikes = {p[\"name\"]: p[\"spikes\"] for p in json.load(sys.stdin)[\"populations\"]}; assert all(950 <= spikes[\"RS%d\" % k] <= 1100 and 200 <= spikes[\"FS%d\" % k] <= 400 for k in (1, 2, 3, 4)), spikes'"
check "and dies where excitation is halved" bash -c "'$rheobase' run '$source/models/synfire.toml' --set strength=0.5 --json | python3 -c 'import json, sys; spikes = {p[\"name\"]: p[\"spikes\"] for p in json.load(sys.stdin)[\"populations\"]}; assert spikes[\"RS1\"] > 900 and spikes[\"RS4\"] == 0, spikes'"
check "the cells of 2007 have the reference's counts" bash -c "'$rheobase' run '$source/models/cells_2007.toml' --json | python3 -c 'import json, sys; counts = {p[\"name\"]: p[\"spikes\"] for p in json.load(sys.stdin)[\"populations\"]}; assert counts == dict(RS=10, IB=12, CH=39, LTS=27, RTN=24, FS=77), counts'"
check "warnings are in the JSON" bash -c "'$rheobase' run lost.toml --json 2>/dev/null | python3 -c 'import json, sys; assert len(json.load(sys.stdin)[\"warnings\"]) == 1'"
for model in "$source"/models/*.toml; do
  case $model in *million*) continue ;; esac
  check "no warning of $(basename "$model")" bash -c "'$rheobase' compile '$model' --strict -o strict.rheo >/dev/null"
done
# A stimulus lasts as long in an image as in its model, or the run says that it does not.
printf '[[population]]\nname = "A"\nsize = 1\n[population.stimulus]\ncurrent = "10"\n' >stimulus.toml
(cat stimulus.toml; echo 'repeat = true') >repeats.toml
(sed 's/current.*/file = "stimulus.csv"/' stimulus.toml) >table.toml
seq 20 >stimulus.csv
for model in stimulus repeats table; do "$rheobase" compile $model.toml -o $model.rheo >/dev/null; done
ends='A, an expression of t, stops at 1000 ms, .* the run ends at 3000 ms; compile the model with --duration 3000ms'
refused "a run past the end of a stimulus" "stimulus.rheo: the stimulus of $ends" run stimulus.rheo --duration 3s --out past
check "and makes no folder" [ ! -e past ]
refused "a paced run past it" "stimulus.rheo: the stimulus of $ends" realtime stimulus.rheo --duration 3s
refused "a model paced faster than it was evaluated for" 'stops at 20 ms, .*ends at 40 ms' realtime stimulus.toml --rate 2kHz --duration 20ms
check "one step more is past the end" bash -c "'$rheobase' run stimulus.rheo --duration 1s >/dev/null && ! '$rheobase' run stimulus.rheo --duration 1001ms 2>/dev/null"
check "the worst case does not need the stimulus" bash -c "'$rheobase' realtime stimulus.rheo --all-fire --rate 10kHz --duration 110ms >/dev/null"
"$rheobase" compile stimulus.toml --duration 3s -o longer.rheo >/dev/null
for pair in "stimulus.toml longer.rheo" "table.toml table.rheo"; do
  check "the same spikes after 3 s: $pair" [ "$("$rheobase" run ${pair% *} --duration 3s --json | hashes)" = "$("$rheobase" run ${pair#* } --duration 3s --json 2>&1 | hashes)" ]
done
check "an expression that starts again is warned of" bash -c "'$rheobase' run repeats.rheo --duration 3s --json 2>&1 >repeats.json | grep -q 'warning: repeats.rheo: the stimulus of A, an expression of t, starts again at 1000 ms' && grep -q 'starts again at' repeats.json"
refused "and refused with --strict" 'starts again.*--strict' run repeats.rheo --duration 3s --strict
check "a stimulus' end is inspected" bash -c "'$rheobase' inspect repeats.rheo | grep -q '1000 ms, repeats'"
# Seeds and other whole numbers: one grammar, and an image keeps what its seed drew.
for text in -1 18446744073709551616 010 0x2 1e3 +2 ' 2' 2.0 2x one; do
  refused "--seed '$text'" "--seed: '[$text]+' is not a whole number from 0 to 2\^64 - 1" run "$paper" "--seed=$text"
  refused "--noise-seed '$text'" '--noise-seed: .*not a whole number' run net.rheo "--noise-seed=$text"
  refused "--set seed='$text'" '--set seed=.*not a seed: a whole number' run "$paper" --set "seed=$text"
  refused "--inputs '$text'" '--inputs: .*not a whole number' run robot.rheo "--inputs=$text"
done
for text in 010 0x2 1e0 -1 0 65 +2 2.0; do
  refused "--threads '$text'" "--threads: '[$text]+' is not a whole number from 1 to 64" run "$paper" --threads="$text"
done
refused "--max-events 010" "--max-events: '010'" compile "$paper" -o no.rheo --max-events 010
refused "--log-sync -2" "--log-sync: '-2' is not a whole number from -1" run robot.rheo --log robot.log --log-sync=-2
check "the largest seed" [ "$("$rheobase" run "$paper" $small --json --seed 18446744073709551615 | grep -c '"seed": 18446744073709551615')" -eq 1 ]
refused "--seed on an image" 'net.rheo: --seed draws .*--noise-seed' run net.rheo --seed 2
refused "--seed on a paced image" 'net.rheo: --seed draws .*--noise-seed' realtime net.rheo --seed 2
"$rheobase" run net.rheo --duration 50ms --json --noise-seed 2 >image.json
"$rheobase" run "$paper" $small --json --noise-seed 2 >model.json
"$rheobase" run "$paper" $small --json --seed 2 >seed.json
check "--noise-seed changes the noise of a model and its image alike, and only that" python3 - <<'PY'
import json
image, model, seed, before = (json.load(open(f)) for f in ("image.json", "model.json", "seed.json", "a.json"))
assert image["spike_hash"] == model["spike_hash"] not in (before["spike_hash"], seed["spike_hash"])
assert (image["seed"], image["noise_seed"]) == (model["seed"], model["noise_seed"]) == (1, 2)
assert (before["seed"], before["noise_seed"]) == (1, 1) and (seed["seed"], seed["noise_seed"]) == (2, 2)
PY
check "and the summary says both" bash -c "'$rheobase' run net.rheo --duration 50ms --noise-seed 2 | grep -q 'seed 1, noise seed 2$'"
refused "--set and its option" '--set seed=3: --seed says it already' run "$paper" --set seed=3 --seed 4
refused "--set dt and --dt" '--set dt=1ms: --dt says' run "$paper" --set dt=1ms --dt 1ms
refused "one key twice" '--set n=30: --set n=20 says it already' run "$paper" --set n=20 --set n=30
# Bounds before running.
check "inspect states the most one step can do" bash -c "'$rheobase' inspect net.rheo | grep -A3 'one step at most' | grep -qE 'synaptic events +10000$'"
check "inspect --json has the bounds" python3 - "$rheobase" <<'PY'
import json, subprocess, sys
d = json.loads(subprocess.run([sys.argv[1], "inspect", "net.rheo", "--json"], capture_output=True, check=True).stdout)
b = d["step_at_most"]
assert b["neuron_updates"] == 100 and b["synaptic_events"] == 100 * 100 and b["event_budget"] == 0, b
assert 20000 < b["bytes_touched"] <= d["flash_bytes"] + d["ram_bytes"], b
assert b["stack_bytes"]["cortex-m4"] > 500 and b["instructions"]["scalar"] > 10000, b
assert sum(p["flash_bytes"] for p in b["parts"]) == d["flash_bytes"], b
assert sum(p["ram_bytes"] for p in b["parts"]) == d["ram_bytes"], b
PY
check "limits that hold" bash -c "'$rheobase' compile '$paper' --set n=100 -o fits.rheo --max-ram 64K --max-flash 512K --max-events 10000 --max-stack 5K >/dev/null && cmp fits.rheo net.rheo"
rm -f fits.rheo
for limit in "--max-flash 10K" "--max-ram 1K" "--max-events 9999" "--max-stack 100 --platform cortex-m4"; do
  part='projection E -> E costs most of that'
  case $limit in *ram*) part='population E costs most of that: 960' ;; *stack*) part='stack bytes on cortex-m4' ;; esac
  refused "compile $limit" 'more than the limit of' compile "$paper" --set n=100 -o no.rheo $limit
  grep -q -- "$part" stderr || bad "compile $limit names what costs most: $(cat stderr)"
  check "and writes no image" [ ! -e no.rheo ]
done
refused "a limit that is no size" 'max-ram' compile "$paper" -o no.rheo --max-ram lots
for size in -1 100000000000000000000 nan inf 010K 1.5 0 1X; do
  refused "a limit of $size bytes" 'max-ram' compile "$paper" -o no.rheo --max-ram=$size
done
check "sizes with every unit" bash -c "for size in 65536 64K 64KiB 64kb 0.0625M; do '$rheobase' compile '$paper' --set n=100 -o fits.rheo --max-ram \$size >/dev/null || exit 1; done; rm fits.rheo"
for size in nan inf -1 0 016 1e9; do refused "a log of $size MB" 'log-size' run net.rheo --log no.log --log-size=$size; done
for time in 1e-300s 1e300s 1e-10ms 010ms; do refused "a duration of $time" 'duration' run "$paper" --duration $time; done
refused "a parameter with a leading zero" 'a 0 too many' run "$paper" --set n=010
refused "a platform without figures" 'there are x86-64' compile "$paper" -o no.rheo --max-stack 1K --platform abacus

# The paced run: what it prints and how it behaves; no time is checked.
check "realtime runs an image" bash -c "'$rheobase' realtime net.rheo --duration 100ms --out rt >rt.txt && grep -q 'wake-up lateness' rt.txt"
check "it writes the histogram" [ -s rt/latency.json ]
if command -v gnuplot >/dev/null; then check "and its picture" [ -s rt/latency.png -a -s rt/latency.svg ]; fi
"$rheobase" realtime net.rheo --duration 50ms --overrun catch-up --json >rt.json || bad "realtime --json"
check "a paced network spikes as an unpaced one" python3 - <<'PY'
import json
rt, run, bins = (json.load(open(f)) for f in ("rt.json", "a.json", "rt/latency.json"))
assert rt["steps"] == 50 and rt["spike_hash"] == run["spike_hash"] and rt["spikes"] == run["spikes"], (rt, run)
assert rt["real_time_ratio"] == 1 and rt["minor_page_faults"] + rt["major_page_faults"] >= 0
assert sum(b[2] for b in bins["step_wall_histogram_ns"]) == bins["steps"] > 0
PY
check "the ratio to real time is stated" bash -c "'$rheobase' realtime net.rheo --rate 5kHz --duration 20ms | grep -q '(5 times real time)'"
for model in paper forum gamma; do
  check "--all-fire: all of $model fires at every step" python3 - "$rheobase" "$source/models/$model.toml" <<'PY'
import json, subprocess, sys
args = [sys.argv[1], "realtime", sys.argv[2], "--set", "n=200", "--duration", "30ms", "--overrun", "catch-up", "--all-fire", "--json"]
d = json.loads(subprocess.run(args, capture_output=True, check=True).stdout)
assert d["spikes"] == 200 * d["steps"] > 0 and d["synaptic_events"] > 0, d
PY
done
check "compile --all-fire writes the worst case, to be timed on a board" bash -c "'$rheobase' compile '$paper' --set n=100 --all-fire -o worst.rheo >/dev/null && '$rheobase' run worst.rheo --duration 20ms | grep -qE 'spikes +2000 '"
check "two threads, the same spikes" bash -c "[ \"\$('$rheobase' realtime net.rheo --duration 50ms --overrun catch-up --threads 2 --json | grep spike_hash)\" = \"\$(grep spike_hash rt.json)\" ]"
"$rheobase" realtime net.rheo --duration 20ms --cpu 1023 --json >refused.json 2>refused.txt
check "what the system refuses is said in one line, and the run goes on" [ $? -eq 0 -a "$(grep -c -- '--cpu 1023 refused: .*going on without' refused.txt)" -eq 1 -a "$(wc -l <refused.txt)" -eq 1 ]
check "and noted in the JSON" grep -q '"--cpu 1023 refused' refused.json
refused "an overrun policy that does not exist" 'skip, catch-up, stop' realtime net.rheo --overrun panic
refused "a rate without unit" 'unit' realtime net.rheo --rate 1000
refused "a rate of nothing" 'rate' realtime net.rheo --rate 0Hz
refused "a priority that is none" 'priority' realtime net.rheo --priority 100
refused "no step at all" 'shorter than one step' realtime net.rheo --duration 0.1ms
refused "--cpu for several threads" 'for one thread' realtime net.rheo --threads 2 --cpu 0

refused "no subcommand" 'subcommand' 
refused "an unknown option" 'no-such' run "$paper" --no-such
refused "a file that is not there" 'nowhere.toml: .*No such file' run nowhere.toml
refused "a directory" 'directory' run "$source"
# The studies that are cheap enough to run whole: the page, its numbers, and the claim it prints.
check "a study runs" bash -c "'$rheobase' study signs --seeds 2 --out study >/dev/null"
check "it finds the two signs the same" grep -q 'are bit for bit the same' study/signs.md
check "its numbers parse and say what the page says" python3 - study/signs.json <<'PY'
import json, sys
variants = json.load(open(sys.argv[1]))["variants"]
rates = [v["statistics"]["rate_i_hz"]["mean"] for v in variants]
assert len(variants) == 3 and rates[0] == rates[1] and rates[2] > 5 * rates[0], rates
PY
sweep() { "$rheobase" sweep "$source/models/gamma.toml" --duration 100ms --over n=100:300:100 "$@" 2>&1; }
check "a sweep runs a grid" bash -c "$(declare -f sweep); rheobase='$rheobase' source='$source'; sweep --seeds 2 --out swept" >/dev/null
cp swept/sweep.csv all.csv
head -c 700 all.csv >swept/sweep.csv # cut short, as by a crash
sweep --seeds 2 --out swept >/dev/null
check "a sweep goes on where it ended, and a row is what run prints" python3 - all.csv swept/sweep.csv "$rheobase" "$source" <<'PY'
import csv, json, subprocess, sys
rows, again = ([row for row in csv.DictReader(open(path))] for path in sys.argv[1:3])
assert len(rows) == 6 and sorted(map(str, rows)) == sorted(map(str, again)), (len(rows), len(again))
row = next(row for row in rows if row["n"] == "200" and row["seed"] == "2")
run = json.loads(subprocess.run([sys.argv[3], "run", sys.argv[4] + "/models/gamma.toml", "--json", "--duration", "100ms",
                                 "--set", "n=200", "--seed", "2"], capture_output=True, check=True).stdout)
for key in "spikes", "state_hash", "spike_hash", "rate_e_hz":
    assert row[key] == str(run[key]), (key, row[key], run[key])
PY
check "a point that fails is a row" bash -c "$(declare -f sweep); rheobase='$rheobase' source='$source'; sweep --over p=0.5,2 --out failing | grep -q '6 points, 3 failed'"
check "with its error" grep -q 'probability of E -> E is 2' failing/sweep.csv
check "draws are the same for a seed" bash -c "'$rheobase' sweep '$source/models/gamma.toml' --duration 20ms --over n=50:90 --draws 3 --draws-seed 4 --out d1 >/dev/null && '$rheobase' sweep '$source/models/gamma.toml' --duration 20ms --over n=50:90 --draws 3 --draws-seed 4 --out d2 >/dev/null && cmp <(sort d1/sweep.csv) <(sort d2/sweep.csv)"
refused "a sweep of nothing" 'nothing varies' sweep "$paper" --out s0
refused "a sweep over what the model has not" "no parameter 'q'" sweep "$paper" --over q=1,2 --out s0
refused "a sweep over a range without step" 'FIRST:LAST:STEP' sweep "$paper" --over n=1:2 --out s0
refused "a sweep over a value that is none" 'no value of a setting' sweep "$paper" --over 'n=$(id)' --out s0
refused "a sweep into another's rows" 'another model' sweep "$paper" --over n=100 --duration 10ms --out swept
printf '0,1,0.5\n' >pairs.csv
printf '[parameters]\nx = 1\n[[population]]\nname = "A"\nsize = 2\n[[projection]]\nsource = "A"\ntarget = "A"\nfile = "pairs.csv"\n' >pairs.toml
check "a sweep of a model with a list" bash -c "'$rheobase' sweep pairs.toml --over x=1,2 --duration 5ms --out pairs >/dev/null"
printf '1,0,0.5\n' >pairs.csv
refused "rows of another list" 'another model' sweep pairs.toml --over x=1,2 --duration 5ms --out pairs
refused "draws with --seeds" 'seed=1:1000' sweep "$paper" --over n=1:2 --draws 2 --seeds 2 --out s0
check "a refused sweep leaves no folder" [ ! -e s0 ]
refused "a study that does not exist" 'features, reward, signs, scale, connectivity, timestep' study colours
check "the study of reward" bash -c "'$rheobase' study reward --seeds 1 --duration '3 s' --out rewarded >/dev/null"
check "its table and rows" bash -c "grep -q '^| no reward | 1 | 0 ± 0 |' rewarded/reward.md && [ \$(wc -l <rewarded/reward.csv) -eq 4 ]"
refused "a duration for another study" 'of the study reward alone' study signs --duration 3s
refused "a study shorter than a second" 'from 1 s' study reward --duration 3ms
refused "seeds for a study that draws nothing" 'seeds: nothing is random' study features --seeds 3
check "a refused study leaves no folder" [ ! -e study-colours ]
refused "a parameter that does not exist" "no parameter 'q'" run "$paper" --set q=1
refused "--set without =" 'key=value' run "$paper" --set n
refused "a value that is no number" 'finite number' run "$paper" --set n=many
refused "NaN" 'finite number' run "$paper" --set p=nan
refused "a negative count" 'size of' run "$paper" --set n=-100
refused "a probability above 1" 'probability of E -> E is 2' run "$paper" --set p=2
refused "a time without unit" 'unit' run "$paper" --dt 1
refused "a negative time" 'negative' run "$paper" --duration -1s
refused "no threads" 'threads' run "$paper" --threads 0
refused "a budget below one row" 'E -> E is 800 events' run "$paper" --set event_budget=100
refused "an unknown integrator" 'integrator' run "$paper" --set integrator=magic
refused "an unknown SIMD target" 'no SIMD target' run "$paper" --target MMX
refused "an output folder that cannot be" 'dev/null' run "$paper" --out /dev/null/x
refused "a full disk" 'No space left' compile "$paper" --set n=100 -o /dev/full
refused "an image that cannot be written" 'No such file' compile "$paper" -o no/such/folder/net.rheo
check "and no part of it is left" [ ! -e no ]
head -c 1000 net.rheo >short.rheo
refused "an image cut short" 'short.rheo: .*cut short' inspect short.rheo
refused "the same to run" 'short.rheo: .*cut short' run short.rheo
python3 - <<'PY'
b = bytearray(open("net.rheo", "rb").read())
b[len(b) // 2] ^= 16
open("flipped.rheo", "wb").write(b)
b[len(b) // 2] ^= 16
b[4] += 1
open("newer.rheo", "wb").write(b)
open("other.rheo", "wb").write(b"\x7fELF" + bytes(200))
PY
refused "an image with a flipped bit" 'flipped.rheo: .*damaged' inspect flipped.rheo
refused "an image of a newer version" 'newer.rheo: .*version' inspect newer.rheo
refused "a file of another kind" 'other.rheo: .*not a Rheobase image' inspect other.rheo
refused "--set on an image" 'compiled already' run net.rheo --set n=5
printf 'name = "x"\nsizes = 3\n' >key.toml
refused "an unknown key, with its line" 'key.toml:2' run key.toml
printf '[[population]]\nname = "A"\nsize = 3\nc = "1 +"\n' >expression.toml
refused "an expression that does not parse, with its line" 'expression.toml:4' run expression.toml
printf 'name = "x\n' >syntax.toml
refused "a syntax error, with its line" 'syntax.toml:1' run syntax.toml

echo "command: $passed passed, $failed failed"
[ $failed -eq 0 ]
