# Compiled and looked at, not run: README.md says why.
packages=(g++-arm-linux-gnueabihf)
compiler=arm-linux-gnueabihf-g++
variants=()
build() {
  cross_build "$out" -DRHEOBASE_SIMD=OFF -DRHEOBASE_BUILD_SCENES=OFF || return
  local asked
  asked=$(arm-linux-gnueabihf-readelf -A "$out/librheobase.a" | sed -n 's/^ *Tag_CPU_arch: //p' | sort -u)
  echo "librheobase.a: $asked"
  [ "$asked" = v6 ]
}
