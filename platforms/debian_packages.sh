# A .deb and a tarball for one of Debian's architectures.

# debian_sysroot ARCHITECTURE TRIPLET: the host half's libraries for it, unpacked beside the build (some of Debian's -dev
# packages do not go beside this machine's own). Sets `sysroot`.
debian_sysroot() {
  sysroot=$out/sysroot
  [ -e "$sysroot/usr/lib/$2/libmuparser.so" ] && return
  local apt=$out/apt options
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
  options=(-qq -o "Dir::State=$apt/state" -o Dir::State::status=/dev/null -o "Dir::Cache=$apt/cache" -o "APT::Architecture=$1"
    -o "APT::Architectures=$1" -o "APT::Sandbox::User=$(id -un)")
  apt-get "${options[@]}" update &&
    (cd "$apt/packages" && apt-get "${options[@]}" download libmuparser-dev libmuparser2v5 libfmt-dev libfmt9 libkissfft-dev \
      libkissfft-float131 libtomlplusplus-dev libtomlplusplus3 doctest-dev nlohmann-json3-dev libcli11-dev libgomp1) || return
  for package in "$apt"/packages/*.deb; do dpkg-deb -x "$package" "$sysroot" || return; done
}

# debian_build [cmake options]: library, headers, command, models; packages into $out/package/packages.
debian_build() {
  need dpkg-dev file
  say "$platform: package"
  cross_build "$out/package" -DRHEOBASE_BUILD_COMPILER=ON -DRHEOBASE_BUILD_COMMAND=ON -DRHEOBASE_BUILD_SCENES=OFF \
    -DRHEOBASE_FETCH=OFF -DCMAKE_INSTALL_LIBDIR=lib "$@" || return
  rm -rf "$out/package/packages"
  (cd "$out/package" && cpack >/dev/null)
}
