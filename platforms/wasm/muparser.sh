# muParser's source, by apt-get source with lists of its own: this machine's need not have sources among them.
# Sets `muparser`; empty where there is no apt-get, and CMake fetches it.
muparser_source() {
  muparser=
  command -v apt-get >/dev/null || return 0
  need dpkg-dev
  local folder=$out/muparser apt=$out/apt options
  if [ ! -e "$folder/complete" ]; then
    rm -rf "$folder" "$apt"
    mkdir -p "$folder" "$apt/state/lists/partial" "$apt/cache/archives/partial"
    apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' \
      'Component: main' | sort -u >"$apt/sources.list"
    options=(-qq -o "Dir::State=$apt/state" -o Dir::State::status=/dev/null -o "Dir::Cache=$apt/cache"
      -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "APT::Sandbox::User=$(id -un)")
    apt-get "${options[@]}" update && (cd "$folder" && apt-get "${options[@]}" source muparser >/dev/null) || return
    touch "$folder/complete"
  fi
  muparser=$(echo "$folder"/muparser-*/)
}
