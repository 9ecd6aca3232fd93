# macOS on Apple silicon and on Intel: compiled and linked here, all of it; there is no machine to run it on.
packages=(libhwy-dev file)
variants=()
archive=none
. platforms/zig.sh
. platforms/debian_sources.sh

build() {
  host_libraries && zig_compiler || return
  local cpu
  for cpu in aarch64 x86_64; do
    cross_build "$out/$cpu" "${libraries[@]}" -DRHEOBASE_ZIG="$zig" -DRHEOBASE_CPU=$cpu -DRHEOBASE_BUILD_COMPILER=ON \
      -DRHEOBASE_BUILD_COMMAND=ON -DRHEOBASE_BUILD_TESTS=ON -DRHEOBASE_FETCH=OFF || return
    file -b "$out/$cpu/rheobase"
  done
}
