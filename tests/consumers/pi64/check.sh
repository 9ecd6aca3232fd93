#!/usr/bin/env bash
# The package of the Raspberry Pi: a user's own project cross-built against it runs and has the desktop's hashes; the command
# runs too, if it is in it. check.sh PACKAGES_FOLDER NATIVE_COMMAND WORK_FOLDER [LIBRARIES_FOLDER]
set -euo pipefail
packages=$1 rheobase=$2 work=$3 libraries=${4:-}
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$work"
mkdir -p "$work/deb" "$work/tar"
dpkg-deb -x "$packages"/*_arm64.deb "$work/deb"
tar -xzf "$packages"/*.tar.gz -C "$work/tar" --strip-components=1
fields=$(dpkg-deb -f "$packages"/*_arm64.deb)
grep -qx 'Architecture: arm64' <<<"$fields"

"$rheobase" compile "$here/../../../models/paper.toml" --set n=65 --c-array --symbol net -o "$work/net.c" >/dev/null
want=$("$rheobase" run "$here/../../../models/paper.toml" --set n=65 --json |
  python3 -c 'import json, sys; r = json.load(sys.stdin); print(r["spike_hash"], r["state_hash"])')
for root in "$work/deb/usr" "$(dirname "$(find "$work/tar" -type d -name include)")"; do
  toolchain=$root/share/rheobase/pi64-toolchain.cmake
  cmake -S "$here" -B "$work/build" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_PREFIX_PATH="$root" \
    -DNETWORK="$work/net.c" -DCMAKE_BUILD_TYPE=Release >/dev/null
  cmake --build "$work/build" >/dev/null
  for cpu in cortex-a53 max,sve256=on; do
    got=$(qemu-aarch64 -cpu $cpu -L /usr/aarch64-linux-gnu "$work/build/robot")
    echo "robot on $cpu: $got"
    [ "${got#* }" = "$want" ]
  done
  rm -rf "$work/build"
done
if [ -e "$work/deb/usr/bin/rheobase" ]; then
  got=$(qemu-aarch64 -cpu cortex-a53 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH="$libraries" "$work/deb/usr/bin/rheobase" \
    run "$work/deb/usr/share/rheobase/models/paper.toml" --set n=65 --json |
    python3 -c 'import json, sys; r = json.load(sys.stdin); print(r["simd_target"], r["spike_hash"], r["state_hash"])')
  echo "rheobase on cortex-a53: $got"
  [ "$got" = "NEON $want" ]
fi
echo "the desktop: $want"
