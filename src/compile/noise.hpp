// The kind of a population's noise, and what a step does to noise that is correlated.
#pragma once

#include "image/format.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

void fold_noise_kind(const Population& population, const Network& network, image::Population& out);

}  // namespace rheobase
