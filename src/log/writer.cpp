#include "log/writer.hpp"

#include <algorithm>
#include <cstring>

#include "log/format.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr std::size_t buffer_most = 256u << 10;

std::uint64_t whole_pages(std::uint64_t bytes) {
  return (bytes + log_file::page - 1) / log_file::page * log_file::page;
}

}  // namespace

std::uint64_t LogShape::file_bytes() const { return log_file::page + segment_bytes * segments; }

LogShape log_shape(const LogOptions& options, std::uint64_t snapshot_record_bytes, std::uint64_t queue_bytes) {
  if (options.segments < 2 || options.segments > 65536) fail("", "segments of a log: from 2 to 65536");
  const std::uint64_t reserve = queue_bytes + snapshot_record_bytes + 16 * sizeof(rheo_log_record);
  // A snapshot begins a segment, and some more of it is not reserve.
  const std::uint64_t least = whole_pages(2 * reserve + 2 * snapshot_record_bytes + 32 * sizeof(rheo_log_record));
  const std::uint64_t segment = std::max(least, whole_pages(options.bytes / options.segments));
  return {segment, options.segments, std::max(reserve, segment / 4)};
}

LogWriter::LogWriter(LogStorage& storage, const LogShape& shape, int sync_ms, std::uint64_t id,
                     const std::string& image_source)
    : storage_(storage), shape_(shape), sync_ms_(sync_ms), id_(id), used_(shape.segment_bytes) {
  log_file::FileHeader header = {};
  header.magic = log_file::file_magic;
  header.version = log_file::version;
  header.header_bytes = sizeof header;
  header.id = id;
  header.segment_bytes = shape.segment_bytes;
  header.segments = shape.segments;
  const bool said = image_source.size() <= log_file::most_image_source;  // a part of it would be another command
  if (said && !image_source.empty()) {
    header.image_source_bytes = static_cast<std::uint32_t>(image_source.size());
    header.image_source_hash = log_file::hash_of_text(image_source);
    storage_.write(sizeof header, image_source.data(), image_source.size());
  }
  header.checksum = log_file::checksum_of(header);
  storage_.write(0, &header, sizeof header);
  storage_.sync();
}

void LogWriter::begin_segment(std::uint64_t first_sequence) {
  flush();
  log_file::SegmentHeader header = {};
  header.magic = log_file::segment_magic;
  header.version = log_file::version;
  header.header_bytes = sizeof header;
  header.id = id_;
  header.number = next_segment_;
  header.first_sequence = first_sequence;
  header.checksum = log_file::checksum_of(header);
  buffer_at_ = log_file::page + next_segment_ % shape_.segments * shape_.segment_bytes;
  ++next_segment_;
  buffer_.resize(sizeof header);
  std::memcpy(buffer_.data(), &header, sizeof header);
  used_ = sizeof header;
}

bool LogWriter::append(const rheo_log_record& record) {
  const bool snapshot = record.type == RHEO_LOG_SNAPSHOT;
  // After a loss, a new segment is started.
  if (snapshot && (used_ + record.bytes > soft_limit() || record.sequence != next_sequence_)) {
    begin_segment(record.sequence);
  }
  if (!snapshot && record.sequence != next_sequence_) return false;
  if (used_ + record.bytes > shape_.segment_bytes) return false;
  rheo_log_record header = record;
  header.header_checksum ^= log_file::mask_of(id_);
  header.payload_checksum ^= log_file::mask_of(id_);
  const std::size_t at = buffer_.size();
  buffer_.resize(at + record.bytes);
  std::memcpy(buffer_.data() + at, &record, record.bytes);
  std::memcpy(buffer_.data() + at, &header, sizeof header);
  used_ += record.bytes;
  next_sequence_ = record.sequence + 1;
  if (buffer_.size() > buffer_most) flush();
  return true;
}

void LogWriter::flush() {
  if (!buffer_.empty()) {
    storage_.write(buffer_at_, buffer_.data(), buffer_.size());
    buffer_at_ += buffer_.size();
    buffer_.clear();
    dirty_ = true;
  }
  if (dirty_ && sync_ms_ >= 0 && Clock::now() - synced_ >= std::chrono::milliseconds(sync_ms_)) sync();
}

void LogWriter::sync() {
  if (!buffer_.empty()) {
    storage_.write(buffer_at_, buffer_.data(), buffer_.size());
    buffer_at_ += buffer_.size();
    buffer_.clear();
  }
  storage_.sync();
  synced_ = Clock::now();
  dirty_ = false;
}

}  // namespace rheobase
