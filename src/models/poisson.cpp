#include "models/poisson.hpp"

#include "models/declaration.hpp"

namespace rheobase {
namespace {

ParameterFault fault(const NeuronParameters& p, const StepSetting& step) {
  for (std::size_t i = 0; i < p.size; ++i) {
    if (p["rate"][i] * step.dt_ms <= 1000 * (1 + 1e-6)) continue;
    return {"rate", " times dt is above 1 at neuron " + std::to_string(i) +
                        ", and a source fires once a step at most: take a smaller dt"};
  }
  return {};
}

}  // namespace

const ModelDeclaration poisson_declaration = {
    {{{{"rate", "Hz", "0", 0, 1e6}}, nullptr, nullptr, nullptr, nullptr, "rate"}}, fault, no_planes};

}  // namespace rheobase
