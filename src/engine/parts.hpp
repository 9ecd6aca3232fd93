// How a step is cut: part i of n owns the i-th n-th of every population's blocks, and everything in a step that belongs
// to those neurons. It reads the spikes of earlier ticks alone, so parts need not wait for each other within a step.
#pragma once

#include "engine/engine.hpp"

namespace rheobase {

struct Part {
  std::uint32_t index, count;
};
constexpr Part whole = {0, 1};

struct BlockRange {
  std::uint32_t first, end;
};

constexpr BlockRange blocks_of(std::uint32_t words, Part part) {
  if (part.count == 1) return {0, words};  // microcontrollers divide 64 bits in a hundred instructions
  return {static_cast<std::uint32_t>(std::uint64_t{words} * part.index / part.count),
          static_cast<std::uint32_t>(std::uint64_t{words} * (part.index + 1) / part.count)};
}

// Sparse rows are sorted by target: where in each row the targets of piece 1, 2, … begin is found
// once, at init. Room for (pieces - 1) values a source.
void cut_rows(rheo_engine& engine, std::uint32_t projection);

// Deliver, integrate, fire and count for one part of the neurons.
StepCounts run_part(rheo_engine& engine, Part part);

}  // namespace rheobase
