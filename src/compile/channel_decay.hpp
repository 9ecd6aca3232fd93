// What of a channel's current is left after a step, and what a weight of 1 adds to it.
#pragma once

#include "rheobase/model.hpp"

namespace rheobase {

struct ChannelDecay {
  float keep;
  double gain;
};

ChannelDecay decay_of(const Channel& channel, double dt_ms);

}  // namespace rheobase
