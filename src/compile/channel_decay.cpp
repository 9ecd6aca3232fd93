#include "compile/channel_decay.hpp"

#include <cmath>

#include "compile/as_float.hpp"

namespace rheobase {

ChannelDecay decay_of(const Channel& channel, double dt_ms) {
  if (channel.kind == ChannelKind::pulse) return {0, 1};
  if (channel.kind == ChannelKind::hold) return {1, 1};
  const double steps = channel.tau_ms / dt_ms;  // per time constant
  if (channel.method == DecayMethod::euler) return {as_float(1 - 1 / steps), 1};
  const float keep = as_float(std::exp(-1 / steps));
  if (channel.method == DecayMethod::sampled) return {keep, 1};
  if (keep == 1.0f) return {keep, 1};  // tau is longer than 10^7 steps
  // The currents of all steps, gain (1 + keep + keep^2 + ...), sum to tau / dt for the float that keep is.
  return {keep, steps * (1 - static_cast<double>(keep))};
}

}  // namespace rheobase
