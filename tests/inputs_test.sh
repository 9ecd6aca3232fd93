#!/usr/bin/env bash
# Currents and sensors' values from files: rheobase run --currents, --sensor, --sensors. inputs_test.sh RHEOBASE SOURCE
set -uo pipefail
# shellcheck source=tests/command_checks.sh
. "$2/tests/command_checks.sh"

write_eye_and_motor two.toml
python3 - <<'PY'
import struct
rows = [[20 if k < 3 else 0 for k in range(3)] for _ in range(100)]
open("eye.csv", "w").write("".join(",".join(map(str, r)) + "\n" for r in rows))
header = "{'descr': '<f4', 'fortran_order': False, 'shape': (100, 3), }".ljust(117) + "\n"
open("eye.npy", "wb").write(b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header.encode() + struct.pack("<300f", *sum(rows, [])))
open("one.csv", "w").write("current\n" + "20\n" * 100)
open("ramp.csv", "w").write("".join(f"{k / 100}\n" for k in range(100)))
PY
hashes() { "$rheobase" run two.toml --duration 100ms "$@" 2>stderr | grep hashes; }
none=$(hashes)
check "inputs that nobody gives are said in one line" [ "$(grep -c 'population eye takes inputs (input = true) and got none' stderr)" -eq 1 -a "$(wc -l <stderr)" -eq 1 ]
given=$(hashes --currents eye=eye.csv)
check "and not where they are given" [ ! -s stderr ]
check "currents act" [ "$given" != "$none" ]
check "a .npy is a .csv" [ "$(hashes --currents eye=eye.npy)" = "$given" ]
check "one column is for all" [ "$(hashes --currents eye=one.csv)" = "$given" ]
check "the last row stays" [ "$(head -1 one.csv >last.csv; echo 20 >>last.csv; hashes --currents eye=last.csv)" = "$given" ]
check "rows last as long as is said" [ "$(hashes --currents eye=ramp.csv --input-every 1ms)" != "$(hashes --currents eye=ramp.csv)" ]
for kind in current poisson population latency; do
  check "a sensor through $kind" [ "$(hashes --sensor "eye[0..1]:$kind:0..1=ramp.csv" --input-every 1ms)" != "$none" ]
done
python3 - <<'PY'
rows = [(k, k / 100, "" if k % 3 else 1 - k / 100) for k in range(100)]
open("sensors.csv", "w").write("time_ms,left,right\n" + "".join(f"{5000 + k},{left},{right}\n" for k, left, right in rows))
open("right.csv", "w").write("".join(f"{1 - (k - k % 3) / 100}\n" for k in range(100)))
open("late.csv", "w").write("time_ms,left\n0,\n50,1\n")
PY
timed=$(hashes --sensors sensors.csv --sensor eye[0]:current:0..1=left --sensor eye[1..2]:poisson:0..1=right)
check "a table of sensors is a file for each" [ "$timed" = "$(hashes --sensor eye[0]:current:0..1=ramp.csv --sensor eye[1..2]:poisson:0..1=right.csv --input-every 1ms)" ]
check "and its values act" [ "$timed" != "$none" -a "$timed" != "$(hashes --sensors sensors.csv --sensor eye[0]:current:0..1=right --sensor eye[1..2]:poisson:0..1=left)" ]
check "a sensor without a value yet does nothing" [ "$(hashes --sensors late.csv --sensor eye:current:0..1=left --duration 50ms)" = "$(hashes --duration 50ms)" ]
check "until it has one" [ "$(hashes --sensors late.csv --sensor eye:current:0..1=left)" != "$none" ]
printf 'time_ms,left\n1,0\n1,0\n' >back.csv; printf 'left,right\n1,0\n' >untimed.csv; printf 'time_ms,left\n,0\n' >timeless.csv
printf 'time_ms,left\n1,2e6\n' >far.csv; printf 'time_ms,left\n' >rowless.csv; printf 'time_ms,left\n1,2,3\n' >wider.csv
"$rheobase" run two.toml --sensor eye:current:-1..1=ramp.csv --duration 100ms --log sensor.log --log-size 0.1 >/dev/null
"$rheobase" compile two.toml --duration 100ms -o two.rheo >/dev/null
check "a run with sensors replays" "$rheobase" replay sensor.log two.rheo
printf '1,2\n' >wide.csv; printf '1\n2e6\n' >high.csv; : >nothing.csv
while IFS='|' read -r words pattern; do
  refused "run $words" "$pattern" run two.toml $words
done <<'CASES'
--currents eye|write POP=FILE
--currents =eye.csv|write POP=FILE
--currents nose=eye.csv|no population is called nose
--currents motor=one.csv|motor takes no input
--currents eye=nowhere.csv|nowhere.csv: No such file
--currents eye=wide.csv|wide.csv: has 2 columns
--currents eye=high.csv|high.csv:2: .*lies outside
--currents eye=nothing.csv|nothing.csv: holds no row
--currents eye=one.csv --currents eye=eye.csv|eye is given twice
--currents eye=one.csv --inputs 1|--inputs: sets random currents
--currents eye=one.csv --sensor eye:current:0..1=ramp.csv|has its currents from --currents
--currents eye=one.csv --log one.csv|would overwrite an input
--currents eye=one.csv --input-every 0.7ms|not a multiple of the step
--input-every 1ms|write --currents or --sensor
--sensors sensors.csv|write --sensor .* the columns of sensors.csv: left, right
--sensors sensors.csv --sensor eye:current:0..1=ramp.csv|no column ramp.csv; it has left, right
--sensors sensors.csv --sensor eye:current:0..1=time_ms|no column time_ms
--sensors sensors.csv --sensor eye:current:0..1=left --input-every 1ms|have their times in the file
--sensors sensors.csv --sensor eye:current:0..1=left --log sensors.csv|would overwrite an input
--sensors back.csv --sensor eye:current:0..1=left|back.csv:3: time_ms 1 is not after
--sensors untimed.csv --sensor eye:current:0..1=left|untimed.csv: needs a first line
--sensors timeless.csv --sensor eye:current:0..1=left|timeless.csv:2: has no time
--sensors far.csv --sensor eye:current:0..1=left|far.csv:2: .*lies outside
--sensors rowless.csv --sensor eye:current:0..1=left|rowless.csv: holds no row
--sensors wider.csv --sensor eye:current:0..1=left|wider.csv:2: has 3 columns where the first line names 2
--sensors nowhere.csv --sensor eye:current:0..1=left|nowhere.csv: No such file
--sensor eye=ramp.csv|write POP:KIND:LOW
--sensor eye:smell:0..1=ramp.csv|no encoder is called smell
--sensor eye:current:0-1=ramp.csv|written LOW..HIGH
--sensor eye:current:1..0=ramp.csv|value_high
--sensor eye:current:a..b=ramp.csv|--sensor
--sensor eye[2..9]:current:0..1=ramp.csv|count
--sensor eye[x]:current:0..1=ramp.csv|neurons are written
--sensor eye:current:0..1=eye.csv|has 3 columns
--sensor eye:current:0..1=ramp.csv --sensor eye[2]:current:0..1=ramp.csv|another encoder
CASES

echo "inputs: $passed passed, $failed failed"
[ $failed -eq 0 ]
