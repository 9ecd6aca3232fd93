# The browser's machine. The scenes run under Node.js, with vectors and without; the page in Chromium.
packages=(emscripten node-acorn nodejs libhwy-dev)
compiler=em++
variants=(simd128 scalar)
threads=no
archive=$out/simd128/librheobase.a
size_tool=llvm-size-14
export NODE_PATH=/usr/share/nodejs  # where Debian has acorn, which em++ links with
. platforms/wasm/page.sh

build() {
  build_one simd128 -DRHEOBASE_DISPATCH=static && build_one scalar -DRHEOBASE_SIMD=OFF -DRHEOBASE_WASM_SIMD=OFF
}
build_one() {
  cross_build "$out/$1" -DCMAKE_DISABLE_FIND_PACKAGE_Threads=ON \
    -DCMAKE_EXE_LINKER_FLAGS="-sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1" "${@:2}"
}
compiler_version() { echo "em++ $($compiler -dumpversion), $($compiler -v 2>&1 | grep -o 'clang version [0-9.]*')"; }
# Emscripten 3.1 takes a Node.js that has fetch for a browser.
run() { node --no-experimental-fetch "$out/$1/rheobase_scenes.js" "$images" "${@:2}"; }
example() { page_test; }
package() {
  page_build || return
  say "$platform: package"
  mkdir -p build/packages
  tar -C "$out/site" --owner=0 --group=0 --sort=name --transform='s,^\.,rheobase-pages,' -czf build/packages/rheobase-pages.tar.gz . &&
    ls -l build/packages/rheobase-pages.tar.gz
}
