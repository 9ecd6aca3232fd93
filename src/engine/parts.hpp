// How a step is cut: part i of n owns the i-th n-th of every population's blocks, and everything in a step that belongs
// to those neurons. It reads the spikes of earlier ticks alone, so parts need not wait for each other within a step.
#pragma once

#include "engine/engine.hpp"
#include "kernels/chosen.hpp"

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

// The task of a projection record as one part sees it, but for the rows' sources; the blocks it may write.
inline BlockRange part_of(const rheo_engine& engine, std::uint32_t index, Part part, DeliverTask& task) {
  const ProjectionState& state = engine.projections[index];
  const std::uint32_t words = engine.image.population(engine.image.projection(index).target).words;
  const BlockRange range = blocks_of(words, part);
  task = state.task;
  task.negative = false;
  if (chosen(Extra::stp)) task.efficacy = state.short_term_states.efficacy;
  if (state.cuts != nullptr && part.count > 1) {
    const std::size_t sources = engine.image.population(engine.image.projection(index).source).size;
    if (part.index > 0) task.row_begin = state.cuts + (part.index - 1) * sources;
    if (part.index + 1 < part.count) task.row_end = state.cuts + part.index * sources;
  }
  return {range.first > state.first_block ? range.first - state.first_block : 0,
          range.end > state.first_block ? range.end - state.first_block : 0};
}

// Sparse rows are sorted by target: where in each row the targets of piece 1, 2, … begin is found
// once, at init. Room for (pieces - 1) values a source.
void cut_rows(rheo_engine& engine, std::uint32_t projection);

// Deliver, integrate, fire and count for one part of the neurons.
StepCounts run_part(rheo_engine& engine, Part part);

}  // namespace rheobase
