// The engine as it lies in the caller's memory: this struct first, then what layout.hpp places.
#pragma once

#include <cstdint>

#include "image/view.hpp"
#include "kernels/kernels.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {

struct PopulationState {
  NeuronTask task;  // pointers fixed at init; the ring positions and noise tick move each step
  IntegrateFn integrate;
  float* input;
  std::uint64_t* blocked;                        // words for the refractory mask; null without a refractory time
  std::uint32_t noise_phase;                     // ticks since the noise tick began
  std::uint32_t stimulus_index, stimulus_phase;  // value in force, ticks since it began
};

struct ProjectionState {
  DeliverTask task;
  DeliverFn deliver;
  std::uint32_t first_word;  // of the source, in a tick's bitset
  std::uint32_t delay_ticks, pulse_ticks;
};

}  // namespace rheobase

struct rheo_engine {
  rheobase::image::View image;
  const rheobase::KernelTable* kernels;
  rheobase::PopulationState* populations;
  rheobase::ChannelView* channels;
  rheobase::ProjectionState* projections;
  std::uint64_t* ring;     // ring_ticks bitsets of header().words words
  std::uint32_t ring_now;  // the slot of the current (after a step: the last) tick
  std::uint64_t tick;
  std::uint64_t noise_seed;
  std::uint64_t spike_hash;
  rheo_counters counters;

  // The bitset of `age` ticks ago; 0 is the current one. age < ring_ticks.
  std::uint64_t* bits(std::uint32_t age) const {
    const std::uint32_t slots = image.header().ring_ticks;
    const std::uint32_t slot = ring_now >= age ? ring_now - age : ring_now + slots - age;
    return ring + std::size_t{slot} * image.header().words;
  }
};
