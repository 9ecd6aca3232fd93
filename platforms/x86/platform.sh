# This machine: both compilers, every SIMD target that its CPU has.
packages=(g++ clang libhwy-dev)
variants=(g++ clang++)
archive=$out/g++/librheobase.a
build() {
  cross_build "$out/g++" -DCMAKE_CXX_COMPILER=g++ -DCMAKE_C_COMPILER=gcc &&
    cross_build "$out/clang++" -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang
}
compiler_version() { "$1" --version | head -1; }
run() { "$out/$1/rheobase_scenes" "$images" "${@:2}"; }

# A .deb and a tarball for this machine's Debian; the command in it runs.
. platforms/debian_packages.sh
package() {
  debian_build || return
  local unpacked=$out/unpacked
  rm -rf "$unpacked"
  dpkg-deb -x "$out"/package/packages/*_amd64.deb "$unpacked" &&
    "$unpacked/usr/bin/rheobase" run models/paper.toml | grep 'state bcc78443a271d5e4' || return
  ls -l "$out"/package/packages/*
}
