#include "observe/output_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "compile/message.hpp"
#include "compile/unfinished_file.hpp"

namespace rheobase {

OutputDirectory::OutputDirectory(const std::string& path) {
  if (path.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) fail(path, error.message());
  if (access(path.c_str(), W_OK | X_OK) != 0) fail_errno(path);
  lock_ = Descriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock_) fail_errno(path);
  // A file system without locks lets everybody in.
  if (flock(lock_.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    fail(path, "another program is writing its output there");
  }
}

}  // namespace rheobase
