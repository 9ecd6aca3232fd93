// A learning rule as an image has it, and the columns of its synapses.
#pragma once

#include <cstdint>
#include <vector>

#include "compile/fixed_point.hpp"
#include "compile/writer.hpp"
#include "image/format.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// Throws ModelError with the key's own place. `weights` says what a stored unit is.
image::Plasticity fold_plasticity(const Network& network, const Projection& projection, const FixedWeights& weights);

// What may not be combined with it. Throws ModelError.
void check_plasticity(const Network& network, const Projection& projection, const image::Channel& channel);

}  // namespace rheobase
