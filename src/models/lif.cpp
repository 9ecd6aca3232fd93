#include "models/lif.hpp"

#include <cmath>

#include "models/declaration.hpp"
#include "models/fixed_fold.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr double big = limits::most_parameter, least_tau = 1e-3, most_tau = 1e6;

// Of whole steps: exact, and fixed.
bool is_solved(const StepSetting& step) {
  return step.integrator == Integrator::exact || step.integrator == Integrator::fixed;
}

ParameterFault fault(const NeuronParameters& p, const StepSetting& step) {
  if (step.integrator != Integrator::fixed) return tau_fault(p, step);
  NeuronParameters folded = p;
  for (double& tau : folded.values["tau"]) tau = -std::expm1(-step.dt_ms / tau);
  for (const double to : fold_reset(p).to) {
    if (std::fabs(to) < 1 << fixed_state_whole) continue;
    return {"v_reset", " is " + number_text(to) + " from the threshold; with the integrator fixed at most 512"};
  }
  return fixed_fault(folded, {{"tau", fixed_rate_bits, most_fixed_rate, 1, "as 1 - exp(-dt/tau) "},
                              {"v_rest"},
                              {"r", fixed_r_bits, most_fixed_r},
                              {"v_reset"},
                              {"v0"}});
}

std::vector<FoldedPlane> fold(const NeuronParameters& p, const StepSetting& step) {
  const bool exact = is_solved(step);
  std::vector<double> leak = p["tau"];
  for (double& tau : leak) tau = exact ? -std::expm1(-step.dt_ms / tau) : 1 / tau;
  const FoldedReset reset = fold_reset(p);
  if (step.integrator == Integrator::fixed) {
    return {{lif_leak, fixed_integers(leak, fixed_rate_bits)},
            {lif_rest, fixed_integers(p["v_rest"], fixed_rest_bits)},
            {lif_r, fixed_integers(p["r"], fixed_r_bits)},
            {lif_kept, reset.kept},
            {lif_reset, fixed_below(reset.to)}};
  }
  return {{lif_leak, leak}, {lif_rest, p["v_rest"]}, {lif_r, p["r"]}, {lif_kept, reset.kept}, {lif_reset, reset.to}};
}

}  // namespace

FoldedReset fold_reset(const NeuronParameters& p) {
  constexpr double by_subtraction = 1;  // the word of `reset`
  FoldedReset out = {std::vector<double>(p.size), p["v_reset"]};
  for (std::size_t i = 0; i < p.size; ++i) {
    if (p["reset"][i] != by_subtraction) continue;
    out.kept[i] = 1;
    out.to[i] -= p.threshold_mv;
  }
  return out;
}

ParameterFault tau_fault(const NeuronParameters& p, const StepSetting& step) {
  for (std::size_t i = 0; i < p.size; ++i) {
    if (step.integrator == Integrator::exact || step.dt_ms <= p["tau"][i]) continue;
    return {"tau", " is below dt at neuron " + std::to_string(i) +
                       ", which explicit integrators do not follow: " + "take a smaller dt, or the integrator exact"};
  }
  return {};
}

// v at the step's end by a current exp(-t/tau_syn), as the constant current that has the same effect. Of neurons that
// differ in tau: none.
double leaky_decay_share(const NeuronParameters& p, const StepSetting& step, double tau_syn) {
  const std::vector<double>& taus = p["tau"];
  const double tau = taus.front(), h = step.dt_ms, left = std::exp(-h / tau), moved = -std::expm1(-h / tau);
  for (const double other : taus) {
    if (other != tau) return 0;
  }
  if (!is_solved(step)) return 0;
  if (std::fabs(tau_syn - tau) < 1e-6 * tau) return h / tau * left / moved;
  return tau_syn / (tau_syn - tau) * (std::exp(-h / tau_syn) - left) / moved;
}

const ModelDeclaration lif_declaration = {{{{{"tau", "ms", nullptr, least_tau, most_tau},
                                             {"v_rest", "mV", "0", -big, big},
                                             {"r", "", "1", -big, big},
                                             {"v_reset", "mV", "v_rest", -big, big, Sees::parameters},
                                             {"reset", "", "value", 0, 1, Sees::constants, {"value", "subtract"}},
                                             {"fires", "", "above", 0, 1, Sees::constants, {"above", "at"}},
                                             {"v0", "mV", "v_rest", -big, big, Sees::parameters}},
                                            "v_reset",
                                            nullptr,
                                            nullptr,
                                            "fires"}},
                                          fault,
                                          fold,
                                          true,
                                          true,
                                          leaky_decay_share};

}  // namespace rheobase
