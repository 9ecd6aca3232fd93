// What the integrator `fixed` cannot do, and the threshold as it has it.
#pragma once

#include "models/declaration.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// Throws ModelError, in one line, for what of a population does not go with `fixed`.
void check_fixed(const Network& network, const Population& population, const NeuronParameters& neurons);

// The least v that fires: of those that fixed has, the first at the threshold or, `above`, past it.
double fixed_threshold(double threshold_mv, bool above);

}  // namespace rheobase
