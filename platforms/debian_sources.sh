# Sources of libraries as Debian has them, for platforms that Debian has no binaries of: the versions that CMake would fetch.
# By apt-get source with lists of its own: this machine's need not have sources among them.

# debian_source NAME: unpacks it once and sets `source` to its folder; empty where there is no apt-get, and CMake fetches it.
debian_source() {
  source=
  command -v apt-get >/dev/null || return 0
  need dpkg-dev
  local folder=$PWD/build/cross/sources/$1 apt=$PWD/build/cross/sources/apt options
  if [ ! -e "$folder/complete" ]; then
    rm -rf "$folder"
    mkdir -p "$folder" "$apt/state/lists/partial" "$apt/cache/archives/partial"
    options=(-qq -o "Dir::State=$apt/state" -o Dir::State::status=/dev/null -o "Dir::Cache=$apt/cache"
      -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "APT::Sandbox::User=$(id -un)")
    if [ ! -e "$apt/sources.list" ]; then
      apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' \
        'Component: main' | sort -u >"$apt/sources.list"
      apt-get "${options[@]}" update || { rm "$apt/sources.list"; return 1; }
    fi
    (cd "$folder" && apt-get "${options[@]}" source "$1" >/dev/null) || return
    touch "$folder/complete"
  fi
  source=$(echo "$folder"/*/)
  source=${source%/}
}

# What libraries.cmake wants: sets `libraries`, options of CMake.
host_libraries() {
  local name
  need libtomlplusplus-dev libcli11-dev libfmt-dev nlohmann-json3-dev doctest-dev
  libraries=("-DCMAKE_PROJECT_rheobase_INCLUDE=$PWD/platforms/libraries.cmake")
  for name in highway muparser kissfft; do
    debian_source "$name" || return
    [ -z "$source" ] || libraries+=("-DRHEOBASE_${name^^}=$source")
  done
}
