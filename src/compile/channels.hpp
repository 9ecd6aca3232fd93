// A channel as its image has it, but for its name, its population and the scale of its weights.
#pragma once

#include "image/format.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct FoldedChannel {
  image::Channel record;
  double gain;  // what a weight of 1 adds: to the current, to what it rises from, to v
};

// `decay_share`: what a step makes of exp(-t/tau), where that is not its mean (0). Throws ModelError.
FoldedChannel fold_channel(const Channel& channel, double dt_ms, double decay_share = 0);

}  // namespace rheobase
