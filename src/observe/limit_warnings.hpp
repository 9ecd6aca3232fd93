// Warnings of neuron-steps at the integrator's limit (rheo_steps_at_limit).
#pragma once

#include <string>
#include <vector>

#include "observe/statistics.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {

// One line for each population of which they are more than a hundredth of its spikes.
std::vector<std::string> limit_warnings(const ImageReport& image, const Statistics& statistics);

}  // namespace rheobase
