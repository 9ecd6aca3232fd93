// What a network will take, from its description alone: before parameters and weights are drawn.
#pragma once

#include "kernels/philox.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {

// Throws ModelError for what is wrong with a projection; names that do not exist are left to those who look them up.
SizeForecast forecast_of(const Network& network, PhiloxKey key);

}  // namespace rheobase
