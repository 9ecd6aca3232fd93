#include "log/storage.hpp"

#include <filesystem>

#include "files/system.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_busy(const std::string& path) { fail(path, "another program is recording there"); }

// The log at `path`, locked, if there is one.
Descriptor lock_old_log(const std::string& path) {
  for (;;) {
    Descriptor file = system::open_to_read(path);
    if (!file) {
      const std::string error = system::last_error();
      std::error_code unknown;
      if (fs::status(path, unknown).type() == fs::file_type::not_found) return file;
      fail(path, error);
    }
    if (system::lock(file) == system::Lock::busy) fail_busy(path);
    // Between opening and locking another recording may have taken its place.
    if (system::is_file_at(file, path)) return file;
  }
}

// Checked before, so that a log that does not fit never fills the disk, not even briefly.
void check_room(const std::string& path, std::uint64_t bytes) {
  const fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  const std::uint64_t free_bytes = fs::space(folder.empty() ? "." : folder, error).available;
  if (error) fail(path, error.message());
  if (bytes <= free_bytes) return;
  fail(path, "No space left on device: the log takes " + std::to_string(bytes / 1000000) + " MB, " +
                 std::to_string(free_bytes / 1000000) + " MB are free");
}

}  // namespace

LogFile::LogFile(const std::string& path, std::uint64_t bytes)
    : path_(followed(path)), old_log_(lock_old_log(path_)), file_(path_) {
  check_room(path_, bytes);
  system::lock(file_.descriptor());
  if (!system::reserve(file_.descriptor(), bytes)) fail_by_system(path_);
}

void LogFile::write(std::uint64_t offset, const void* data, std::size_t bytes) {
  if (!system::write_at(file_.descriptor(), offset, data, bytes)) fail_by_system(path_);
}

void LogFile::sync() {
  if (!system::synchronise(file_.descriptor())) fail_by_system(path_);
}

void LogFile::publish() {
  if (old_log_) {
#ifdef _WIN32
    old_log_.reset();  // an open file cannot be replaced there
#endif
    file_.take_place();
    old_log_.reset();  // its blocks are free from here on
  } else if (!file_.take_empty_place()) {
    fail_busy(path_);
  }
  system::lock(file_.descriptor());  // again: Windows has opened it again under its name
  published_ = true;
}

}  // namespace rheobase
