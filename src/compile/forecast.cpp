#include "compile/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "compile/fixed_point.hpp"
#include "describe/channel_kinds.hpp"
#include "describe/expression.hpp"
#include "describe/parameters.hpp"
#include "image/format.hpp"
#include "image/limits.hpp"
#include "image/storage_forms.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

// On one core of a desktop computer with vectors of 256 bits.
constexpr double seconds_per_draw = 6e-10, seconds_per_neuron = 1.5e-6, seconds_per_synapse = 1e-7,
                 seconds_per_byte = 1e-8;
// What compile keeps of a neuron's parameters, as doubles and folded.
constexpr std::uint64_t bytes_per_neuron = 200;

class Forecast {
 public:
  explicit Forecast(bool has_event_budget) : has_event_budget_(has_event_budget) {}

  SizeForecast made() {
    // The sections are freed as they become the image.
    out_.least_memory_bytes += out_.least_flash_bytes;
    out_.memory_bytes = out_.least_memory_bytes + out_.least_memory_bytes / 4 + bytes_per_neuron * out_.neurons;
    out_.seconds += seconds_per_draw * static_cast<double>(out_.draws) +
                    seconds_per_neuron * static_cast<double>(out_.neurons) +
                    seconds_per_byte * static_cast<double>(out_.least_flash_bytes);
    return std::move(out_);
  }

  void add(const Population& population, std::uint32_t size) {
    out_.neurons += size;
    // As engine/layout.cpp takes it, without what only some of them have.
    const bool neurons = is_neuron(population);
    std::uint64_t arrays = (population.input ? 1 : 0) + (neurons ? 2 : 0);
    for (const Channel& c : neurons ? population.channels : std::vector<Channel>()) {
      arrays += 1u + (c.interpolate ? 1u : 0u) + (rule_of(c.kind).kept ? 1u : 0u);
    }
    PartBound part;
    part.name = "population " + population.name;
    part.ram_bytes = arrays * image::padded(size) * sizeof(float);
    out_.least_ram_bytes += part.ram_bytes;
    out_.parts.push_back(part);
  }

  void add(const Network& network, const CompiledProjection& compiled) {
    const Projection& projection = *compiled.described;
    const SynapseForecast synapses = compiled.plan.forecast();
    const StoredForecast stored = forecast_storage(synapses, network.storage.value_or(projection.storage));
    PartBound part;
    part.name = "projection " + ends_of(projection);
    part.synaptic_events = synapses.least;
    // Equal sections are stored once.
    if (stored.differs || equal_.insert(stored.least_bytes).second) part.flash_bytes = stored.least_bytes;
    out_.synapses += synapses.least / 2 + synapses.most / 2 + (synapses.least & synapses.most & 1u);
    out_.draws += synapses.draws;
    out_.least_flash_bytes += part.flash_bytes;
    if (!has_event_budget_) out_.least_synaptic_events += part.synaptic_events;
    if (synapses.kept) {
      out_.least_memory_bytes += synapses.least * (sizeof(std::uint32_t) + sizeof(double));
    }
    out_.seconds += seconds_per_synapse * static_cast<double>(synapses.least);
    out_.parts.push_back(part);
  }

 private:
  bool has_event_budget_;
  SizeForecast out_;
  std::set<std::uint64_t> equal_;  // sections
};

}  // namespace

SizeForecast forecast_of(const Network& network, const std::vector<std::uint32_t>& sizes,
                         const std::vector<CompiledProjection>& projections, bool has_event_budget) {
  Forecast forecast(has_event_budget);
  for (std::size_t i = 0; i < sizes.size(); ++i) forecast.add(network.populations[i], sizes[i]);
  for (const CompiledProjection& p : projections) forecast.add(network, p);
  return forecast.made();
}

}  // namespace rheobase
