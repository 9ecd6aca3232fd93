#include "models/izhikevich.hpp"

#include <algorithm>
#include <cmath>

#include "models/declaration.hpp"

namespace rheobase {
namespace {

// Of riccati: IzhikevichConstants, in its order.
std::vector<double> constants_of(const NeuronParameters& neurons, const StepSetting& step) {
  const double h = step.dt_ms, peak = 0.04 * h * (neurons.threshold_mv + 62.5);
  const double z_most = std::clamp<double>(1.05 * peak * peak, riccati_z_most_least, riccati_z_most_limit);
  std::vector<double> all = {0.04 * h, 0.04 * h * h, 0.65 * h * h, 25 / h, 25 / (3 * h), peak, peak * peak, z_most};
  const std::vector<double> clocks = riccati_clocks(neurons, step);
  all.insert(all.end(), clocks.begin(), clocks.end());
  return all;
}

std::vector<FoldedPlane> fold(const NeuronParameters& neurons, const StepSetting& step) {
  const std::vector<double>&a = neurons["a"], &d = neurons["d"];
  const double h = step.dt_ms;
  std::vector<double> rate(neurons.size), jump = d, kz_mean(neurons.size);
  if (step.integrator != Integrator::riccati) {
    for (std::size_t i = 0; i < neurons.size; ++i) rate[i] = a[i] * h;
    return {
        {plane_a, rate}, {plane_b, neurons["b"]}, {plane_c, neurons["c"]}, {plane_d, jump}, {plane_u0, neurons["u0"]}};
  }
  for (std::size_t i = 0; i < neurons.size; ++i) {
    rate[i] = -std::expm1(-a[i] * h);
    jump[i] = riccati_jump(d[i], a[i], step);
    kz_mean[i] = 0.04 * h * h * riccati_mean_share(a[i], step);
  }
  return {{plane_a, rate},
          {plane_b, neurons["b"]},
          {plane_c, neurons["c"]},
          {plane_d, jump},
          {plane_u0, neurons["u0"]},
          {izhikevich_kz_mean, kz_mean},
          {izhikevich_constants, constants_of(neurons, step), true}};
}

constexpr double big = limits::most_parameter;

}  // namespace

const ModelDeclaration izhikevich_declaration = {
    {{{{"a", "1/ms", "0.02", 0, 100},
       {"b", "", "0.2", -limits::most_b, limits::most_b},
       {"c", "mV", "-65", -big, big},
       {"d", "", "8", -big, big},
       {"v0", "mV", "-65", -big, big, Sees::parameters},
       {"u0", "", "b*v", -big, big, Sees::parameters_v}},
      "c",
      "a"}},
    [](const NeuronParameters&, const StepSetting&) { return ParameterFault{}; },
    fold};

}  // namespace rheobase
