// Short-term plasticity of a projection as its image has it: decays of a step, its form.
#pragma once

#include "image/format.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// Throws ModelError with the key's own place.
image::ShortTerm fold_short_term(const ShortTermPlasticity& stp, double dt_ms);

}  // namespace rheobase
