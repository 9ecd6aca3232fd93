// Output files: written beside the target and renamed, so that a full disk, a killed process or another program that
// writes the same file leaves the old file or the new one, never part of one.
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

#include "files/unfinished_file.hpp"

namespace rheobase {

class AtomicFile {
 public:
  // Follows a symbolic link. What is no regular file (a device, a pipe) is written as it is.
  explicit AtomicFile(const std::string& path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();  // without keep() the file is removed

  void write(const void* data, std::size_t bytes);
  void write(const std::string& text) { write(text.data(), text.size()); }
  void keep();  // replaces the target

 private:
  std::string path_;
  std::unique_ptr<UnfinishedFile> unfinished_;  // none: written as it is
  std::FILE* file_ = nullptr;
};

}  // namespace rheobase
