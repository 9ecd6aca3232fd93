# The cross compiler of zig, from PyPI, in a folder of the build tree.
zig_version=0.13.0

# zig_compiler: sets `zig` to a folder with zig-c++, zig-cc, zig-ar, zig-ranlib.
zig_compiler() {
  need python3-venv
  local venv=$PWD/build/zig tool
  zig=$venv/tools
  if [ "$("$venv/bin/python" -m ziglang version 2>/dev/null)" != "$zig_version" ]; then
    python3 -m venv "$venv" && "$venv/bin/pip" -q install --no-deps "ziglang==$zig_version" || return
  fi
  mkdir -p "$zig"
  for tool in c++ cc ar ranlib; do
    printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$(echo "$venv"/lib/python3*/site-packages/ziglang/zig)" "$tool" >"$zig/zig-$tool"
    chmod +x "$zig/zig-$tool"
  done
}
