// Output files: written beside the target and renamed, so that a full disk or a killed process
// leaves the old file or none, never part of one.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

namespace rheobase {

// Throws ModelError "path: what the system said".
[[noreturn]] void fail_errno(const std::string& path);

class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();  // without keep(), nothing is left

  void write(const void* data, std::size_t bytes);
  void write(const std::string& text) { write(text.data(), text.size()); }
  void keep();  // makes it so

 private:
  std::string path_, temporary_;
  std::FILE* file_ = nullptr;
};

}  // namespace rheobase
