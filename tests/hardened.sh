#!/usr/bin/env bash
# The program is position independent, its tables are read-only once loaded, its stacks are guarded and not executable,
# and glibc checks what it copies. hardened.sh RHEOBASE
set -u
program=$1 failed=0
has() { readelf -W "$2" "$program" | grep -qE -- "$3" || { echo "FAILED: $1"; failed=1; }; }
has "position independent" --file-header 'Type: +DYN'
has "an executable that says so" --dynamic 'FLAGS_1.* PIE'
has "bound when loaded" --dynamic 'FLAGS_1.* NOW|BIND_NOW'
has "read-only relocations" --program-headers 'GNU_RELRO'
has "no executable stack" --program-headers 'GNU_STACK.* RW +0x'
has "guarded stacks" --dyn-syms '__stack_chk_fail'
has "checked copies" --dyn-syms '__(memcpy|memmove|read|snprintf|vsnprintf|poll|fdelt|realpath|strncpy|fread)_chk'
[ $failed -eq 0 ] && echo "hardened: $program"
exit $failed
