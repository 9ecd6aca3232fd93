#include "files/atomic_file.hpp"

#include <utility>

#include "files/system.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

bool is_written_as_it_is(const std::string& path) {
  const system::Kind kind = system::kind_of(path);
  return kind == system::Kind::stream || kind == system::Kind::device;
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path) {
  if (path.empty()) fail("", "an output file needs a name");
  Descriptor descriptor;
  if (is_written_as_it_is(path)) {
    descriptor = system::open_to_write(path);
  } else {
    unfinished_ = std::make_unique<UnfinishedFile>(followed(path));
    descriptor = system::copy_of(unfinished_->descriptor());
  }
  if (descriptor) file_ = fdopen(descriptor.number(), "wb");
  if (file_ == nullptr) fail_by_system(path_);
  descriptor.release();  // the file's
}

AtomicFile::~AtomicFile() {
  if (file_ != nullptr) std::fclose(file_);
}

void AtomicFile::write(const void* data, std::size_t bytes) {
  if (std::fwrite(data, 1, bytes, file_) != bytes) fail_by_system(path_);
}

void AtomicFile::keep() {
  // Flushing first: a full disk often shows only here, and the file must still be removed then.
  if (std::fflush(file_) != 0) fail_by_system(path_);
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail_by_system(path_);
  if (!unfinished_) return;
  unfinished_->take_place();
  unfinished_.reset();  // closed: Windows gives an open file to few others
}

}  // namespace rheobase
