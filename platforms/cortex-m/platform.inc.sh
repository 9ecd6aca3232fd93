# Shared by the Cortex-M platforms; each names its board (`machine`) of qemu-system-arm.
packages=(gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm)
compiler=arm-none-eabi-g++
threads=no
build() { cross_build "$out" -DRHEOBASE_SIMD=OFF -DRHEOBASE_SCENES_PLATFORM="$PWD/platforms/cortex-m"; }
emulate() {  # emulate PROGRAM [argument…]
  local program=$1 arguments="arg=$(basename "$1")" word
  shift
  for word in "$@"; do arguments+=",arg=$word"; done
  qemu-system-arm -M "$machine" -display none -monitor none -serial null -no-reboot -chardev stdio,id=words \
    -semihosting-config enable=on,target=native,chardev=words,"$arguments" -kernel "$program" "${emulator[@]}" </dev/null
}
emulator=()
run() { emulate "$out/rheobase_scenes" "${@:2}"; }
