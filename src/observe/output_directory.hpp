// The directory that --out names: made before the work begins, and one program's at a time.
#pragma once

#include <string>

#include "describe/descriptor.hpp"

namespace rheobase {

class OutputDirectory {
 public:
  // Makes the directory and what is above it. Throws ModelError, also where it may not be written or another program
  // holds it. An empty path: none, nothing happens.
  explicit OutputDirectory(const std::string& path);

 private:
  Descriptor lock_;
};

}  // namespace rheobase
