#include "compile/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "compile/message.hpp"

namespace rheobase {
namespace {

bool is_written_as_it_is(const std::string& path) {
  struct stat now {};
  return stat(path.c_str(), &now) == 0 && !S_ISREG(now.st_mode) && !S_ISDIR(now.st_mode);
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path) {
  if (path.empty()) fail("", "an output file needs a name");
  int descriptor = -1;
  if (is_written_as_it_is(path)) {
    descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  } else {
    unfinished_ = std::make_unique<UnfinishedFile>(followed(path));
    descriptor = fcntl(unfinished_->descriptor(), F_DUPFD_CLOEXEC, 0);
  }
  if (descriptor >= 0) file_ = fdopen(descriptor, "wb");
  if (file_ == nullptr) fail_errno(path_);
}

AtomicFile::~AtomicFile() {
  if (file_ != nullptr) std::fclose(file_);
}

void AtomicFile::write(const void* data, std::size_t bytes) {
  if (std::fwrite(data, 1, bytes, file_) != bytes) fail_errno(path_);
}

void AtomicFile::keep() {
  // Flushing first: a full disk often shows only here, and the file must still be removed then.
  if (std::fflush(file_) != 0) fail_errno(path_);
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail_errno(path_);
  if (unfinished_) unfinished_->take_place();
}

}  // namespace rheobase
