// The parameters of one population, evaluated: one double per neuron and parameter.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kernels/philox.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct NeuronParameters {
  std::uint32_t size = 0;
  std::vector<double> a, b, c, d, v0, u0, current, noise;
};

// `index` is the population's number (its stream of random numbers). Throws ModelError.
NeuronParameters evaluate_neurons(const Population& population, std::uint32_t index,
                                  const std::map<std::string, double>& constants, PhiloxKey key);

}  // namespace rheobase
