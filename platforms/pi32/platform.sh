# NEON, which flushes subnormals and divides approximately here, and the VFP's scalar code beside it.
packages=(g++-arm-linux-gnueabihf qemu-user libhwy-dev)
compiler=arm-linux-gnueabihf-g++
build() { cross_build "$out" -DRHEOBASE_DISPATCH=static; }
run() { qemu-arm -cpu cortex-a7 -L /usr/arm-linux-gnueabihf "$out/rheobase_scenes" "$images" "${@:2}"; }

# A .deb and a tarball, as for the Pi with a 64-bit system; the command in it runs.
. platforms/debian_packages.sh
package() {
  debian_sysroot armhf arm-linux-gnueabihf &&
    debian_build -DRHEOBASE_DISPATCH=static -DRHEOBASE_PLATFORM=pi32 -DRHEOBASE_SYSROOT="$sysroot" || return
  local unpacked=$out/unpacked
  rm -rf "$unpacked"
  dpkg-deb -x "$out"/package/packages/*_armhf.deb "$unpacked" &&
    qemu-arm -cpu cortex-a7 -L /usr/arm-linux-gnueabihf -E LD_LIBRARY_PATH="$sysroot/usr/lib/arm-linux-gnueabihf" \
      "$unpacked/usr/bin/rheobase" run models/paper.toml | grep 'state bcc78443a271d5e4' || return
  ls -l "$out"/package/packages/*
}
