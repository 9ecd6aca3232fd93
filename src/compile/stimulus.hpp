// The values of a stimulus, one per hold interval.
#pragma once

#include <string>
#include <vector>

#include "compile/message.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// Of a population that has one. Throws ModelError for an expression or file that does not give finite numbers from -1e6
// to 1e6.
std::vector<float> evaluate_stimulus(const Population& population, const Network& network, Warnings& warnings);

}  // namespace rheobase
