#!/usr/bin/env bash
# The rules of the rooms: what the engine may include, and how large a file may grow.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0
complain() { echo "$1"; bad=1; }

engine=(src/engine src/kernels src/image src/blackbox src/coding src/models/*-inl.h src/models/riccati.hpp src/models/izhikevich.hpp
  src/models/quadratic.hpp src/models/shape*.hpp src/models/list.hpp
  include/rheobase/*.h include/rheobase/model_enums.hpp)
host='#include *[<"](iostream|vector|string|map|memory|functional|thread|mutex|fstream|algorithm|.*(compile|describe|observe|command)/|rheobase/(model|compiler|simulation)\.hpp)'
found=$(grep -rnE "$host" "${engine[@]}" || true)
[ -z "$found" ] || complain "the engine includes the host half:"$'\n'"$found"

folds=$(grep -rnE '#include *"models/declaration\.hpp"' "${engine[@]}" || true)
[ -z "$folds" ] || complain "the engine includes the host half of a model:"$'\n'"$folds"

host_up=$(grep -rnE '#include *"(command|observe)/' src/describe src/compile || true)
[ -z "$host_up" ] || complain "describe and compile include what lies behind them:"$'\n'"$host_up"

# Contraction is turned off before anything else of the engine is read.
while read -r source; do
  [ "$(grep -m 1 '#include' "src/$source")" = '#include "kernels/strict_math.hpp"' ] ||
    complain "src/$source does not include kernels/strict_math.hpp first"
done < <(grep -oE '[a-z]+/[a-z_]+\.cpp' src/engine_sources.cmake)

while read -r lines file; do
  [ "$lines" -le 400 ] || complain "$file has $lines lines; rooms end at 400"
done < <(git ls-files -- '*.cpp' '*.hpp' '*.h' '*.sh' '*.py' '*.js' '*.mjs' '*.css' '*.html' dev | xargs wc -l | awk '$2 != "total" { print $1, $2 }')

exit $bad
