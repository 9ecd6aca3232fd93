#include "compile/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "compile/fixed_point.hpp"
#include "describe/channel_kinds.hpp"
#include "describe/expression.hpp"
#include "image/format.hpp"
#include "image/limits.hpp"
#include "image/storage_forms.hpp"

namespace rheobase {
namespace {

// On one core of a desktop computer.
constexpr double seconds_per_draw = 6e-9, seconds_per_neuron = 1.5e-6, seconds_per_kept_synapse = 5e-8,
                 seconds_per_byte = 1e-8;
// What compile keeps of a neuron's parameters, as doubles and folded.
constexpr std::uint64_t bytes_per_neuron = 200;

class Forecast {
 public:
  Forecast(const Network& network, PhiloxKey key)
      : network_(network),
        key_(key),
        budget_(constant_of(network.event_budget, network.parameters, "event_budget") != 0) {}

  SizeForecast made() {
    for (const Population& p : network_.populations) add(p);
    for (std::uint32_t i = 0; i < network_.projections.size(); ++i) add(network_.projections[i], i);
    // The sections one after another, and the image they become.
    out_.least_memory_bytes += 2 * out_.least_flash_bytes;
    out_.memory_bytes = out_.least_memory_bytes + out_.least_memory_bytes / 4 + bytes_per_neuron * out_.neurons;
    out_.seconds += seconds_per_draw * static_cast<double>(out_.draws) +
                    seconds_per_neuron * static_cast<double>(out_.neurons) +
                    seconds_per_byte * static_cast<double>(out_.least_flash_bytes);
    return std::move(out_);
  }

 private:
  void add(const Population& population) {
    const double size = constant_of(population.size, network_.parameters, "size of " + population.name);
    sizes_.push_back(size >= 1 && size <= limits::most_neurons ? static_cast<std::uint32_t>(std::llround(size)) : 0);
    out_.neurons += sizes_.back();
    // As engine/layout.cpp takes it, without what only some of them have.
    std::uint64_t arrays = population.input ? 3 : 2;
    for (const Channel& c : population.channels) {
      arrays += 1u + (c.interpolate ? 1u : 0u) + (rule_of(c.kind).kept ? 1u : 0u);
    }
    PartBound part;
    part.name = "population " + population.name;
    part.ram_bytes = arrays * image::padded(sizes_.back()) * sizeof(float);
    out_.least_ram_bytes += part.ram_bytes;
    out_.parts.push_back(part);
  }

  std::uint32_t size_of(const std::string& name) const {
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      if (network_.populations[i].name == name) return sizes_[i];
    }
    return 0;
  }

  void add(const Projection& projection, std::uint32_t index) {
    const std::uint32_t sources = size_of(projection.source), targets = size_of(projection.target);
    if (sources == 0 || targets == 0) return;
    const SynapseForecast synapses =
        forecast_synapses(projection, {index, sources, targets, network_.dt_ms, network_.parameters, key_, {}});
    const StoredForecast stored = forecast_storage(synapses, network_.storage.value_or(projection.storage));
    PartBound part;
    part.name = "projection " + projection.source + " -> " + projection.target;
    part.synaptic_events = synapses.least;
    // Equal sections are stored once.
    if (stored.differs || equal_.insert(stored.least_bytes).second) part.flash_bytes = stored.least_bytes;
    out_.synapses += synapses.least / 2 + synapses.most / 2 + (synapses.least & synapses.most & 1u);
    out_.draws += synapses.draws;
    out_.least_flash_bytes += part.flash_bytes;
    if (!budget_) out_.least_synaptic_events += part.synaptic_events;
    if (synapses.kept) {
      out_.least_memory_bytes += synapses.least * (sizeof(std::uint32_t) + sizeof(double));
      out_.seconds += seconds_per_kept_synapse * static_cast<double>(synapses.least);
    }
    out_.parts.push_back(part);
  }

  const Network& network_;
  PhiloxKey key_;
  bool budget_;
  SizeForecast out_;
  std::vector<std::uint32_t> sizes_;
  std::set<std::uint64_t> equal_;
};

}  // namespace

SizeForecast forecast_of(const Network& network, PhiloxKey key) { return Forecast(network, key).made(); }

}  // namespace rheobase
