// The directory of --out: made before the work begins, and locked for one program at a time.
#pragma once

#include <string>

#include "files/descriptor.hpp"

namespace rheobase {

class OutputDirectory {
 public:
  // Makes the directory and its parents. Throws ModelError, also if it is not writable or another program
  // has locked it. An empty path: no directory.
  explicit OutputDirectory(const std::string& path);

 private:
  Descriptor lock_;
};

// The directory's path for a message: printable, with one slash at its end.
std::string directory_text(const std::string& path);

}  // namespace rheobase
