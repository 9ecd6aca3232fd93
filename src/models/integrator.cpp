#include "models/integrator.hpp"

#include <cmath>

#include "models/declaration.hpp"

namespace rheobase {
namespace {

constexpr double big = limits::most_parameter, least_tau = 1e-3, most_tau = 1e6;

bool leaks(const NeuronParameters& p) { return p.values.count("tau") > 0; }

ParameterFault fault(const NeuronParameters& p, const StepSetting& step) {
  return leaks(p) ? tau_fault(p, step) : ParameterFault();
}

std::vector<FoldedPlane> fold(const NeuronParameters& p, const StepSetting& step) {
  const bool exact = step.integrator == Integrator::exact;
  std::vector<double> leak(p.size), rest(p.size), gain = p["r"];
  FoldedReset reset = {leak, leak};
  if (leaks(p)) {
    rest = p["v_rest"];
  } else {
    reset = fold_reset(p);
  }
  for (std::size_t i = 0; i < p.size; ++i) {
    if (leaks(p)) leak[i] = exact ? -std::expm1(-step.dt_ms / p["tau"][i]) : 1 / p["tau"][i];
    gain[i] *= leaks(p) ? leak[i] : exact ? step.dt_ms : 1;
  }
  return {{integrator_leak, leak},
          {integrator_rest, rest},
          {integrator_gain, gain},
          {integrator_kept, reset.kept},
          {integrator_reset, reset.to}};
}

double decay_share(const NeuronParameters& p, const StepSetting& step, double tau_syn) {
  return leaks(p) ? leaky_decay_share(p, step, tau_syn) : 0;
}

const ParameterForm fires = {{{"r", "", "1", -big, big},
                              {"v_reset", "mV", "0", -big, big},
                              {"reset", "", "value", 0, 1, Sees::constants, {"value", "subtract"}},
                              {"fires", "", "above", 0, 1, Sees::constants, {"above", "at"}},
                              {"v0", "mV", "v_reset", -big, big, Sees::parameters}},
                             "v_reset",
                             nullptr,
                             nullptr,
                             "fires"};

ParameterForm leaky() {
  ParameterForm form = {{{"tau", "ms", nullptr, least_tau, most_tau},
                         {"v_rest", "mV", "0", -big, big},
                         {"r", "", "1", -big, big},
                         {"v0", "mV", "v_rest", -big, big, Sees::parameters}}};
  form.never_fires = true;
  return form;
}

}  // namespace

const ModelDeclaration integrator_declaration = {{fires, leaky()}, fault, fold, true, true, decay_share};

}  // namespace rheobase
