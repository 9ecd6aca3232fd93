// Checksums put right, so that a fuzzer gets behind them.
#pragma once

#include <cstring>

#include "engine/snapshot_format.hpp"
#include "image/checksum.hpp"

namespace rheobase::fuzz {

// `bytes` is what the snapshot should say of itself.
inline void sign_snapshot(unsigned char* snapshot, std::size_t bytes) {
  if (bytes < sizeof(SnapshotHeader)) return;
  SnapshotHeader h;
  std::memcpy(&h, snapshot, sizeof h);
  if (h.bytes < sizeof h || h.bytes > bytes || h.bytes % 8 != 0) return;
  h.checksum = 0;
  std::memcpy(snapshot, &h, sizeof h);
  h.checksum = hash_words(snapshot, static_cast<std::size_t>(h.bytes / 8), 0);
  std::memcpy(snapshot, &h, sizeof h);
}

}  // namespace rheobase::fuzz
