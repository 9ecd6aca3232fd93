#!/usr/bin/env bash
# Builds the extension module with the address sanitizer into build/python/asan and runs the tests of bad input with it (or the
# files of tests that are given): a fault ends the run, and memory that the module still holds at the end fails it
# (python/leaks.py). After python/test.sh, whose environment it uses. The engine's kernels are the scalar ones here: the vector
# ones have sanitizers of their own in ./dev test.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=build/python/venv
built=build/python/asan
[ -x "$venv/bin/pytest" ] || { echo "python/leaks.sh: there is no $venv; run python/test.sh first" >&2; exit 2; }
tests=("$@")
[ $# -gt 0 ] || tests=(python/tests/test_{builder,simulation,nir,neuroml,sonata}.py)

flags="-fsanitize=address -fno-omit-frame-pointer -O1 -g1"
cmake -S python -B "$built" -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="$flags" -DCMAKE_C_FLAGS="$flags" -DRHEOBASE_SIMD=OFF \
  -DRHEOBASE_HARDEN=OFF -DPython_EXECUTABLE="$PWD/$venv/bin/python" -Dnanobind_DIR="$("$venv/bin/python" -m nanobind --cmake_dir)" >"$built.log" ||
  { cat "$built.log" >&2; exit 1; }
cmake --build "$built" --target rheobase_python ${RHEOBASE_JOBS:+-j "$RHEOBASE_JOBS"}

rm -rf "$built/site" "$built"/report.*
mkdir -p "$built/site"
cp -r python/rheobase "$built/site"
cp "$built"/_core*.so "$built/site/rheobase"
mkdir -p "$built/site/rheobase/models"
cp models/*.toml "$built/site/rheobase/models"

# libstdc++ too: the sanitizer has to find the throw of exceptions, which Python itself does not link.
status=0
LD_PRELOAD="$(g++ -print-file-name=libasan.so) $(g++ -print-file-name=libstdc++.so)" PYTHONMALLOC=malloc PYTHONPATH="$PWD/$built/site" \
  ASAN_OPTIONS="stack_trace_format='    #%n %p in %f %S (%m)':detect_leaks=1:leak_check_at_exit=1:fast_unwind_on_malloc=0:malloc_context_size=60:log_path=$PWD/$built/report:exitcode=0" \
  "$venv/bin/python" -m pytest -q -p no:cacheprovider "${tests[@]}" || status=$?
"$venv/bin/python" python/leaks.py "$built"/report.* || status=1
exit $status
