# What the tests of the command share: a folder of their own, and what a result must be. Sourced with RHEOBASE SOURCE.
rheobase=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0 failed=0

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAILED: $1"; }

# refused WHAT PATTERN ARGS…: exit code 2, nothing on stdout, one line on stderr that matches.
refused() {
  local what=$1 pattern=$2
  shift 2
  "$rheobase" "$@" >stdout 2>stderr
  local code=$?
  if [ $code -eq 2 ] && [ ! -s stdout ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -qE -- "$pattern" stderr; then ok
  else bad "$what: exit $code, stderr: $(cat stderr)"; fi
}

check() { if "${@:2}"; then ok; else bad "$1"; fi; }

# write_eye_and_motor FILE: a network with an input and two projections between the same populations.
write_eye_and_motor() {
  cat >"$1" <<'TOML'
dt = "0.5 ms"
[[population]]
name = "eye"
size = 3
input = true
[[population]]
name = "motor"
size = 70
[[projection]]
source = "eye"
target = "motor"
weight = 1
delay = "1 ms"
[[projection]]
source = "eye"
target = "motor"
weight = 2
delay = "2 ms"
TOML
}
