# Sourced by the consumers' check.sh, which get BUILD_FOLDER and a name for their own folder in it: paths, the network
# that every robot runs, its hashes as `rheobase run` prints them, and the emulated Cortex-M4.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
consumers=$root/tests/consumers
build=$(cd "$1" && pwd)
work=$build/tests/consumers/$2
rm -rf "$work"
mkdir -p "$work"
"$build/rheobase" compile "$root/models/paper.toml" --set n=65 --c-array --symbol net -o "$work/net.c" >/dev/null
want=$("$build/rheobase" run "$root/models/paper.toml" --set n=65 --json |
  python3 -c 'import json, sys; r = json.load(sys.stdin); print(r["spike_hash"], r["state_hash"])')

fail() { echo "$*" >&2; exit 1; }

# same WHAT LINE: a robot's line has the desktop's hashes, on whatever SIMD target.
same() {
  echo "$1: $2"
  [ "${2#* }" = "$want" ] || fail "$1: the desktop has $want"
}

# The Cortex-M4 whose firmware is compiled without a word about contraction, by a compiler that fuses by default.
m4_flags=(-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -Os -ffunction-sections -fdata-sections)
m4_link=(-nostartfiles --specs=nano.specs --specs=nosys.specs -Wl,--gc-sections "-L$root/platforms/cortex-m"
  "-T$root/platforms/cortex-m4/memory.ld")
m4_objects() {  # m4_objects FOLDER: robot.c's surroundings, compiled
  local file
  for file in "$consumers/semihosting.c" "$root/platforms/cortex-m/startup.c" "$work/net.c"; do
    arm-none-eabi-gcc "${m4_flags[@]}" -c "$file" -o "$1/$(basename "$file" .c).o"
  done
}
need_m4() {
  command -v arm-none-eabi-g++ >/dev/null && command -v qemu-system-arm >/dev/null && return
  echo "no arm-none-eabi-g++ or qemu-system-arm here"
  exit 77
}
emulate_m4() {  # emulate_m4 PROGRAM
  (cd "$root" && . platforms/cortex-m4/platform.sh && emulate "$1")
}
