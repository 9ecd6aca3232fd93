packages=(g++-riscv64-linux-gnu qemu-user)
compiler=riscv64-linux-gnu-g++
build() { cross_build "$out" -DRHEOBASE_SIMD=OFF; }
run() { qemu-riscv64 -L /usr/riscv64-linux-gnu "$out/rheobase_scenes" "$images" "${@:2}"; }
