#include "observe/limit_warnings.hpp"

#include <fmt/format.h>

#include "text/message.hpp"

namespace rheobase {
namespace {

std::string smaller_dt(double dt_ms) { return fmt::format("a dt below {:g} ms", dt_ms); }

std::string remedy(const PopulationReport& population, double dt_ms) {
  const std::string smaller = smaller_dt(dt_ms);
  return population.integrator == "riccati" ? smaller : "integrator riccati, or " + smaller;
}

}  // namespace

std::vector<std::string> limit_warnings(const ImageReport& image, const Statistics& statistics) {
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < statistics.populations.size(); ++i) {
    const PopulationStatistics& p = statistics.populations[i];
    if (p.steps_at_limit * 100 <= p.spikes) continue;
    if (image.populations[i].model == "poisson") {
      warnings.push_back(fmt::format(
          "{}: in {} neuron-steps the rate was above one spike a step, {:g} Hz at dt {:g} ms ({} spikes in all); take "
          "a lower rate, or {}",
          excerpt(p.name), p.steps_at_limit, 1000 / image.dt_ms, image.dt_ms, p.spikes, smaller_dt(image.dt_ms)));
      continue;
    }
    warnings.push_back(
        fmt::format("{}: {} neuron-steps were at the limit of {} at dt {:g} ms ({} spikes in all): v, u and spikes "
                    "were not the model's there; take {}",
                    excerpt(p.name), p.steps_at_limit, image.populations[i].integrator, image.dt_ms, p.spikes,
                    remedy(image.populations[i], image.dt_ms)));
  }
  return warnings;
}

}  // namespace rheobase
