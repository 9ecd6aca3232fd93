// A file being written: beside its target, under another name, until it is complete and replaces the target.
#pragma once

#include <string>

#include "files/descriptor.hpp"

namespace rheobase {

// Throws ModelError "path: what the system said".
[[noreturn]] void fail_by_system(const std::string& path);

// The file that is written when `path` is: a symbolic link is followed, also to a file that does not exist yet.
std::string followed(const std::string& path);

class UnfinishedFile {
 public:
  // `target` is not a link. Throws ModelError; so where a target that is there may not be written.
  explicit UnfinishedFile(const std::string& target);
  ~UnfinishedFile();  // removes the file unless it has replaced the target

  const Descriptor& descriptor() const { return descriptor_; }
  // The bytes are on the disk before the name is. Throws ModelError.
  void take_place();
  // The same, but false where there is a target by now.
  bool take_empty_place();

 private:
  bool place(bool replace);

  std::string target_, path_;
  Descriptor descriptor_;
  bool unfinished_ = false;
};

// For programs: SIGINT, SIGTERM, SIGHUP and the like remove unfinished files before they end the process.
void remove_unfinished_files_on_signals();

}  // namespace rheobase
