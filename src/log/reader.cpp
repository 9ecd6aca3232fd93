// Reads what is whole in a log file, whatever state a power cut has left it in.
#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

#include "blackbox/record.hpp"
#include "compile/atomic_file.hpp"
#include "compile/message.hpp"
#include "log/format.hpp"
#include "rheobase/log.hpp"

namespace rheobase {
namespace {

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
    case RHEO_LOG_INPUT: {
      InputPayload input;
      if (bytes < sizeof input) return false;
      std::memcpy(&input, payload, sizeof input);
      return bytes == padded_to_8(sizeof input + std::uint64_t{input.count} * sizeof(float));
    }
    default: return false;
  }
}

}  // namespace

Log Log::read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_errno(path);
  std::vector<char> chars{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) fail_errno(path);
  std::vector<std::byte> bytes(chars.size());
  std::memcpy(bytes.data(), chars.data(), chars.size());
  return Log(std::move(bytes), path);
}

Log::Log(std::vector<std::byte> bytes, const std::string& name) : name_(name), bytes_(std::move(bytes)) {
  if (bytes_.size() < sizeof(log_file::FileHeader)) fail(name, "not a log: too short");
  const auto header = copy_at<log_file::FileHeader>(bytes_, 0);
  if (header.magic != log_file::file_magic) fail(name, "not a log");
  if (header.version != log_file::version) fail(name, "the log has a format version this program does not read");
  if (!log_file::sound(header, log_file::file_magic))
    fail(name, "the log is damaged: its header's checksum does not match");
  if (header.segments == 0 || header.segment_bytes < log_file::page || header.segment_bytes % 8 != 0) {
    fail(name, "the log's header contradicts itself");
  }
  struct Found {
    std::uint64_t number;
    std::size_t offset, bytes;
  };
  std::vector<Found> found;
  std::uint64_t offset = log_file::page;
  for (std::uint32_t i = 0; i < header.segments; ++i) {
    if (offset + sizeof(log_file::SegmentHeader) > bytes_.size()) break;
    const auto segment = copy_at<log_file::SegmentHeader>(bytes_, static_cast<std::size_t>(offset));
    const std::uint64_t here = std::min<std::uint64_t>(header.segment_bytes, bytes_.size() - offset);
    if (log_file::sound(segment, log_file::segment_magic) && segment.id == header.id &&
        segment.number % header.segments == i) {
      found.push_back({segment.number, static_cast<std::size_t>(offset), static_cast<std::size_t>(here)});
    }
    if (header.segment_bytes > bytes_.size() - offset) break;
    offset += header.segment_bytes;
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.number < b.number; });
  for (const Found& segment : found) read_segment(segment.offset, segment.bytes, header.id);
}

void Log::read_segment(std::size_t offset, std::size_t bytes, std::uint64_t id) {
  const auto segment = copy_at<log_file::SegmentHeader>(bytes_, offset);
  if (!records_.empty() && segment.first_sequence <= records_.back().sequence) return;  // of a lap before
  std::uint64_t sequence = segment.first_sequence, tick = 0;
  for (std::size_t at = sizeof segment; at + sizeof(rheo_log_record) <= bytes;) {
    // The writer has mixed the id of the log into the checksum.
    std::byte* place = bytes_.data() + offset + at;
    auto header = copy_at<rheo_log_record>(bytes_, offset + at);
    header.checksum ^= id;
    std::memcpy(place, &header, sizeof header);
    const bool whole = rheo_log_record_check(place, bytes - at) == RHEO_OK;
    if (!whole) break;
    const std::byte* payload = place + sizeof header;
    const bool first = sequence == segment.first_sequence;
    if (header.sequence != sequence || !payload_fits(header, payload)) break;
    if (first ? header.type != RHEO_LOG_SNAPSHOT : header.type != RHEO_LOG_SNAPSHOT && header.tick < tick) break;
    records_.push_back({header.type, header.sequence, header.tick, payload, header.bytes - sizeof header});
    tick = header.tick;
    ++sequence;
    at += header.bytes;
  }
}

}  // namespace rheobase
