# One build with every kernel of the architecture; emulated as a Pi 3 (Cortex-A53: NEON, no AES, no SVE), and as machines
# with vectors of 128, 256 and 512 bits.
packages=(g++-aarch64-linux-gnu qemu-user libhwy-dev)
compiler=aarch64-linux-gnu-g++
variants=(cortex-a53 sve128 sve256 sve512)
build() { cross_build "$out"; }
run() {
  local cpu=$1 target=()
  case $cpu in
    sve*) cpu=max,$cpu=on target=(--target SVE) ;;
  esac
  qemu-aarch64 -cpu "$cpu" -L /usr/aarch64-linux-gnu "$out/rheobase_scenes" "$images" "${target[@]}" "${@:2}"
}
