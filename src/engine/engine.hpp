// The engine as it lies in the caller's memory: this struct first, then what layout.hpp places.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/states.hpp"
#include "image/view.hpp"
#include "kernels/kernels.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {

struct PopulationState {
  NeuronTask task;  // pointers fixed at init; the ring positions and noise tick move each step
  IntegrateFn integrate;
  PlaneView* planes;  // task.planes
  float* input;
  std::uint64_t* encoded;                        // bit: an encoder sets the neuron's input; null where input is
  std::uint64_t* held;                           // bitset of the refractory neurons; null without a refractory period
  std::uint32_t noise_phase;                     // ticks since the noise tick began
  std::uint32_t stimulus_index, stimulus_phase;  // value in force, ticks since it began
};

// What of a delay group fell due and is not delivered yet. Budgeted images alone have any.
struct Backlog {
  std::uint32_t first_record, end_record;  // the group's, in the projection table
  std::uint32_t words;                     // of the source
  std::uint32_t* waiting;                  // per source: rows still owed to it
  std::uint64_t* any;                      // bit: waiting is not 0
  std::uint64_t* taken;                    // the rows delivered in each of the last `slots` ticks, as bitsets
  std::uint32_t slots, slot;               // slot of the current tick

  // The rows delivered `age` ticks ago, 0 being the last tick. age < slots.
  std::uint64_t* taken_at(std::uint32_t age) const {
    return taken + std::size_t{slot >= age ? slot - age : slot + slots - age} * words;
  }
};
constexpr std::uint32_t most_waiting = UINT32_MAX;  // rows of one source; more are lost, and counted

// Of a delay group, per source.
struct ShortTermStates {
  std::uint64_t* tick;
  float *facilitation, *depletion;
  std::uint32_t* efficacy;
};

// Of a record whose weights learn.
struct PlasticState {
  const image::Plasticity* rule;
  float *pre[2], *post[2];    // traces, of the delay group's sources and the projection's targets; null: none
  float* eligibility;         // per entry; null: none
  void* weights;              // per entry, of the storage form's type
  std::uint32_t first_entry;  // synapses of the projection's records before
  image::Columns columns;     // of the projection
  bool owns_source_traces;    // traces.hpp
  float sweep_factor;         // of this tick
};

struct ProjectionState {
  DeliverTask task;  // as the whole projection has it; `spikes` and `negative` are chosen at use
  DeliverFn deliver;
  std::uint32_t first_word;  // of the source, in a tick's bitset
  std::uint32_t delay_ticks, pulse_ticks;
  std::uint32_t first_block;  // of the target: windows of targets begin further on
  const std::uint32_t* rows;  // image::Projection::rows; null: each source has row_synapses
  std::uint32_t row_synapses;
  std::uint32_t* cuts;                 // sparse rows and threads: see cut_rows
  const std::uint64_t* arriving;       // this tick's rows, to add
  const std::uint64_t* ending;         // rows whose pulse ends, to take away; null: none
  Backlog* backlog;                    // of its delay group; null: the image is complete
  const image::ShortTerm* short_term;  // null: none
  ShortTermStates short_term_states;
  PlasticState* plastic;  // null: its weights are fixed
};

// What a thread counts of its share of a step: sums, whatever the shares are.
struct StepCounts {
  std::uint64_t spikes = 0, spike_hash = 0, events = 0;
};

// One per thread, on a cache line of its own.
struct alignas(64) Share {
  std::atomic<std::uint32_t> next_piece;  // of this share, to be taken; engine.share_pieces and above: none is left
  std::atomic<std::uint32_t> done;        // pieces of this step, of whatever share, that this thread has finished
  StepCounts counts;                      // of those
};

}  // namespace rheobase

struct rheo_engine {
  explicit rheo_engine(const rheobase::image::View& view) : image(view) {}

  rheobase::image::View image;
  std::size_t memory_bytes = 0;  // from this on
  const rheobase::KernelTable* kernels = nullptr;
  rheobase::PopulationState* populations = nullptr;
  rheobase::ChannelView* channels = nullptr;
  rheobase::ProjectionState* projections = nullptr;
  rheobase::Backlog* backlogs = nullptr;
  std::uint32_t backlog_count = 0;  // 0: the image is complete
  unsigned char* states = nullptr;  // states.hpp: what lies there
  std::uint64_t* ring = nullptr;    // ring_ticks bitsets of header().words words
  std::int32_t* gains = nullptr;    // of each projection of the description: gain.hpp; null: all are 1 for good
  // Of each projection of the description; null: none learns.
  std::int32_t* frozen = nullptr;
  float *modulators = nullptr, *rewards = nullptr;
  std::int32_t* gain_sums = nullptr;  // of all blocks of neurons: what of a tick is still to be multiplied
  std::uint32_t ring_now = 0;         // the slot of the current (after a step: the last) tick
  std::uint64_t tick = 0;
  std::uint32_t epoch = 0;    // counts resets, restores and swaps, which a recorder must detect
  std::uint32_t rewinds = 0;  // resets and restores alone: after these encoders and decoders restart
  std::uint64_t noise_seed = 0;
  std::uint64_t spike_hash = 0;
  rheo_counters counters = {};
  rheo_load load = {};
  std::uint32_t next_backlog = 0, next_source = 0;  // budgeted: whose turn it is

  std::uint32_t threads = 1;
  std::uint32_t share_pieces = 1;     // into which each thread's share of a step is cut
  rheobase::Share* shares = nullptr;  // null: one thread
  rheo_step_hooks hooks = {};
  std::atomic<std::uint32_t> stopping{0};
  void (*relax)(void*) = nullptr;
  void* relax_context = nullptr;

  std::uint32_t pieces() const { return threads * share_pieces; }  // of a shared step

  // Values of a state; of a bitset per tick: those of `age` ticks ago. age < slots.
  void* values(const rheobase::State& state, std::uint32_t age = 0) const {
    const std::uint32_t now = state.kind == rheobase::StateKind::ring    ? ring_now
                              : state.kind == rheobase::StateKind::taken ? projections[state.index].backlog->slot
                                                                         : 0;
    const std::uint32_t slot = now >= age ? now - age : now + state.slots - age;
    return states + state.arena_offset + slot * (state.room / state.slots) * state.element_bytes;
  }

  // The bitset of `age` ticks ago; 0 is the current one. age < ring_ticks.
  std::uint64_t* bits(std::uint32_t age) const {
    const std::uint32_t slots = image.header().ring_ticks;
    const std::uint32_t slot = ring_now >= age ? ring_now - age : ring_now + slots - age;
    return ring + std::size_t{slot} * image.header().words;
  }
};
