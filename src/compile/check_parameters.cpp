#include "compile/check_parameters.hpp"

#include <algorithm>
#include <cmath>

#include "compile/message.hpp"
#include "image/limits.hpp"
#include "models/as_float.hpp"
#include "models/riccati.hpp"

namespace rheobase {
namespace {

double largest(const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); }

}  // namespace

void check_parameters(const Network& network, const Population& population, const GivenParameters& given,
                      const NeuronParameters& neurons, const StepSetting& step) {
  const ParameterForm form = given.rules();
  const std::string threshold = form.threshold != nullptr ? form.threshold : "threshold";
  const std::string of = " of " + population.name;
  if (step.integrator == Integrator::riccati && as_float(largest(neurons["v0"])) >= as_float(neurons.threshold_mv)) {
    fail(place_of(population, {"v0", threshold.c_str()}),
         "v0" + of + default_note(population, "v0") + " reaches the " + threshold + "; riccati starts below it");
  }
  const auto fail_with = [&](const std::string& key, const std::string& why, const char* against) {
    const std::string by_default = default_note(population, key.c_str());
    const std::string place = place_of(population, {key.c_str()});
    fail_against(network, against, by_default.empty() ? place : place_of(network, {against}), key + of + by_default,
                 why);
  };
  for (const double rate : form.rate != nullptr ? neurons[form.rate] : std::vector<double>()) {
    if (std::fabs(rate) * step.dt_ms <= 1) continue;
    fail_with(form.rate,
              " times dt is " + number_text(rate * step.dt_ms) +
                  "; above 1 the recovery variable overshoots: take a smaller dt",
              "dt");
  }
  if (!form.never_fires) {
    check_within(-limits::most_threshold, limits::most_threshold, place_of(population, {threshold.c_str()}),
                 threshold + of, neurons.threshold_mv, " mV");
  }
  if (step.integrator == Integrator::riccati && !(neurons.threshold_mv > riccati_v_least)) {
    fail(place_of(population, {threshold.c_str()}), threshold + of + " is " + number_text(neurons.threshold_mv) +
                                                        " mV; riccati's lies above " + number_text(riccati_v_least) +
                                                        ", where its v ends");
  }
  const ParameterFault fault = declaration_of(given.model).fault(neurons, step);
  if (!fault.key.empty()) fail_with(fault.key, fault.why, "dt");
}

}  // namespace rheobase
