// Puts records into the segments of a log.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "log/storage.hpp"
#include "rheobase/log.hpp"

namespace rheobase {

struct LogShape {
  std::uint64_t segment_bytes;
  std::uint32_t segments;
  std::uint64_t reserve_bytes;  // of a segment, for the records between asking for a snapshot and getting it
  std::uint64_t file_bytes() const;
};
// For snapshot records of this size, behind a queue of this size: a writer that asks for a snapshot has all that is
// queued before it. Throws ModelError.
LogShape log_shape(const LogOptions& options, std::uint64_t snapshot_record_bytes, std::uint64_t queue_bytes = 0);

class LogWriter {
 public:
  LogWriter(LogStorage& storage, const LogShape& shape, int sync_ms, std::uint64_t id,
            const std::string& image_source = {});

  // False where the record had to be dropped: only a snapshot makes room, in the next segment.
  bool append(const rheo_log_record& record);
  // The segment is nearly full.
  bool wants_snapshot() const { return used_ > soft_limit(); }
  bool has_records() const { return next_segment_ > 0; }
  void flush();  // to the system; to the disk as often as sync_ms says
  void sync();

 private:
  using Clock = std::chrono::steady_clock;
  std::uint64_t soft_limit() const { return shape_.segment_bytes - shape_.reserve_bytes; }
  void begin_segment(std::uint64_t first_sequence);

  LogStorage& storage_;
  LogShape shape_;
  int sync_ms_;
  std::uint64_t id_;
  std::uint64_t next_segment_ = 0;
  std::uint64_t used_;           // of the segment, the buffer included
  std::uint64_t buffer_at_ = 0;  // in the file
  std::uint64_t next_sequence_ = 0;
  std::vector<std::byte> buffer_;
  Clock::time_point synced_ = Clock::now();
  bool dirty_ = false;
};

}  // namespace rheobase
