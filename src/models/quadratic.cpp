#include "models/quadratic.hpp"

#include <cmath>

#include "models/declaration.hpp"

namespace rheobase {
namespace {

constexpr double least_alpha = 1e-6;

enum Form : std::size_t { general, nine_parameters };

// v' = alpha v^2 + beta v + gamma + gain (I - u); v drives u from v_u.
struct Coefficients {
  double alpha, beta, gamma, gain, v_u;
};

Coefficients coefficients_of(const NeuronParameters& p, std::size_t i) {
  if (p.form == general) return {p["alpha"][i], p["beta"][i], p["gamma"][i], 1, p["v_u"][i]};
  const double k = p["k"][i] / p["C"][i], vr = p["vr"][i], vt = p["vt"][i];
  return {k, -k * (vr + vt), k * vr * vt, 1 / p["C"][i], vr};
}

// Half the slope of the parabola at 0, over its curvature: v + half is the distance from its lowest point.
double half_of(const Coefficients& q) { return 0.5 * q.beta / q.alpha; }

double kz_mean_of(const NeuronParameters& p, const StepSetting& step, std::size_t i) {
  const Coefficients q = coefficients_of(p, i);
  return q.alpha * q.gain * step.dt_ms * step.dt_ms * riccati_mean_share(p["a"][i], step);
}

// The ranges of what is folded: quadratic.hpp.
ParameterFault fault(const NeuronParameters& p, const StepSetting& step) {
  const bool is_general = p.form == general;
  for (std::size_t i = 0; i < p.size; ++i) {
    const Coefficients q = coefficients_of(p, i);
    const std::string at = " at neuron " + std::to_string(i);
    if (!(q.alpha >= least_alpha && q.alpha <= limits::most_alpha)) {
      return {"k", " over C is " + std::to_string(q.alpha) + " 1/(mV ms)" + at + "; it lies from 1e-6 to 100"};
    }
    if (std::fabs(q.beta) > limits::most_beta) {
      return {is_general ? "beta" : "k", " makes the slope of v at 0 more than 1000 per ms" + at};
    }
    if (std::fabs(q.gamma) > limits::most_parameter) {
      return {is_general ? "gamma" : "k", " makes the slope of v at 0 mV more than 1e6 mV/ms" + at};
    }
    if (step.integrator != Integrator::riccati) continue;
    if (q.alpha * step.dt_ms > limits::most_k) {
      return {is_general ? "alpha" : "k", " times dt is more than 4 per mV" + at + ": take a smaller dt"};
    }
    if (std::fabs(half_of(q)) > limits::most_half) {
      return {is_general ? "alpha" : "vr", " puts the lowest point of the parabola beyond 1e5 mV" + at +
                                               ", where riccati has no precision: take another integrator"};
    }
    if (std::fabs(kz_mean_of(p, step, i) * p["b"][i]) > limits::most_kz_mean_b) {
      return {"b", " moves u too fast for dt" + at + ": take a smaller dt"};
    }
  }
  return {};
}

std::vector<FoldedPlane> fold(const NeuronParameters& p, const StepSetting& step) {
  const bool riccati = step.integrator == Integrator::riccati;
  const double h = step.dt_ms;
  std::vector<FoldedPlane> planes = {{plane_b, p["b"]}, {plane_c, p["c"]}, {plane_u0, p["u0"]}};
  // A plane of what `of` makes of each neuron.
  const auto add = [&](std::uint32_t plane, auto of) {
    FoldedPlane folded = {plane, std::vector<double>(p.size)};
    for (std::size_t i = 0; i < p.size; ++i) folded.values[i] = of(coefficients_of(p, i), i);
    planes.push_back(folded);
  };
  using Q = Coefficients;
  add(quadratic_v_u, [](const Q& q, std::size_t) { return q.v_u; });
  if (!riccati) {
    planes.push_back({plane_d, p["d"]});
    add(plane_a, [&](const Q&, std::size_t i) { return p["a"][i] * h; });
    add(quadratic_alpha, [](const Q& q, std::size_t) { return q.alpha; });
    add(quadratic_beta, [](const Q& q, std::size_t) { return q.beta; });
    add(quadratic_gamma, [](const Q& q, std::size_t) { return q.gamma; });
    add(quadratic_gain, [](const Q& q, std::size_t) { return q.gain; });
    return planes;
  }
  add(plane_a, [&](const Q&, std::size_t i) { return -std::expm1(-p["a"][i] * h); });
  add(plane_d, [&](const Q&, std::size_t i) { return riccati_jump(p["d"][i], p["a"][i], step); });
  add(quadratic_kz_mean, [&](const Q&, std::size_t i) { return kz_mean_of(p, step, i); });
  add(quadratic_k, [&](const Q& q, std::size_t) { return q.alpha * h; });
  add(quadratic_half, [](const Q& q, std::size_t) { return half_of(q); });
  add(quadratic_kz, [&](const Q& q, std::size_t) { return q.alpha * q.gain * h * h; });
  add(quadratic_z_rest, [&](const Q& q, std::size_t) { return h * h * (0.25 * q.beta * q.beta - q.alpha * q.gamma); });
  add(quadratic_volts, [&](const Q& q, std::size_t) { return 1 / (q.alpha * h); });
  add(quadratic_peak, [&](const Q& q, std::size_t) { return q.alpha * h * (p.threshold_mv + half_of(q)); });
  planes.push_back({quadratic_constants, riccati_clocks(p, step), true});
  return planes;
}

constexpr double big = limits::most_parameter, most_b = limits::most_quadratic_b;

}  // namespace

const ModelDeclaration quadratic_declaration = {
    {{{{"alpha", "1/(mV ms)", "0.04", least_alpha, limits::most_alpha},
       {"beta", "1/ms", "5", -limits::most_beta, limits::most_beta},
       {"gamma", "mV/ms", "140", -big, big},
       {"a", "1/ms", "0.02", -100, 100},
       {"b", "", "0.2", -most_b, most_b},
       {"v_u", "mV", "0", -big, big},
       {"c", "mV", "-65", -big, big},
       {"d", "", "8", -big, big},
       {"v0", "mV", "-65", -big, big, Sees::parameters},
       {"u0", "", "b*(v - v_u)", -big, big, Sees::parameters_v}},
      "c",
      "a"},
     {{{"C", "pF", nullptr, 1e-3, 1e6},
       {"k", "nS/mV", nullptr, 1e-6, 1e6},
       {"vr", "mV", nullptr, -1e4, 1e4},
       {"vt", "mV", nullptr, -1e4, 1e4},
       {"vpeak", "mV", nullptr, -limits::most_threshold, limits::most_threshold, Sees::constants},
       {"a", "1/ms", nullptr, -100, 100},
       {"b", "nS", nullptr, -most_b, most_b},
       {"c", "mV", nullptr, -big, big},
       {"d", "pA", nullptr, -big, big},
       {"v0", "mV", "vr", -big, big, Sees::parameters},
       {"u0", "pA", "0", -big, big, Sees::parameters_v}},
      "c",
      "a",
      "vpeak"}},
    fault,
    fold};

}  // namespace rheobase
