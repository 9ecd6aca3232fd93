#include "models/riccati.hpp"

#include <algorithm>
#include <cmath>

#include "models/as_float.hpp"
#include "models/declaration.hpp"

namespace rheobase {

// RiccatiClocks, in its order.
std::vector<double> riccati_clocks(const NeuronParameters& neurons, const StepSetting& step) {
  const double refractory = step.refractory_ms / step.dt_ms;
  const double last_step = refractory > 0 ? std::max(1.0, std::round(refractory)) : 0;
  return {float_below(as_float(neurons.threshold_mv)),
          step.dt_ms,
          refractory,
          1 / step.dt_ms,
          std::max(0.0, last_step - refractory),
          step.refractory_moves_u ? 1.0 : 0.0};
}

double riccati_jump(double d, double a, const StepSetting& step) {
  // Unless u stays with v, the jump decays for the rest of the step.
  if (step.refractory_ms >= step.dt_ms && !step.refractory_moves_u) return d;
  const double decay = -std::expm1(-a * step.dt_ms);
  return d * (1 - decay * decay / 12);
}

double riccati_mean_share(double a, const StepSetting& step) {
  const double ah = a * step.dt_ms;
  return std::fabs(ah) > 1e-4 ? 1 + std::expm1(-ah) / ah : ah * (0.5 - ah / 6);
}

}  // namespace rheobase
