#include "log/storage.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "compile/message.hpp"

namespace rheobase {
namespace {

[[noreturn]] void fail_busy(const std::string& path) { fail(path, "another program is recording there"); }

bool same_file(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

// The log at `path`, locked, if there is one.
Descriptor lock_old_log(const std::string& path) {
  for (;;) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!file && errno == ENOENT) return file;
    if (!file) fail_errno(path);
    struct stat opened {
    }, named{};
    const bool known = ::fstat(file.number(), &opened) == 0;
    const bool busy = ::flock(file.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    // Between opening and locking another recording may have taken its place.
    if (known && !busy && ::stat(path.c_str(), &named) == 0 && same_file(opened, named)) return file;
    if (busy) fail_busy(path);
  }
}

// Asked before, so that a log that does not fit never fills the disk, not even for a moment.
void check_room(const std::string& path, std::uint64_t bytes) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  struct statvfs disk {};
  if (::statvfs(folder.empty() ? "." : folder.c_str(), &disk) != 0) fail_errno(path);
  const std::uint64_t free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (bytes <= free_bytes) return;
  fail(path, "No space left on device: the log takes " + std::to_string(bytes / 1000000) + " MB, " +
                 std::to_string(free_bytes / 1000000) + " MB are free");
}

}  // namespace

LogFile::LogFile(const std::string& path, std::uint64_t bytes)
    : path_(followed(path)), old_log_(lock_old_log(path_)), file_(path_) {
  check_room(path_, bytes);
  ::flock(file_.descriptor(), LOCK_EX | LOCK_NB);
  errno = ::posix_fallocate(file_.descriptor(), 0, static_cast<off_t>(bytes));
  if (errno != 0) fail_errno(path_);
}

void LogFile::write(std::uint64_t offset, const void* data, std::size_t bytes) {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t done = ::pwrite(file_.descriptor(), from, bytes, static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail_errno(path_);
    from += done;
    offset += static_cast<std::uint64_t>(done);
    bytes -= static_cast<std::size_t>(done);
  }
}

void LogFile::sync() {
  if (::fsync(file_.descriptor()) != 0) fail_errno(path_);
}

void LogFile::publish() {
  if (old_log_) {
    file_.take_place();
    old_log_.reset();  // its blocks are free from here on
  } else if (!file_.take_empty_place()) {
    fail_busy(path_);
  }
  published_ = true;
}

}  // namespace rheobase
