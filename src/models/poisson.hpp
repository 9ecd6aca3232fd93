// Poisson spikes: a source whose constant, stimulus and program's input are rates.
#pragma once

#include "models/shape.hpp"

namespace rheobase {

constexpr ModelShape poisson_shape = source_shape;

}  // namespace rheobase
