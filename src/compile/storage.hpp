// Laying weights out as the engine's delivery kernels read them.
#pragma once

#include <vector>

#include "compile/fixed_point.hpp"
#include "compile/writer.hpp"

namespace rheobase {

// Writes the sections of one projection and returns its records with storage, offsets, counts and
// bytes filled in: one, or several windows of targets where 16-bit targets meet a population of more
// than 65,536 neurons. `learns`: with columns, as plastic records have them.
std::vector<image::Projection> store_weights(const Synapses& synapses, const FixedWeights& fixed, bool learns,
                                             ImageWriter& writer);

}  // namespace rheobase
