#include "log/storage.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "compile/atomic_file.hpp"

namespace rheobase {

LogFile::LogFile(const std::string& path, std::uint64_t bytes)
    : path_(path), file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (file_ < 0) fail_errno(path_);
  const int error = ::posix_fallocate(file_, 0, static_cast<off_t>(bytes));
  if (error == 0) return;
  ::close(file_);
  errno = error;
  fail_errno(path_);
}

LogFile::~LogFile() { ::close(file_); }

void LogFile::write(std::uint64_t offset, const void* data, std::size_t bytes) {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t done = ::pwrite(file_, from, bytes, static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail_errno(path_);
    from += done;
    offset += static_cast<std::uint64_t>(done);
    bytes -= static_cast<std::size_t>(done);
  }
}

void LogFile::sync() {
  if (::fsync(file_) != 0) fail_errno(path_);
}

}  // namespace rheobase
