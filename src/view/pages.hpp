// What the browser is given: the page of `rheobase view`, and the files of a recorded run.
#pragma once

#include <string>
#include <vector>

#include "view/server.hpp"

namespace rheobase {

// The page, compiled into the program by CMake.
struct SiteFile {
  const char* name;
  const char* type;
  const unsigned char* bytes;
  std::size_t size;
};
extern const SiteFile site_files[];
extern const std::size_t site_file_count;

// The page's files and what it is to show: `recordings`, below which the files of a run lie, or a run that goes on.
void add_site(ViewServer& server, bool is_live, const std::vector<std::string>& recordings);

// The recordings in a directory that `rheobase run --out` or `replay --out` has written; returns their addresses, as
// add_site takes them. Throws ModelError where there is none.
std::vector<std::string> add_recordings(ViewServer& server, const std::string& directory);

}  // namespace rheobase
