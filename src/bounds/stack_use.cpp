#include "bounds/stack_use.hpp"

#include <algorithm>

#include "models/list.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase {
namespace {

struct StackUse {
  const char* platform;
  std::uint64_t step;          // without kernels
  std::uint64_t above_kernel;  // frames that stand while a kernel runs
  std::uint64_t learning;      // a step with weights that learn, by their kernels
  // Without conductances, and with; 0: the model has none.
  std::uint64_t integrate[model_count][2][integrator_count];
  std::uint64_t deliver[storage_count];
  std::uint64_t scaled[storage_count];  // likewise of projections with short-term plasticity
};
#include "bounds/stack_use.inc"

}  // namespace

std::vector<StackBound> stack_of(const image::View& view) {
  std::vector<StackBound> bounds;
  for (const StackUse& use : stack_uses) {
    std::uint64_t kernel = 0, learning = 0;
    for (std::uint32_t i = 0; i < view.header().populations; ++i) {
      const image::Population& p = view.population(i);
      kernel = std::max(kernel, use.integrate[p.model][view.conducting(p) ? 1 : 0][p.integrator]);
    }
    for (std::uint32_t i = 0; i < view.header().projections; ++i) {
      const image::Projection& p = view.projection(i);
      kernel = std::max(kernel, (p.short_term != 0 ? use.scaled : use.deliver)[p.storage]);
      if (p.plasticity != 0) learning = use.learning;
    }
    bounds.push_back({use.platform, std::max({use.step, use.above_kernel + kernel, learning})});
  }
  return bounds;
}

std::vector<std::string> stack_platforms() {
  std::vector<std::string> names;
  for (const StackUse& use : stack_uses) names.emplace_back(use.platform);
  return names;
}

}  // namespace rheobase
