# Linux with musl: a rheobase command of one static file, which runs on every x86-64 distribution.
packages=(libhwy-dev file)
archive=none  # its size is not recorded
compiler_version() { echo "zig $zig_version, $("$zig/zig-c++" --version | head -1)"; }
. platforms/zig.sh
. platforms/debian_sources.sh

build() {
  host_libraries && zig_compiler || return
  cross_build "$out" "${libraries[@]}" -DRHEOBASE_ZIG="$zig" -DRHEOBASE_CPU=x86_64 -DRHEOBASE_BUILD_COMPILER=ON \
    -DRHEOBASE_BUILD_COMMAND=ON -DRHEOBASE_FETCH=OFF -DRHEOBASE_HARDEN=OFF || return
  file -b "$out/rheobase"
}
run() { "$out/rheobase_scenes" "$images" "${@:2}"; }
example() {
  say "$platform: the command"
  file -b "$out/rheobase" | grep -q 'statically linked' && "$out/rheobase" run models/paper.toml | grep 'state bcc78443a271d5e4'
}
