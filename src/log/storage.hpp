// Where a log's bytes go. A file, or in tests a disk that loses power.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace rheobase {

class LogStorage {
 public:
  virtual ~LogStorage() = default;
  virtual void write(std::uint64_t offset, const void* data, std::size_t bytes) = 0;
  virtual void sync() = 0;
};

// A file of fixed size whose blocks are taken when it is made: recording never meets a full disk.
class LogFile : public LogStorage {
 public:
  LogFile(const std::string& path, std::uint64_t bytes);  // throws ModelError
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile() override;
  void write(std::uint64_t offset, const void* data, std::size_t bytes) override;
  void sync() override;

 private:
  std::string path_;
  int file_;
};

}  // namespace rheobase
