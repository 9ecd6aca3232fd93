// Weights that learn. The order within a tick is part of the contract: rheobase.h, "Learning".
#pragma once

#include "engine/engine.hpp"
#include "engine/parts.hpp"
#include "image/view.hpp"

namespace rheobase {

// Of traces, eligibility and modulators: what the engine can reach, and no step from there leaves.
constexpr float most_trace = 0x1p25f, most_modulator = 1e12f;  // and most_eligibility: kernels.hpp
constexpr float most_reward = 1e6f;                            // of one call, and of all calls between two steps

void point_learning_to(const State& state, void* values, rheo_engine& engine);
void bind_learning(const image::View& image, std::uint32_t record, rheo_engine& engine);
// Those of a projection, to those of the image.
void reset_weights(const rheo_engine& engine, std::uint32_t first_record);

// Traces and modulators come to this tick. Before the parts of a step.
void begin_learning(rheo_engine& engine);
// Sweep, pre- and postsynaptic spikes of one part of the targets. After these have fired.
void learn(const rheo_engine& engine, Part part);
// Traces grow by this tick's spikes. After the parts.
void end_learning(rheo_engine& engine);

// How many sweeps an interval has room for: rows are cut into as many slices, swept in its last ticks.
constexpr std::uint32_t most_slices = 64;
constexpr std::uint32_t slices_of(const image::Plasticity& rule) {
  return rule.sweep_ticks < most_slices ? rule.sweep_ticks : most_slices;
}

}  // namespace rheobase
