// Spikes from a list in the image: population.spike_list.
#pragma once

#include "models/shape.hpp"

namespace rheobase {

constexpr ModelShape spikes_shape = source_shape;

}  // namespace rheobase
