// Reads the whole records of a log file or a stream that power cuts and bad lines may have damaged.
#include <algorithm>
#include <cstring>
#include <optional>

#include "blackbox/record.hpp"
#include "log/format.hpp"
#include "log/source.hpp"
#include "rheobase/log.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

// Limit on the bytes checked for each byte of a log. A damaged payload is checked without success, and again at each
// marker in it; a file that needs more than this is not a log, but made to take long.
constexpr std::uint64_t most_effort = 16;

template <class T>
T copy_at(const std::vector<std::byte>& bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

bool payload_fits(const rheo_log_record& header, const std::byte* payload) {
  const std::size_t bytes = header.bytes - sizeof header;
  switch (header.type) {
    case RHEO_LOG_SNAPSHOT: return bytes > sizeof(SnapshotPayload);
    case RHEO_LOG_HASH: return bytes == sizeof(HashPayload);
    case RHEO_LOG_TICK: return bytes == 0;
    case RHEO_LOG_INPUT:
    case RHEO_LOG_SPIKES:
    case RHEO_LOG_GAINS:
    case RHEO_LOG_LEARNING:
    case RHEO_LOG_REWARDS:
    case RHEO_LOG_SENSOR:
    case RHEO_LOG_CALLS: {
      ValuesPayload which;
      if (bytes < sizeof which) return false;
      std::memcpy(&which, payload, sizeof which);
      return which.count > 0 && bytes == padded_to_8(sizeof which + std::uint64_t{which.count} * sizeof(float));
    }
    default: return false;
  }
}

// Calls take(record) for every whole record from `offset` on. Returns the bytes that belong to none.
template <class Take>
std::uint64_t scan(const std::string& name, const std::vector<std::byte>& bytes, std::size_t offset, std::uint32_t mask,
                   Take take) {
  constexpr int first_of_marker = RHEO_LOG_MARKER & 0xFF;
  const std::byte* const end = bytes.data() + bytes.size();
  std::uint64_t whole = 0, effort = most_effort * bytes.size() + (1u << 20);
  for (const std::byte* at = bytes.data() + offset; at < end;) {
    at = static_cast<const std::byte*>(std::memchr(at, first_of_marker, static_cast<std::size_t>(end - at)));
    if (at == nullptr || end - at < static_cast<std::ptrdiff_t>(sizeof(rheo_log_record))) break;
    rheo_log_record header;
    std::memcpy(&header, at, sizeof header);
    const auto left = static_cast<std::size_t>(end - at);
    bool sound = check_header(header, mask) == RHEO_OK && header.bytes <= left;
    if (sound) {
      if (header.bytes > effort) fail(name, "too many damaged records, one in the other");
      effort -= header.bytes;
      sound = check_record(at, left, mask) == RHEO_OK && payload_fits(header, at + sizeof header);
    }
    if (!sound) {
      ++at;
      continue;
    }
    take(LogRecord{header.type, 0, header.sequence, header.tick, at + sizeof header, header.bytes - sizeof header});
    whole += header.bytes;
    at += header.bytes;
  }
  return bytes.size() - offset - whole;
}

bool older(const LogRecord& a, const LogRecord& b) { return a.sequence < b.sequence; }

bool same_record(const LogRecord& a, const LogRecord& b) {
  return a.sequence == b.sequence && a.tick == b.tick && a.type == b.type && a.payload_bytes == b.payload_bytes &&
         std::memcmp(a.payload, b.payload, a.payload_bytes) == 0;
}

// The id of a log file; none if the bytes are no such file. Throws ModelError.
std::optional<std::uint64_t> id_of_file(const std::vector<std::byte>& bytes, const std::string& name) {
  if (bytes.size() < sizeof(log_file::FileHeader)) return {};
  const auto header = copy_at<log_file::FileHeader>(bytes, 0);
  if (log_file::sound(header, log_file::file_magic)) return header.id;
  const bool begins_as_one = header.magic == log_file::file_magic;
  if (begins_as_one && header.version != log_file::version && header.checksum == log_file::checksum_of(header)) {
    fail(name, "a log of format " + std::to_string(header.version) + "; this program reads format " +
                   std::to_string(log_file::version));
  }
  // The segments know it too.
  for (std::size_t at = log_file::page; at + sizeof(log_file::SegmentHeader) <= bytes.size(); at += log_file::page) {
    const auto segment = copy_at<log_file::SegmentHeader>(bytes, at);
    if (log_file::sound(segment, log_file::segment_magic)) return segment.id;
  }
  if (begins_as_one) fail(name, "the log is damaged: its header's checksum does not match");
  return {};
}

std::string image_source_of(const std::vector<std::byte>& bytes) {
  const auto header = copy_at<log_file::FileHeader>(bytes, 0);
  const std::size_t length = header.image_source_bytes;
  const bool known = log_file::sound(header, log_file::file_magic) && length <= log_file::most_image_source &&
                     sizeof header + length <= bytes.size();
  std::string text(known ? length : 0, '\0');
  if (known) std::memcpy(text.data(), bytes.data() + sizeof header, length);
  return log_file::hash_of_text(text) == header.image_source_hash ? text : "";
}

}  // namespace

Log Log::read(const std::string& path) { return Log(read_log_bytes(path), path == "-" ? "standard input" : path); }

Log::Log(std::vector<std::byte> bytes, const std::string& name) : name_(name), bytes_(std::move(bytes)) {
  if (const std::optional<std::uint64_t> id = id_of_file(bytes_, name)) {
    image_source_ = image_source_of(bytes_);
    read_file(*id);
  } else {
    read_stream();
    if (records_.empty()) fail(name, "not a log: neither a log file nor records of a black box");
  }
}

void Log::read_file(std::uint64_t id) {
  if (bytes_.size() <= log_file::page) return;
  scan(name_, bytes_, log_file::page, log_file::mask_of(id), [&](const LogRecord& r) { records_.push_back(r); });
  // Segments are written in a circle. Records of an earlier round at the end of one are older, but valid.
  std::stable_sort(records_.begin(), records_.end(), older);
  const auto same = [](const LogRecord& a, const LogRecord& b) { return a.sequence == b.sequence; };
  records_.erase(std::unique(records_.begin(), records_.end(), same), records_.end());
  // Records whose snapshot is overwritten cannot be used.
  const auto is_snapshot = [](const LogRecord& r) { return r.type == RHEO_LOG_SNAPSHOT; };
  records_.erase(records_.begin(), std::find_if(records_.begin(), records_.end(), is_snapshot));
}

void Log::read_stream() {
  std::uint32_t recording = 0;
  auto begin = records_.size();  // of the recording
  skipped_bytes_ = scan(name_, bytes_, 0, 0, [&](LogRecord r) {
    if (!records_.empty() && r.sequence <= records_.back().sequence) {
      // Sent twice; or the recorder has started again, which may well begin with the same bytes.
      const bool starts = r.type == RHEO_LOG_SNAPSHOT && r.sequence == 0;
      const auto from = starts ? records_.end() - 1 : records_.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto at = std::lower_bound(from, records_.end(), r, older);
      if (at != records_.end() && same_record(*at, r)) return;
      begin = records_.size();
      ++recording;
    }
    r.recording = recording;
    records_.push_back(r);
  });
}

}  // namespace rheobase
