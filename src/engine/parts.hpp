// How a step is shared: thread t of k owns the same fraction of every population's blocks, and
// everything in a step that belongs to those neurons. It reads the spikes of earlier ticks alone, so
// one meeting point a step is enough.
#pragma once

#include "engine/engine.hpp"

namespace rheobase {

struct BlockRange {
  std::uint32_t first, end;
};

constexpr BlockRange blocks_of(std::uint32_t words, std::uint32_t thread, std::uint32_t threads) {
  if (threads == 1) return {0, words};  // microcontrollers divide 64 bits in a hundred instructions
  return {static_cast<std::uint32_t>(std::uint64_t{words} * thread / threads),
          static_cast<std::uint32_t>(std::uint64_t{words} * (thread + 1) / threads)};
}

// Sparse rows are sorted by target: where in each row the targets of thread 1, 2, … begin is found
// once, at init. Room for (threads - 1) values a source.
void cut_rows(rheo_engine& engine, std::uint32_t projection);

// Deliver, integrate, fire and count for one thread's neurons.
StepCounts run_part(rheo_engine& engine, std::uint32_t thread);

}  // namespace rheobase
