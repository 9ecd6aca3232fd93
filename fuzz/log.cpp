// Any bytes as a log file or as a stream of records: read, and replayed if it is short.
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

void sign_records(unsigned char* at, std::size_t bytes, std::uint32_t mask) {
  for (std::size_t k = 0; k + sizeof(rheo_log_record) <= bytes;) {
    rheo_log_record r;
    std::memcpy(&r, at + k, sizeof r);
    if (r.bytes < sizeof r || r.bytes % 8 != 0 || r.bytes > bytes - k) return;
    constexpr std::size_t front = sizeof r + sizeof(SnapshotPayload);
    if (r.type == RHEO_LOG_SNAPSHOT && r.bytes > front) {
      SnapshotPayload payload;
      std::memcpy(&payload, at + k + sizeof r, sizeof payload);
      const std::size_t rest = r.bytes - front;
      if (payload.signal_bytes < rest) {
        fuzz::sign_snapshot(at + k + front + payload.signal_bytes, rest - payload.signal_bytes);
      }
    }
    r.header_checksum = header_checksum_of(r) ^ mask;
    r.payload_checksum = payload_checksum_of(at + k + sizeof r, r.bytes - sizeof r) ^ mask;
    std::memcpy(at + k, &r, sizeof r);
    k += r.bytes;
  }
}

void sign_log(unsigned char* at, std::size_t bytes) {
  std::uint32_t magic = 0;
  if (bytes >= sizeof magic) std::memcpy(&magic, at, sizeof magic);
  if (magic != log_file::file_magic) return sign_records(at, bytes, 0);
  if (bytes < log_file::page) return;
  sign_header<log_file::FileHeader>(at);
  log_file::FileHeader header;
  std::memcpy(&header, at, sizeof header);
  if (header.segment_bytes < log_file::page) return;
  for (std::uint64_t k = log_file::page; k < bytes && bytes - k >= sizeof(log_file::SegmentHeader);) {
    const std::uint64_t here = std::min<std::uint64_t>(header.segment_bytes, bytes - k);
    sign_header<log_file::SegmentHeader>(at + k);
    constexpr std::size_t front = sizeof(log_file::SegmentHeader);
    sign_records(at + k + front, here - front, log_file::mask_of(header.id));
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
  struct Watching : ReplayObserver {
    void begin(const rheo_engine*, const std::vector<LogSignal>&) override {}
    void observe(const rheo_engine*, const std::vector<float>&) override {}
    void forget_after(std::uint64_t) override {}
  } watching;
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
    ReplayOptions options;
    options.observer = &watching;
    replay(log, images, options);
  } catch (const ModelError&) {
  }
  return 0;
}
