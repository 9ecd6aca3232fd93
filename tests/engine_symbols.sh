#!/usr/bin/env bash
# The engine's archive asks the system for nothing: every symbol it leaves undefined is on this list.
set -euo pipefail
archive=$1
allowed='^(memcpy|memset|memmove|memcmp|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|hwy::.*|__popcountdi2|__gxx_personality_v0|__llvm_.*|std::terminate\(\)|_Unwind_Resume|abort)$'
defined=$(nm -C --defined-only "$archive" | awk 'NF >= 3 { $1 = ""; $2 = ""; print substr($0, 3) }' | sort -u)
undefined=$(nm -C -u "$archive" | sed -n 's/^ *U //p' | sort -u)
outside=$(comm -23 <(printf '%s\n' "$undefined") <(printf '%s\n' "$defined") | grep -Ev "$allowed" || true)
if [ -n "$outside" ]; then
  printf 'the engine needs from outside:\n%s\n' "$outside"
  exit 1
fi
for forbidden in 'operator new' 'operator delete' malloc free calloc pthread_ printf __cxa_throw __cxa_allocate; do
  if printf '%s\n' "$undefined" | grep -qF "$forbidden"; then
    echo "the engine names $forbidden"
    exit 1
  fi
done
echo "undefined outside the archive: $(comm -23 <(printf '%s\n' "$undefined") <(printf '%s\n' "$defined") | tr '\n' ' ')"
