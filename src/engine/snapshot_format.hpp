// A snapshot, format version 2: header, clocks of every population, then the sections that
// walk_snapshot lists, packed. Little-endian; a multiple of 8 bytes. docs/black-box.md is this in prose.
#pragma once

#include <cstdint>

#include "engine/engine.hpp"
#include "image/view.hpp"

namespace rheobase {

constexpr std::uint32_t snapshot_magic = 0x504E5352u;  // "RSNP" read as bytes

struct SnapshotHeader {
  std::uint32_t magic;
  std::uint16_t version, header_bytes;
  std::uint64_t checksum;  // hash_words over the whole snapshot, this field counted as 0
  std::uint64_t bytes;
  std::uint64_t image_checksum;
  std::uint64_t tick, noise_seed, spike_hash;
  std::uint64_t spikes, events, inputs_refused, inputs_cut;
  std::uint64_t events_due, most_backlog_events, most_events, most_spikes, deferred_steps;
  std::uint32_t next_delay_group, next_source;
  std::uint64_t events_lost;
  std::uint32_t reserved[12];
};
static_assert(sizeof(SnapshotHeader) == 192);

struct SnapshotClocks {
  std::uint64_t noise_tick;
  std::uint32_t noise_phase, stimulus_index, stimulus_phase, reserved;
};
static_assert(sizeof(SnapshotClocks) == 24);

// Calls visit(state, offset from the snapshot's start) for each state of a snapshot, in order: 64-bit values first,
// then 32-bit ones. Returns the size of the snapshot.
template <class Visit>
std::uint64_t walk_snapshot(const image::View& image, Visit visit) {
  const std::uint64_t first =
      sizeof(SnapshotHeader) + std::uint64_t{image.header().populations} * sizeof(SnapshotClocks);
  const StateBytes bytes = walk_states(image, [&](const State& state) {
    if (state.saved) visit(state, first + state.snapshot_offset);
  });
  return (first + bytes.snapshot + 7) / 8 * 8;
}

inline std::uint64_t snapshot_bytes(const image::View& image) {
  return walk_snapshot(image, [](const State&, std::uint64_t) {});
}

}  // namespace rheobase
