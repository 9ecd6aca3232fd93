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

// Sections of 64-bit values first, then of 32-bit ones.
enum class SnapshotField {
  ring,     // u64: ring_ticks bitsets, that of the last tick first
  taken,    // u64, of a budgeted delay group: the rows delivered in the last ticks, last first
  waiting,  // u32, of a budgeted delay group: per source, rows owed to it
  v,
  u,
  input,
  spike_age,
  current,  // of a channel that keeps one
};

struct SnapshotSection {
  SnapshotField field;
  std::uint32_t index;    // population; of taken and waiting: the group's first record in the projection table
  std::uint32_t channel;  // of current: in the channel table
  std::uint64_t offset;   // from the snapshot's start, bytes
  std::uint64_t count;
  std::uint32_t element_bytes;
};

// Calls visit(section) -> bool for each section in order while it returns true. Returns the size of
// the snapshot, 0 if a visit said no.
template <class Visit>
std::uint64_t walk_snapshot(const image::View& image, Visit visit) {
  const image::Header& h = image.header();
  std::uint64_t at = sizeof(SnapshotHeader) + std::uint64_t{h.populations} * sizeof(SnapshotClocks);
  const auto section = [&](SnapshotField field, std::uint32_t index, std::uint32_t channel, std::uint64_t count,
                           std::uint32_t element_bytes) {
    const SnapshotSection s = {field, index, channel, at, count, element_bytes};
    at += count * element_bytes;
    return visit(s);
  };
  if (!section(SnapshotField::ring, 0, 0, std::uint64_t{h.ring_ticks} * h.words, 8)) return 0;
  if (image.event_budget() != 0) {
    for (std::uint32_t i = 0; i < h.projections; i = image.delay_group_end(i)) {
      const image::Projection& p = image.projection(i);
      const std::uint64_t slots = taken_slots(image.channel(p.channel).pulse_ticks);
      if (!section(SnapshotField::taken, i, 0, slots * image.population(p.source).words, 8)) return 0;
    }
    for (std::uint32_t i = 0; i < h.projections; i = image.delay_group_end(i)) {
      if (!section(SnapshotField::waiting, i, 0, image.population(image.projection(i).source).size, 4)) return 0;
    }
  }
  for (std::uint32_t i = 0; i < h.populations; ++i) {
    const image::Population& p = image.population(i);
    const auto floats = [&](SnapshotField field, std::uint32_t channel = 0) {
      return section(field, i, channel, p.size, 4);
    };
    if (!floats(SnapshotField::v) || !floats(SnapshotField::u)) return 0;
    if ((p.flags & image::has_input) != 0 && !floats(SnapshotField::input)) return 0;
    if ((p.flags & image::keeps_spike_age) != 0 && !floats(SnapshotField::spike_age)) return 0;
    for (std::uint32_t c = p.first_channel; c < p.first_channel + p.channels; ++c) {
      if ((image.channel(c).flags & image::keeps_current) != 0 && !floats(SnapshotField::current, c)) return 0;
    }
  }
  return (at + 7) / 8 * 8;
}

inline std::uint64_t snapshot_bytes(const image::View& image) {
  return walk_snapshot(image, [](const SnapshotSection&) { return true; });
}

}  // namespace rheobase
