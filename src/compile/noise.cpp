#include "compile/noise.hpp"

#include <cmath>

#include "compile/message.hpp"
#include "image/limits.hpp"
#include "models/as_float.hpp"

namespace rheobase {

void fold_noise_kind(const Population& population, const Network& network, image::Population& out) {
  if (population.noise_kind == NoiseKind::uniform) out.flags |= image::noise_uniform;
  if (population.noise_kind != NoiseKind::ou) return;
  const double tau_ms = population.noise_tau_ms, steps = network.dt_ms / tau_ms;
  const std::string place = place_of(population, {"noise_tau"}), subject = "noise_tau of " + population.name,
                    is = " is " + number_text(tau_ms) + " ms";
  if (!(std::isfinite(tau_ms) && tau_ms > 0)) fail(place, subject + is + "; it is positive");
  if (tau_ms / network.dt_ms > limits::most_ticks) {
    fail_against(
        network, "dt", place, subject,
        is + ", more than " + number_text(limits::most_ticks) + " steps of dt = " + number_text(network.dt_ms) + " ms");
  }
  out.flags |= image::noise_ou;
  out.noise_decay = as_float(-std::expm1(-steps));
  out.noise_gain = as_float(std::sqrt(-std::expm1(-2 * steps)));
}

}  // namespace rheobase
