#include "observe/limit_warnings.hpp"

#include <fmt/format.h>

#include "describe/message.hpp"

namespace rheobase {
namespace {

std::string remedy(const PopulationReport& population, double dt_ms) {
  const std::string smaller = fmt::format("a dt below {:g} ms", dt_ms);
  return population.integrator == "riccati" ? smaller : "integrator riccati, or " + smaller;
}

}  // namespace

std::vector<std::string> limit_warnings(const ImageReport& image, const Statistics& statistics) {
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < statistics.populations.size(); ++i) {
    const PopulationStatistics& p = statistics.populations[i];
    if (p.steps_at_limit * 100 <= p.spikes) continue;
    warnings.push_back(
        fmt::format("{}: {} neuron-steps were at the limit of {} at dt {:g} ms ({} spikes in all): v, u and spikes "
                    "were not the model's there; take {}",
                    excerpt(p.name), p.steps_at_limit, image.populations[i].integrator, image.dt_ms, p.spikes,
                    remedy(image.populations[i], image.dt_ms)));
  }
  return warnings;
}

}  // namespace rheobase
