# NEON, which flushes subnormals and divides approximately here, and the VFP's scalar code beside it.
packages=(g++-arm-linux-gnueabihf qemu-user libhwy-dev)
compiler=arm-linux-gnueabihf-g++
build() { cross_build "$out" -DRHEOBASE_DISPATCH=static; }
run() { qemu-arm -cpu cortex-a7 -L /usr/arm-linux-gnueabihf "$out/rheobase_scenes" "$images" "${@:2}"; }
