#!/usr/bin/env bash
# The rules of the rooms: what the engine may include, and how large a file may grow.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0
complain() { echo "$1"; bad=1; }

# The rooms of the host half in the order of the flow: each may include those before it.
rooms=(text files models describe compile bounds host log observe realtime study view command)

# Of src/models the host has the folds (*.cpp) and two headers of theirs; all other headers are the engine's too.
mapfile -t models < <(git ls-files -- 'src/models/*.h' 'src/models/*.hpp' | grep -vE '/(declaration|as_float|fixed_fold)\.hpp$')
engine=(src/engine src/kernels src/image src/plasticity src/blackbox src/coding "${models[@]}"
  include/rheobase/*.h include/rheobase/rheobase.hpp include/rheobase/model_enums.hpp)
host_rooms=$(IFS='|'; echo "${rooms[*]}" | sed 's/|models|/|/')
host_headers=$(cd include/rheobase && ls ./*.hpp | sed 's#^\./##; s/\.hpp$//' | grep -vxE 'rheobase|model_enums' | paste -sd'|')
host='#include *([<"](iostream|vector|string|map|memory|functional|thread|mutex|fstream|algorithm)[>"]|"('"$host_rooms"')/|[<"]rheobase/('"$host_headers"')\.hpp)'
found=$(grep -rnE "$host" "${engine[@]}" || true)
[ -z "$found" ] || complain "the engine includes the host half:"$'\n'"$found"

folds=$(grep -rnE '#include *"models/(declaration|as_float|fixed_fold)\.hpp"' "${engine[@]}" || true)
[ -z "$folds" ] || complain "the engine includes the host half of a model:"$'\n'"$folds"

for ((room = 0; room < ${#rooms[@]}; ++room)); do
  behind=$(IFS='|'; echo "${rooms[*]:room + 1}")
  [ -n "$behind" ] || continue
  found=$(grep -rnE "#include *\"($behind)/" "src/${rooms[room]}" || true)
  [ -z "$found" ] || complain "src/${rooms[room]} includes what lies behind it:"$'\n'"$found"
done

# Contraction is turned off before anything else of the engine is read.
while read -r source; do
  [ "$(grep -m 1 '#include' "src/$source")" = '#include "kernels/strict_math.hpp"' ] ||
    complain "src/$source does not include kernels/strict_math.hpp first"
done < <(grep -oE '[a-z]+/[a-z_]+\.cpp' src/engine_sources.cmake)

while read -r lines file; do
  [ "$lines" -le 400 ] || complain "$file has $lines lines; rooms end at 400"
done < <(git ls-files -- '*.cpp' '*.hpp' '*.h' '*.sh' '*.py' '*.js' '*.mjs' '*.css' '*.html' dev | xargs wc -l | awk '$2 != "total" { print $1, $2 }')

while read -r header; do
  head -n 1 "$header" | grep -qE '^(//|/\*)' || complain "$header does not begin with what is in it"
done < <(git ls-files -- 'include/*.h' 'include/*.hpp' 'src/*.hpp' 'src/*.h')

tools/spdx.sh || bad=1

exit $bad
