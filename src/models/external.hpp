// Spikes that the program sets: rheo_set_spikes.
#pragma once

#include "models/shape.hpp"

namespace rheobase {

constexpr ModelShape external_shape = source_shape;

}  // namespace rheobase
