// Every state of an engine, listed once. Its place in the arena, reset, snapshot and restore, the state hash, the
// comparison of snapshots and rheo_state follow from this list.
#pragma once

#include <cstdint>

#include "image/view.hpp"

namespace rheobase {

enum class StateKind : std::uint8_t {
  // u64
  ring,      // ring_ticks bitsets of all spikes
  taken,     // of a budgeted delay group: bitsets of the rows delivered in the last ticks
  any,       // of a budgeted delay group: bitset of the sources with rows waiting
  held,      // bitset of the neurons that are refractory for all of a step
  at_limit,  // count of each block's neuron-steps at a limit: see rheo_counters
  pending,   // bitset of an external source: who fires in the next step
  // 32 bits
  waiting,  // u32, of a budgeted delay group: per source, rows owed to it
  v,
  u,
  input,
  spike_age,
  noise,     // of Ornstein-Uhlenbeck noise: the current
  current,   // of a channel that keeps one
  rise,      // of a channel whose current rises
  arrivals,  // i32, of a channel
  last,      // i32, of a channel that interpolates: the arrivals of the tick before
  gain,      // i32, of each projection of the description: engine/gain.hpp
  // of a delay group with short-term plasticity, per source: engine/short_term.hpp
  stp_tick,      // u64
  facilitation,  // float
  depletion,     // float
  efficacy,      // u32
  // of a projection that learns: engine/learning.cpp
  pre_trace,  // float, of its delay groups, per source
  pre_second,
  post_trace,  // float, of its first record, per target
  post_second,
  eligibility,  // float, of its records, per entry
  weight,       // i16 or i32, likewise
  // of each projection of the description
  frozen,     // i32: 1 where it does not learn
  modulator,  // float
  reward,     // float: joins the modulator in the next step
};

constexpr std::uint32_t no_plane = UINT32_MAX;

// A float of each neuron, which a caller may read by its name.
constexpr bool holds_floats(StateKind kind) { return kind >= StateKind::v && kind <= StateKind::current; }

// Of a delay group or a record of one; the others, but the ring and those of the network, are of a population.
constexpr bool is_of_delay_group(StateKind kind) {
  return kind == StateKind::taken || kind == StateKind::any || kind == StateKind::waiting ||
         (kind >= StateKind::stp_tick && kind <= StateKind::weight);
}

// A value of each projection of the description.
constexpr bool is_of_projections(StateKind kind) { return kind == StateKind::gain || kind >= StateKind::frozen; }

struct State {
  StateKind kind;
  std::uint32_t index;    // population; where is_of_delay_group: the record, or the first of the group or projection
  std::uint32_t channel;  // of current, arrivals and last: in the channel table
  const char* name;       // as rheo_state has it; of a channel's current: the channel's
  std::uint32_t element_bytes;
  std::uint32_t slots;            // of a bitset per tick: the ticks kept. Otherwise 1
  std::uint64_t count;            // values of all slots together, as a snapshot has them
  std::uint64_t room;             // the same in the arena, padded
  std::uint32_t initial;          // plane of the initial values; no_plane: all 0
  bool saved;                     // in snapshots; otherwise it follows from what is saved
  bool hashed;                    // in the state hash
  std::uint64_t arena_offset;     // from the first state, bytes
  std::uint64_t snapshot_offset;  // of a saved one: from the first saved state, bytes
};

// A pulse that lasts is looked up again when it ends.
constexpr std::uint32_t taken_slots(std::uint32_t pulse_ticks) { return pulse_ticks > 1 ? pulse_ticks + 1 : 1; }

struct StateBytes {
  std::uint64_t arena, snapshot;
};

// Calls visit(context, state) for each state in order. Returns the bytes of all states.
StateBytes walk_states(const image::View& image, void (*visit)(void* context, const State& state), void* context);

template <class Visit>
StateBytes walk_states(const image::View& image, Visit visit) {
  return walk_states(
      image, [](void* context, const State& state) { (*static_cast<Visit*>(context))(state); }, &visit);
}

inline StateBytes state_bytes(const image::View& image) {
  return walk_states(image, [](const State&) {});
}

}  // namespace rheobase
