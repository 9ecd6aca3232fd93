// Where a log's bytes go. A file, or in tests a disk that loses power.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "files/descriptor.hpp"
#include "files/unfinished_file.hpp"

namespace rheobase {

class LogStorage {
 public:
  virtual ~LogStorage() = default;
  virtual void write(std::uint64_t offset, const void* data, std::size_t bytes) = 0;
  virtual void sync() = 0;
};

// A file of fixed size whose blocks are allocated when it is made: recording never meets a full disk. It lies beside an
// existing log until publish(); until then no other program can record to the same path.
class LogFile : public LogStorage {
 public:
  // Throws ModelError if there is no room or another program records there; then nothing has changed.
  LogFile(const std::string& path, std::uint64_t bytes);
  void write(std::uint64_t offset, const void* data, std::size_t bytes) override;
  void sync() override;

  bool is_published() const { return published_; }
  bool replaces_a_log() const { return static_cast<bool>(old_log_); }
  // Takes the place of the old log. Throws ModelError.
  void publish();

 private:
  std::string path_;
  Descriptor old_log_;  // locked; none if there is no log to replace
  UnfinishedFile file_;
  bool published_ = false;
};

}  // namespace rheobase
