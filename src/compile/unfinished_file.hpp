// A file under way: beside its target, under a name of its own, until it is whole and takes the target's place.
#pragma once

#include <string>

#include "describe/descriptor.hpp"

namespace rheobase {

// Throws ModelError "path: what the system said".
[[noreturn]] void fail_errno(const std::string& path);

// The file that is written when `path` is: a symbolic link is followed, also to a file that does not exist yet.
std::string followed(const std::string& path);

class UnfinishedFile {
 public:
  // `target` is not a link. Throws ModelError; so where a target that is there may not be written.
  explicit UnfinishedFile(const std::string& target);
  ~UnfinishedFile();  // unless it has taken its place, nothing is left

  int descriptor() const { return descriptor_.number(); }
  // The bytes are on the disk before the name is. Throws ModelError.
  void take_place();
  // The same, but false where there is a target by now.
  bool take_empty_place();

 private:
  void synchronise();
  void placed();

  std::string target_, path_;
  Descriptor descriptor_;
  bool unfinished_ = false;
};

// For programs: SIGINT, SIGTERM, SIGHUP and the like take unfinished files away before they end the process.
void remove_unfinished_files_on_signals();

}  // namespace rheobase
