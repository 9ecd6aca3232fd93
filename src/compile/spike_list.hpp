// The spikes of a population of the model spikes, by the step in which they fall.
#pragma once

#include <cstdint>
#include <vector>

#include "compile/message.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct StepList {
  std::vector<std::uint32_t> ticks_and_neurons;  // as the image has them: by tick, then by neuron
  std::uint32_t period_ticks;                    // 0: it is played once
};

// Throws ModelError: a file that cannot be read, a time or a neuron out of range, two spikes of a neuron in one step.
StepList spikes_by_step(const Population& population, std::uint32_t size, double dt_ms, Warnings& warnings);

}  // namespace rheobase
