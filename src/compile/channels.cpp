#include "compile/channels.hpp"

#include <algorithm>
#include <cmath>

#include "compile/clocks.hpp"
#include "compile/message.hpp"
#include "describe/channel_kinds.hpp"
#include "image/limits.hpp"
#include "models/as_float.hpp"

namespace rheobase {
namespace {

void check_time(const Channel& channel, const char* key, double ms) {
  if (std::isfinite(ms) && ms > 0) return;
  fail(place_of(channel, {key}),
       std::string(key) + " of channel " + channel.name + " is " + number_text(ms) + " ms; it is positive");
}

void check_reversal(const Channel& channel) {
  const std::string what = "channel " + channel.name;
  if (channel.kind == ChannelKind::nmda && !channel.reversal_mv) {
    fail(place_of(channel, {"kind"}), what + " is of the kind nmda, a conductance: it needs reversal");
  }
  if (channel.kind == ChannelKind::jump && channel.reversal_mv) {
    fail(place_of(channel, {"reversal"}), what + ": reversal is for conductances; this channel changes v itself");
  }
  if (channel.reversal_mv) {
    check_within(-limits::most_reversal, limits::most_reversal, place_of(channel, {"reversal"}), "reversal of " + what,
                 *channel.reversal_mv, " mV");
  }
  if (channel.subtract && (channel.reversal_mv || channel.kind == ChannelKind::jump)) {
    fail(place_of(channel, {"subtract"}), what + ": subtract is for currents; the sign of " +
                                              (channel.reversal_mv ? "a conductance is that of its reversal"
                                                                   : "what arrives on v is that of its weight"));
  }
}

// A single exponential: what is left after a step, and the gain.
void fold_decay(const Channel& channel, double dt_ms, double decay_share, FoldedChannel& out) {
  const double steps = channel.tau_ms / dt_ms;  // per time constant
  if (channel.method == DecayMethod::euler) {
    if (steps < 1) {
      fail(channel.where, "tau of channel " + channel.name + " is " + number_text(channel.tau_ms) + " ms, below dt = " +
                              number_text(dt_ms) + " ms: method = \"euler\" takes a smaller dt, or method = \"exact\"");
    }
    out.record.keep = as_float(1 - 1 / steps);
    return;
  }
  const float keep = out.record.keep = as_float(std::exp(-1 / steps));
  if (channel.method == DecayMethod::sampled || keep == 1.0f) return;  // 1: tau is longer than 10^7 steps
  // The currents of all steps, gain (1 + keep + keep^2 + ...), sum to tau / dt for the float that keep is.
  out.gain = decay_share > 0 ? decay_share : steps * (1 - static_cast<double>(keep));
}

// s' = -s / tau + n b, b' = -b / tau_rise: from b = 1, s follows n phi(t), whose peak is 1.
void fold_rise(const Channel& channel, double dt_ms, FoldedChannel& out) {
  double tau = channel.tau_ms, tau_rise = channel.tau_rise_ms, difference = 1 / tau_rise - 1 / tau;
  const bool alpha = std::fabs(difference) * tau < 1e-5;
  if (alpha) tau = tau_rise = std::sqrt(tau * tau_rise);
  const auto decay = [](double t, double time_constant) { return std::exp(-t / time_constant); };
  const auto phi = [&](double t) {
    return alpha ? t * decay(t, tau) : (decay(t, tau) - decay(t, tau_rise)) / difference;
  };
  // The integral of exp(-t / time_constant) over a step.
  const auto over_step = [&](double time_constant) { return -time_constant * std::expm1(-dt_ms / time_constant); };
  const double n = 1 / phi(alpha ? tau : std::log(tau / tau_rise) / difference);
  double from_rise = n * phi(dt_ms);
  double mean_rise = n / dt_ms *
                     (alpha ? tau * over_step(tau) - tau * dt_ms * decay(dt_ms, tau)
                            : (over_step(tau) - over_step(tau_rise)) / difference);
  image::Channel& c = out.record;
  c.keep = as_float(decay(dt_ms, tau));
  c.keep_rise = as_float(decay(dt_ms, tau_rise));
  const double lost = 1 - static_cast<double>(c.keep), lost_rise = 1 - static_cast<double>(c.keep_rise);
  const double mean_current = lost > 0 ? tau / dt_ms * lost : 1;
  if (lost > 0 && lost_rise > 0) {
    // The means of all steps sum to the charge, for the floats that the two factors are.
    const double sum = (mean_rise + mean_current * from_rise / lost) / lost_rise;
    const double share = n * tau * tau_rise / dt_ms / sum;
    from_rise *= share;
    mean_rise *= share;
  }
  c.rise_to_current = as_float(std::min(from_rise, 1.0));
  c.mean_current = as_float(std::min(mean_current, 1.0));
  c.mean_rise = as_float(std::min(mean_rise, 1.0));
}

}  // namespace

FoldedChannel fold_channel(const Channel& channel, double dt_ms, double decay_share) {
  FoldedChannel out{{}, 1};
  image::Channel& c = out.record;
  c.kind = static_cast<std::uint32_t>(channel.kind);
  c.pulse_ticks = 1;
  if (channel.interpolate) c.flags |= image::interpolates;
  if (channel.subtract) c.flags |= image::subtract;
  if (channel.clear_on_spike) c.flags |= image::clear_on_spike;
  check_reversal(channel);
  if (channel.reversal_mv) {
    c.flags |= image::conducts;
    c.reversal = as_float(*channel.reversal_mv);
  }
  if (rule_of(channel.kind).kept) c.flags |= image::keeps_current;
  switch (channel.kind) {
    case ChannelKind::pulse: c.pulse_ticks = ticks_of(channel.width_ms, dt_ms); break;
    case ChannelKind::jump: break;
    case ChannelKind::hold: c.keep = 1; break;
    default: {
      check_time(channel, "tau", channel.tau_ms);
      if (channel.kind == ChannelKind::rise || channel.tau_rise_ms != 0) {  // which a decay does not have
        check_time(channel, "tau_rise", channel.tau_rise_ms);
        c.flags |= image::keeps_rise;
        fold_rise(channel, dt_ms, out);
      } else {
        fold_decay(channel, dt_ms, decay_share, out);
      }
    }
  }
  return out;
}

}  // namespace rheobase
