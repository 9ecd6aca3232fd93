// Any bytes as a log: read, and replayed if it is short.
#include "rheobase/log.hpp"

#include <cstdint>
#include <cstring>

#include "blackbox/record.hpp"
#include "log/format.hpp"
#include "networks.hpp"
#include "signing.hpp"

using namespace rheobase;

namespace {

constexpr std::uint64_t steps_most = 400;

template <class H>
bool sign_header(unsigned char* at) {
  H header;
  std::memcpy(&header, at, sizeof header);
  header.checksum = log_file::checksum_of(header);
  std::memcpy(at, &header, sizeof header);
  return true;
}

void sign_records(unsigned char* at, std::size_t bytes, std::uint64_t id) {
  std::size_t k = sizeof(log_file::SegmentHeader);
  while (k + sizeof(rheo_log_record) <= bytes) {
    rheo_log_record r;
    std::memcpy(&r, at + k, sizeof r);
    if (r.bytes < sizeof r || r.bytes % 8 != 0 || r.bytes > bytes - k) return;
    constexpr std::size_t front = sizeof r + sizeof(SnapshotPayload);
    if (r.type == RHEO_LOG_SNAPSHOT && r.bytes > front) fuzz::sign_snapshot(at + k + front, r.bytes - front);
    r.checksum = 0;
    std::memcpy(at + k, &r, sizeof r);
    r.checksum = hash_words(at + k, r.bytes / 8, 0) ^ id;
    std::memcpy(at + k, &r, sizeof r);
    k += r.bytes;
  }
}

void sign_log(unsigned char* at, std::size_t bytes) {
  if (bytes < log_file::page) return;
  sign_header<log_file::FileHeader>(at);
  log_file::FileHeader header;
  std::memcpy(&header, at, sizeof header);
  if (header.segment_bytes < log_file::page) return;
  for (std::uint64_t k = log_file::page; k < bytes && bytes - k >= sizeof(log_file::SegmentHeader);) {
    const std::uint64_t here = std::min<std::uint64_t>(header.segment_bytes, bytes - k);
    sign_header<log_file::SegmentHeader>(at + k);
    sign_records(at + k, here, header.id);
    k += here;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<Image> images = [] {
    std::vector<Image> out;
    for (bool budgeted : {false, true}) out.push_back(compile(fuzz::network(budgeted)));
    return out;
  }();
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  sign_log(reinterpret_cast<unsigned char*>(bytes.data()), size);
  try {
    const Log log(std::move(bytes), "log");
    std::uint64_t steps = 0, tick = log.records().empty() ? 0 : log.records()[0].tick;
    for (const LogRecord& r : log.records()) {
      steps += r.tick > tick ? r.tick - tick : 0;
      tick = r.tick;
      if (steps > steps_most) return 0;
    }
    replay(log, images);
  } catch (const ModelError&) {
  }
  return 0;
}
