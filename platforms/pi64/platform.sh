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

. platforms/debian_packages.sh
libraries() { debian_sysroot arm64 aarch64-linux-gnu; }

# The tests of the engine, on a Pi 3 and on a machine with vectors of 256 bits.
example() {
  libraries || return
  say "$platform: tests"
  target=rheobase_tests cross_build "$out/tests" -DRHEOBASE_BUILD_TESTS=ON -DRHEOBASE_BUILD_SCENES=OFF -DRHEOBASE_FETCH=OFF \
    -DRHEOBASE_SYSROOT="$sysroot" || return
  local cpu
  for cpu in cortex-a53 max,sve256=on; do
    qemu-aarch64 -cpu $cpu -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH="$sysroot/usr/lib/aarch64-linux-gnu" \
      "$out/tests/tests/rheobase_tests" --no-intro --test-suite=kernels,storage,noise,engine,encode,decode,image,riccati,threads,storm,snapshot,swap,blackbox || return
  done
}

# A .deb and a tarball: library, headers, command, models, toolchain file, an example of a service.
package() {
  libraries && debian_build -DRHEOBASE_PLATFORM=pi64 -DRHEOBASE_SYSROOT="$sysroot" || return
  tests/consumers/pi64/check.sh "$out/package/packages" build/release/rheobase "$out/consumer" \
    "$sysroot/usr/lib/aarch64-linux-gnu" || return
  ls -l "$out/package/packages/"*.deb "$out/package/packages/"*.tar.gz
}
