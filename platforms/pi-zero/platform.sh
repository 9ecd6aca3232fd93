# Raspberry Pi 1 and Zero, by the armel compiler: Debian's armhf is armv7 (README.md).
packages=(g++-arm-linux-gnueabi qemu-user)
compiler=arm-linux-gnueabi-g++
build() {
  cross_build "$out" -DRHEOBASE_SIMD=OFF -DCMAKE_EXE_LINKER_FLAGS=-static || return
  local asked
  asked=$(arm-linux-gnueabi-readelf -A "$out/librheobase.a" | sed -n 's/^ *Tag_CPU_arch: //p' | sort -u)
  [ "$asked" = v6 ] || { echo "librheobase.a asks for $asked" >&2; return 1; }
}
run() { qemu-arm -cpu arm1176 "$out/rheobase_scenes" "$images" "${@:2}"; }
