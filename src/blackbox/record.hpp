// What stands in a record besides rheo_log_record.
#pragma once

#include <cstddef>
#include <cstdint>

#include "image/hash.hpp"
#include "rheobase/blackbox.h"

namespace rheobase {

struct SnapshotPayload {  // then the snapshot
  std::uint64_t flags, lost, first_lost_tick;
};
struct InputPayload {  // then the values
  std::uint32_t population, first, count, reserved;
};
struct HashPayload {
  std::uint64_t state, spikes;
};
static_assert(sizeof(rheo_log_record) == 32 && sizeof(SnapshotPayload) == 24 && sizeof(InputPayload) == 16);

constexpr std::uint64_t padded_to_8(std::uint64_t bytes) { return (bytes + 7) / 8 * 8; }

// `record` holds record.bytes bytes.
inline std::uint64_t checksum_of(const rheo_log_record& record) {
  constexpr std::size_t field = offsetof(rheo_log_record, checksum) / 8;
  return hash_words(&record, record.bytes / 8, 0) - hash_term(field, record.checksum) + hash_term(field, 0);
}

}  // namespace rheobase
