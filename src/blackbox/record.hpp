// What stands in a record besides rheo_log_record. All little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "image/hash.hpp"
#include "rheobase/blackbox.h"

namespace rheobase {

// Then the signals, each a SignalEntry and what belongs to it, `signal_bytes` in all; then the snapshot.
struct SnapshotPayload {
  std::uint64_t flags;
  // Records that the log lacks since the last snapshot; the tick of the first; ticks that cannot be replayed for that.
  std::uint64_t lost, first_lost_tick, lost_ticks;
  std::uint32_t signals, signal_bytes;
};

// A signal's options and state, as of the snapshot's tick.
struct SignalEntry {
  std::uint32_t bytes;  // with what follows; a multiple of 8
  std::uint16_t decodes, call;
  char name[RHEO_LOG_NAME_BYTES];
};
struct EncoderEntry {  // follows where `decodes` is 0; rheo_encoder_options in order, but for `sample`
  std::uint32_t kind, population, first, count;
  float value_low, value_high, current_low, current_high, rate_low_hz, rate_high_hz;
  float period_ms, pulse_ms, width;
  std::uint32_t circular;
  float latency_at_low_ms, latency_at_high_ms, stuck_ms;
  float sample;  // rheo_encoder's
  std::uint64_t seed;
};
struct DecoderEntry {  // follows where `decodes` is 1; then `preferred_count` floats
  std::uint32_t kind, population, first, count;
  float window_ms, tau_ms, rate_low_hz, rate_high_hz, out_low, out_high;
  std::uint32_t circular, preferred_count;
  float value, spikes_trace, x_trace, y_trace;
  std::uint64_t start_tick;
  std::uint32_t neuron;
  float latency_ms;
};

// Of inputs, sensor values and calls: then `count` 32-bit values.
struct ValuesPayload {
  std::uint32_t population, first, count;
};
struct HashPayload {
  std::uint64_t state, spikes;
};
static_assert(sizeof(rheo_log_record) == 32 && sizeof(SnapshotPayload) == 40 && sizeof(ValuesPayload) == 12);
static_assert(sizeof(SignalEntry) == 40 && sizeof(EncoderEntry) == 80 && sizeof(DecoderEntry) == 80);

constexpr std::uint64_t padded_to_8(std::uint64_t bytes) { return (bytes + 7) / 8 * 8; }

constexpr std::uint32_t folded(std::uint64_t sum) { return static_cast<std::uint32_t>(sum ^ sum >> 32); }

inline std::uint32_t header_checksum_of(const rheo_log_record& header) {
  return folded(hash_words(&header, offsetof(rheo_log_record, header_checksum) / 8, 0));
}
inline std::uint32_t payload_checksum_of(const void* payload, std::size_t bytes) {
  return folded(hash_words(payload, bytes / 8, 0));
}

// A writer may have mixed the checksums of a record with `mask`.
inline rheo_status check_header(const rheo_log_record& header, std::uint32_t mask) {
  if (header.marker != RHEO_LOG_MARKER || header.bytes < sizeof header || header.bytes % 8 != 0) {
    return RHEO_E_LOG_MALFORMED;
  }
  if (header.version != RHEO_LOG_VERSION) return RHEO_E_LOG_VERSION;
  return (header.header_checksum ^ mask) == header_checksum_of(header) ? RHEO_OK : RHEO_E_LOG_CHECKSUM;
}
// rheo_log_record_check, with such a mask.
rheo_status check_record(const void* record, std::size_t bytes, std::uint32_t mask);

// Of a record with a snapshot of this engine and these signals.
std::uint64_t snapshot_record_bytes(const rheo_engine& engine, const rheo_blackbox_options& options);

}  // namespace rheobase
