machine=mps2-an500
. platforms/cortex-m/platform.inc.sh

# The paper's network as a firmware: the hashes of the desktop, the cost of a step in instructions.
example() {
  say "$platform: firmware"
  cmake --build --preset release --target rheobase_command >/dev/null &&
    build/release/rheobase compile models/paper.toml --c-array --symbol net -o "$out/net.c" >/dev/null &&
    cmake -S platforms/cortex-m7/firmware -B "$out/firmware" -G Ninja -DCMAKE_BUILD_TYPE=Release -DNETWORK="$out/net.c" \
      -DCMAKE_TOOLCHAIN_FILE="$PWD/platforms/cortex-m7/toolchain.cmake" >/dev/null &&
    cmake --build "$out/firmware" >/dev/null || return
  emulator=(-icount shift=0)
  emulate "$out/firmware/firmware" | tee "$out/firmware.txt" || return
  ! arm-none-eabi-nm "$out/firmware/firmware" | grep -E ' (_sbrk|malloc|_malloc_r|free)$' || return
  local hash
  for hash in state_hash spike_hash; do
    hash=$(python3 -c "import json; print(json.load(open('tests/data/golden_hashes.json'))['paper_n1000']['$hash'])")
    grep -q " $hash\$" "$out/firmware.txt" || { echo "the desktop says $hash" >&2; return 1; }
  done
}
