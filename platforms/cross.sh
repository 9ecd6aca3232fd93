# ./dev cross: one platform, or all of them. Sourced by ./dev. platforms/README.md says what a platform is.

cross_names() { for file in platforms/*/platform.sh; do basename "$(dirname "$file")"; done; }

# The usual build of a platform: the engine and the scene runner. cross_build FOLDER [cmake options]
cross_build() {
  local folder=$1 toolchain=platforms/$platform/toolchain.cmake options=()
  shift
  [ ! -e "$toolchain" ] || options=("-DCMAKE_TOOLCHAIN_FILE=$PWD/$toolchain")
  cmake --no-warn-unused-cli -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DRHEOBASE_BUILD_COMPILER=OFF -DRHEOBASE_BUILD_COMMAND=OFF \
    -DRHEOBASE_BUILD_TESTS=OFF -DRHEOBASE_BUILD_BENCH=OFF -DRHEOBASE_BUILD_EXAMPLES=OFF -DRHEOBASE_BUILD_SCENES=ON \
    -DRHEOBASE_IMAGES="${images:-}" "${options[@]}" "$@" >/dev/null &&
    cmake --build "$folder" ${target:+--target "$target"} >"$folder/build.log" && return
  cat "$folder/build.log"
  return 1
}

# The images of the golden scenes, by the native compiler half; and the list that the runner reads.
cross_images() {
  [ -z "${images:-}" ] || return 0
  need "${build_packages[@]}" python3
  say "images of the scenes"
  cmake --preset release >/dev/null
  cmake --build --preset release --target rheobase_scene_images rheobase_scenes | tail -1
  images=$PWD/build/release/scene_images
}

# The compiler of a variant, for the table.
compiler_version() { "$compiler" --version | head -1; }

# Loads platforms/NAME/platform.sh into this shell. Called in a subshell.
cross_load() {
  platform=$1 out=$PWD/build/cross/$1 variants=(default) threads=yes
  # shellcheck source=/dev/null
  . "platforms/$platform/platform.sh"
  need "${packages[@]}"
}

cross_one() (
  cross_load "$1"
  say "$platform: building"
  mkdir -p "$out"
  build || exit 1  # set -e does not reach here
  local variant bad=0 lines=$out/lines.txt
  : >"$lines"
  : >"$out/compiler.txt"
  for variant in "${variants[@]}"; do
    say "$platform: running ($variant)"
    echo "$variant $(compiler_version "$variant")" >>"$out/compiler.txt"
    run "$variant" | sed "s/^/$variant /" | tee -a "$lines"
    [ "${PIPESTATUS[0]}" -eq 0 ] || bad=1
  done
  [ ${#variants[@]} -eq 0 ] || tools/cross_table.py check "$platform" "$threads" || bad=1
  [ "${examples:-yes}" = no ] || ! declare -F example >/dev/null || example || bad=1
  if [ $bad -ne 0 ]; then
    cross_diverge "$platform" || true
    exit 1
  fi
)

# Where the runs of a platform leave the native one: the first line that differs, tick by tick.
cross_diverge() (
  cross_load "$1"
  local variant scene target
  tools/cross_table.py different "$platform" | while read -r variant scene target; do
    tools/diverge.py "$scene" "build/release/rheobase_scenes $images --target scalar" \
      "./dev cross-run $platform $variant --target $target"
  done
)

# ./dev size [--record] [NAME…]: text, data and bss of the engine on each platform against platforms/sizes.json.
cmd_size() {
  local name record=() names=()
  for name in "$@"; do
    if [ "$name" = --record ]; then record=(--record); else names+=("$name"); fi
  done
  [ ${#names[@]} -gt 0 ] || mapfile -t names < <(cross_names)
  cross_images
  mkdir -p build/cross
  for name in "${names[@]}"; do
    (
      cross_load "$name"
      build && { ! declare -F small >/dev/null || small; } || exit 1
      archive=${archive:-$out/librheobase.a} compiler=${compiler:-g++} size=${size_tool:-${compiler%g++}size}
      [ -e "$archive" ] || exit 0  # not made of this CMake build
      "$size" -t "$archive" | sed -n "s/(TOTALS)/$name/p"
      [ ! -e "$out/lif/firmware.elf" ] || "$size" "$out/lif/firmware.elf" | awk -v name="$name" '
        NR > 1 { print $1, $2, 0, $4, 0, name ", lif firmware" }'
      if [ -e "$out/small/librheobase.a" ]; then
        # Encoders, decoders, external spikes, gains, learned weights, the version and details of errors, and the black box are objects of their own, which a firmware without them does not link.
        "$size" "$out/small/librheobase.a" | awk -v name="$name" '
          NR > 1 { part = $6 ~ /^((en|de)coder|external|next_spike|projections|weights|version)/ ? "coding" : $6 ~ /^(blackbox|signals)/ ? "black box" : "small"
            for (i = 1; i <= 4; ++i) sum[part, i] += $i }
          END { split("small,coding,black box", parts, ",")
            for (k = 1; k <= 3; ++k) print sum[parts[k], 1], sum[parts[k], 2], sum[parts[k], 3], sum[parts[k], 4], 0, name ", " parts[k] }'
        "${compiler%g++}nm" -u "$out/small/librheobase.a" | sed -n 's/^ *U /undefined /p' | sort -u
        "${compiler%g++}nm" --defined-only "$out/small/librheobase.a" | sed -n 's/^[0-9a-f]* . /defined /p'
      fi
    ) || { echo "dev: $name does not build" >&2; return 1; }
  done >build/cross/sizes.txt
  tools/sizes.py "${record[@]}" build/cross/sizes.txt
}

cmd_cross() {
  local name failed=() started
  [ $# -eq 1 ] || { echo "dev: ./dev cross NAME|all; platforms: $(cross_names | tr '\n' ' ')" >&2; exit 2; }
  if [ "$1" != all ] && [ ! -e "platforms/$1/platform.sh" ]; then
    echo "dev: no platform '$1'; there are: $(cross_names | tr '\n' ' ')" >&2
    exit 2
  fi
  cross_images
  for name in $([ "$1" = all ] && cross_names || echo "$1"); do
    started=$SECONDS
    cross_one "$name" || failed+=("$name")
    say "$name: $((SECONDS - started)) s"
  done
  [ ${#failed[@]} -eq 0 ] || { echo "different: ${failed[*]}" >&2; exit 1; }
  [ "$1" != all ] || tools/cross_table.py write $(cross_names)
}

# ./dev package NAME: what a user of that platform installs.
cmd_package() (
  if [ -x "platforms/${1:-}/package.py" ]; then  # made of sources alone
    need "${build_packages[@]}" python3
    build release --target rheobase_command | tail -1
    exec "platforms/$1/package.py" build/packages build/release/rheobase
  fi
  [ -e "platforms/${1:-}/platform.sh" ] && grep -q '^package()' "platforms/$1/platform.sh" || {
    echo "dev: ./dev package NAME; platforms with a package: $( { grep -l '^package()' platforms/*/platform.sh; ls platforms/*/package.py; } | cut -d/ -f2 | tr '\n' ' ')" >&2
    exit 2
  }
  need "${build_packages[@]}"
  cmake --preset release >/dev/null
  cmake --build --preset release --target rheobase_command | tail -1
  cross_load "$1"
  mkdir -p "$out"
  package
)

# For ./dev test: these platforms without what else their folders have, two at a time (an emulator takes one processor), and
# the engine's size there, counted as tests.
cross_tests() {
  local name examples=no running=()
  cross_images
  mkdir -p build/cross
  for name in "$@"; do (cross_load "$name"); done  # installs; only one at a time can
  for name in "$@"; do
    cross_one "$name" >"build/cross/$name.log" 2>&1 &
    running+=("$! $name")
    [ ${#running[@]} -lt 2 ] || cross_wait
  done
  cross_wait
  count cmd_size "$@"
}
cross_wait() {
  local job
  for job in "${running[@]}"; do
    count wait "${job% *}"
    cat "build/cross/${job#* }.log"
  done
  running=()
}

# The scene runner of a platform that is built: ./dev cross-run NAME VARIANT [argument…]
cmd_cross-run() (
  images=$PWD/build/release/scene_images
  cross_load "$1" >&2
  shift
  run "$@"
)
