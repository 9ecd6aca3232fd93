// The values of a stimulus, one per hold interval.
#pragma once

#include <string>
#include <vector>

#include "rheobase/model.hpp"

namespace rheobase {

// Throws ModelError for an expression or file that does not give finite numbers from -1e6 to 1e6.
std::vector<float> evaluate_stimulus(const Stimulus& stimulus, const Network& network, const std::string& population);

}  // namespace rheobase
