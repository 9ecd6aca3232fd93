// What follows from all of a population's parameters together, for the integrator and dt that it has.
#pragma once

#include "describe/parameters.hpp"
#include "models/declaration.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// Throws ModelError with the key's own place.
void check_parameters(const Network& network, const Population& population, const GivenParameters& given,
                      const NeuronParameters& neurons, const StepSetting& step);

}  // namespace rheobase
