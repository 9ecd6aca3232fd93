// The parameters of one population, evaluated.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "describe/parameters.hpp"
#include "kernels/philox.hpp"
#include "models/declaration.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// How many neurons. Throws ModelError.
std::uint32_t size_of(const Population& population, const std::map<std::string, double>& constants);

// `index` is the population's number (its stream of random numbers). Throws ModelError.
NeuronParameters evaluate_neurons(const Population& population, const GivenParameters& given, std::uint32_t size,
                                  std::uint32_t index, const std::map<std::string, double>& constants, PhiloxKey key);

}  // namespace rheobase
