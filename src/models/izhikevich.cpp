#include "models/izhikevich.hpp"

#include <algorithm>
#include <cmath>

#include "models/declaration.hpp"
#include "models/fixed_fold.hpp"

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

// Of fixed, the smallest number of places that the product is shifted by is that which leaves 15 bits.
FoldedPlane fixed_constant(FixedIzhikevichPlane plane, double value, std::size_t size) {
  return {plane, std::vector<double>(size, integer_plane(static_cast<std::int32_t>(value)))};
}

std::vector<FoldedPlane> fold_fixed(const NeuronParameters& neurons, const StepSetting& step) {
  std::vector<double> rate = neurons["a"];
  for (double& a : rate) a *= step.dt_ms;
  double square = 0.32 * step.dt_ms / 2 * (1 << 16);
  int shift = 0;
  for (; square * 2 < most_fixed_square && shift < most_fixed_square_shift; ++shift) square *= 2;
  const std::size_t size = neurons.size;
  return {{plane_a, fixed_integers(rate, fixed_rate_bits)},
          {plane_b, fixed_integers(neurons["b"], fixed_b_bits)},
          {plane_c, fixed_below(neurons["c"])},
          {plane_d, fixed_nearest(neurons["d"])},
          {plane_u0, fixed_nearest(neurons["u0"])},
          fixed_constant(fixed_half_dt, std::round(step.dt_ms / 2 * (1 << fixed_half_dt_bits)), size),
          fixed_constant(fixed_square, std::round(square), size),
          fixed_constant(fixed_square_shift, shift, size)};
}

ParameterFault fault(const NeuronParameters& neurons, const StepSetting& step) {
  if (step.integrator != Integrator::fixed) return {};
  return fixed_fault(neurons, {{"a", fixed_rate_bits, most_fixed_rate, step.dt_ms, "times dt "},
                               {"b", fixed_b_bits, most_fixed_b},
                               {"c"},
                               {"d"},
                               {"v0"},
                               {"u0"}});
}

std::vector<FoldedPlane> fold(const NeuronParameters& neurons, const StepSetting& step) {
  const std::vector<double>&a = neurons["a"], &d = neurons["d"];
  const double h = step.dt_ms;
  if (step.integrator == Integrator::fixed) return fold_fixed(neurons, step);
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

const ModelDeclaration izhikevich_declaration = {{{{{"a", "1/ms", "0.02", 0, 100},
                                                    {"b", "", "0.2", -limits::most_b, limits::most_b},
                                                    {"c", "mV", "-65", -big, big},
                                                    {"d", "", "8", -big, big},
                                                    {"v0", "mV", "-65", -big, big, Sees::parameters},
                                                    {"u0", "", "b*v", -big, big, Sees::parameters_v}},
                                                   "c",
                                                   "a"}},
                                                 fault,
                                                 fold};

}  // namespace rheobase
