#include <algorithm>
#include <cmath>

#include "compile/as_float.hpp"
#include "models/fold.hpp"
#include "models/izhikevich_riccati.hpp"

namespace rheobase {
namespace {

// RiccatiStep, in its order.
std::vector<double> riccati_constants(const StepSetting& step) {
  const double h = step.dt_ms, peak = 0.04 * h * (step.threshold_mv + 62.5);
  const double z_most = std::clamp<double>(1.05 * peak * peak, riccati_z_most_least, riccati_z_most_limit);
  const double refractory = step.refractory_ms / h;
  const double last_step = refractory > 0 ? std::max(1.0, std::round(refractory)) : 0;
  return {0.04 * h,
          0.04 * h * h,
          0.65 * h * h,
          25 / h,
          25 / (3 * h),
          peak,
          peak * peak,
          float_below(as_float(step.threshold_mv)),
          h,
          z_most,
          refractory,
          1 / h,
          std::max(0.0, last_step - refractory),
          step.refractory_moves_u ? 1.0 : 0.0};
}

void fold_riccati(const NeuronParameters& neurons, const StepSetting& step, std::vector<FoldedPlane>& planes) {
  const double h = step.dt_ms;
  const bool holds_u = step.refractory_ms >= h && !step.refractory_moves_u;
  std::vector<double> k1, kz_mean, jump;
  for (std::size_t i = 0; i < neurons.size; ++i) {
    const double ah = neurons.a[i] * h, decay = -std::expm1(-ah);
    k1.push_back(decay);
    kz_mean.push_back(0.04 * h * h * (ah > 1e-4 ? 1 - decay / ah : ah * (0.5 - ah / 6)));
    // Decays for the rest of the step, averaged over when it happens, unless u stays with v.
    jump.push_back(holds_u ? neurons.d[i] : neurons.d[i] * (1 - decay * decay / 12));
  }
  planes.push_back({image::plane_a, k1});
  planes.push_back({image::plane_d, jump});
  planes.push_back({image::plane_extra0, kz_mean});
  planes.push_back({image::plane_extra1, riccati_constants(step), 0, true});
}

}  // namespace

std::vector<FoldedPlane> fold_izhikevich(const NeuronParameters& neurons, const StepSetting& step) {
  std::vector<FoldedPlane> planes = {{image::plane_b, neurons.b}, {image::plane_c, neurons.c, -65.0}};
  if (step.integrator == Integrator::riccati) {
    fold_riccati(neurons, step, planes);
  } else {
    std::vector<double> a_dt = neurons.a;
    for (double& a : a_dt) a *= step.dt_ms;
    planes.push_back({image::plane_a, a_dt});
    planes.push_back({image::plane_d, neurons.d});
  }
  return planes;
}

}  // namespace rheobase
