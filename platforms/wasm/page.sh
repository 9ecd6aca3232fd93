# The pages: the whole library as a WebAssembly module, the folder of static files around it, their test in Chromium, their
# server. Sourced by platform.sh.
. platforms/debian_sources.sh

page_build() {
  debian_source muparser && page_packages || return
  say "$platform: page"
  cmake --preset release >/dev/null  # the command has a page of its own, of the same packages
  cmake --build --preset release --target rheobase_command | tail -1 || return
  cmake --no-warn-unused-cli -S platforms/wasm/page -B "$out/page" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_TOOLCHAIN_FILE="$PWD/platforms/wasm/toolchain.cmake" -DRHEOBASE_MUPARSER="$source" >/dev/null &&
    cmake --build "$out/page" >"$out/page.log" || { cat "$out/page.log"; return 1; }
  node platforms/wasm/page/site.mjs --build "$out/page" --site "$out/site"
}

page_program() {  # page_program NAME.mjs [argument…]
  node "platforms/wasm/page/$1" --site "$out/site" --rheobase build/release/rheobase "${@:2}"
}

page_test() {
  need chromium
  page_build || return
  say "$platform: pages in Chromium"
  mkdir -p "$out/pictures"
  local test
  for test in test playground_test view_test; do
    page_program "$test.mjs" --pictures "$out/pictures" || return
  done
}
