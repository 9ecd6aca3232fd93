#include "observe/output_directory.hpp"

#include <filesystem>

#include "files/system.hpp"
#include "files/unfinished_file.hpp"
#include "text/message.hpp"

namespace rheobase {

OutputDirectory::OutputDirectory(const std::string& path) {
  if (path.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) fail(path, error.message());
  switch (system::lock_directory(path, lock_)) {
    case system::Lock::mine: break;
    case system::Lock::busy: fail(path, "another program is writing its output there");
    case system::Lock::error: fail_by_system(path);
  }
}

std::string directory_text(const std::string& path) {
  return printable(path.substr(0, path.find_last_not_of('/') + 1)) + "/";
}

}  // namespace rheobase
