#!/usr/bin/env bash
# ./dev release [FOLDER]: what a release consists of, into FOLDER (build/release-VERSION), with its checksums. The same commit
# gives the same bytes: no clock, no path of this machine, no name of a user is in it. Called by ./dev, for `cmd_package`.
#   rheobase-VERSION.tar.gz                the sources
#   rheobase-VERSION-amalgamation.tar.gz   the engine as two files
#   rheobase-arduino-VERSION.zip           the library for Arduino
#   rheobase_VERSION_ARCHITECTURE.deb      amd64, arm64, armhf; the same as .tar.gz
#   rheobase-VERSION-*.whl                 the Python package, for the Python that python3 is here (docs/python.md)
#   SHA256SUMS
release() {
  local version folder name platform
  [ -z "$(git status --porcelain --untracked-files=no)" ] || { echo "dev: a release is made of a commit; commit first" >&2; return 2; }
  version=$(sed -n 's/^project(rheobase VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
  folder=${1:-build/release-$version}
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  rm -f "$folder"/*
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
  export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C
  umask 022

  say "sources"
  git archive --format=tar --prefix="rheobase-$version/" HEAD | gzip -9n >"$folder/rheobase-$version.tar.gz"
  say "amalgamation"
  tools/amalgamate.py build/amalgamation >/dev/null
  release_tar build/amalgamation "rheobase-$version-amalgamation" "$folder"
  cmd_package arduino
  cp "build/packages/rheobase-arduino-$version.zip" "$folder/"
  for platform in x86 pi64 pi32; do
    cmd_package "$platform"
    cp "build/cross/$platform/package/packages"/*.deb "build/cross/$platform/package/packages"/*.tar.gz "$folder/"
  done
  say "wheel"
  need python3-venv python3-dev
  [ -x build/wheel/bin/pip ] || python3 -m venv build/wheel
  build/wheel/bin/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$folder" .
  (cd "$folder" && sha256sum -- * | tee SHA256SUMS)
}

# release_tar FOLDER NAME INTO: NAME.tar.gz of a folder's files, without owners, times and order of this machine.
release_tar() {
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --mode='u=rwX,go=rX' \
    --transform "s,^\.,$2," --directory "$1" . | gzip -9n >"$3/$2.tar.gz"
}
