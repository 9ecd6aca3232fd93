# The page: the whole library as a WebAssembly module, what it draws with, its test in Chromium, its server. Sourced by
# platform.sh.
. platforms/wasm/muparser.sh

page_build() {
  muparser_source || return
  command -v npm >/dev/null || need npm  # which comes with Node.js elsewhere than in Debian
  say "$platform: page"
  cmake --build --preset release --target rheobase_command | tail -1 || return
  cmake --no-warn-unused-cli -S platforms/wasm/page -B "$out/page" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_TOOLCHAIN_FILE="$PWD/platforms/wasm/toolchain.cmake" -DRHEOBASE_MUPARSER="$muparser" >/dev/null &&
    cmake --build "$out/page" >"$out/page.log" || { cat "$out/page.log"; return 1; }
  (cd platforms/wasm/page && { [ node_modules/.package-lock.json -nt package-lock.json ] ||
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; })
}

page_program() {  # page_program NAME.mjs [argument…]
  node "platforms/wasm/page/$1" --build "$out/page" --rheobase build/release/rheobase "${@:2}"
}

page_test() {
  need chromium
  page_build || return
  say "$platform: page in Chromium"
  mkdir -p "$out/pictures"
  page_program test.mjs --pictures "$out/pictures"
}
