#include "compile/atomic_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "compile/message.hpp"

namespace rheobase {

void fail_errno(const std::string& path) { fail(path, std::strerror(errno)); }

AtomicFile::AtomicFile(const std::string& path) : path_(path), temporary_(path + ".part") {
  // A device or a pipe (/dev/stdout, /dev/full) cannot be renamed onto: it is written as it is.
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored)) temporary_ = path;
  file_ = std::fopen(temporary_.c_str(), "wb");
  if (file_ == nullptr) fail_errno(path_);
}

AtomicFile::~AtomicFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  if (temporary_ != path_) std::remove(temporary_.c_str());
}

void AtomicFile::write(const void* data, std::size_t bytes) {
  if (std::fwrite(data, 1, bytes, file_) != bytes) fail_errno(path_);
}

void AtomicFile::keep() {
  // Flushing first: a full disk often shows only here, and the file must still be removed then.
  if (std::fflush(file_) != 0) fail_errno(path_);
  const int closed = std::fclose(file_);
  file_ = nullptr;
  if (closed == 0 && (temporary_ == path_ || std::rename(temporary_.c_str(), path_.c_str()) == 0)) return;
  const int error = errno;
  if (temporary_ != path_) std::remove(temporary_.c_str());
  errno = error;
  fail_errno(path_);
}

}  // namespace rheobase
