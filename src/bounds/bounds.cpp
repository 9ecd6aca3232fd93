// The most an image can cost: rheobase/bounds.hpp.
#include "rheobase/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "bounds/stack_use.hpp"
#include "bounds/step_features.hpp"
#include "engine/states.hpp"
#include "models/shapes.hpp"
#include "rheobase/rheobase.h"
#include "text/message.hpp"

namespace rheobase {
namespace {

// Bytes of the image that a step reads, each once: planes are shared between populations.
class Touched {
 public:
  void add(std::uint32_t offset_units, std::uint64_t bytes) {
    std::uint64_t& known = sections_[offset_units];
    known = std::max(known, bytes);
  }
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [offset, bytes] : sections_) sum += bytes;
    return sum;
  }

 private:
  std::map<std::uint32_t, std::uint64_t> sections_;
};

std::uint64_t bytes_of(const image::Plane& plane, const image::Population& p) {
  return image::plane_floats(p, plane) * sizeof(float);
}

void touch_planes(const image::View& view, const image::Population& p, Touched& touched) {
  for (std::uint32_t k = 0; k < p.plane_count; ++k) {
    // Read at the start alone, or where there is any.
    if (k == image::plane_v0 || (has_u(p) && k == shape_of(p).u0)) continue;
    if (k == image::plane_current && (p.flags & image::has_current) == 0) continue;
    if (k == image::plane_noise && (p.flags & image::has_noise) == 0) continue;
    touched.add(view.planes(p)[k].offset, bytes_of(view.planes(p)[k], p));
  }
}

std::uint64_t spike_list_bytes(const image::Population& p) {
  return std::uint64_t{p.spike_count} * 2 * sizeof(std::uint32_t);
}

// What the states of each population take of the arena, and those of each delay group, which its first record bears.
// The ring, the counts of limits and gains are of the engine as a whole.
struct StateRam {
  std::vector<std::uint64_t> population, record;
};
StateRam state_ram(const image::View& view) {
  const image::Header& h = view.header();
  const auto units = [](std::uint64_t bytes) { return (bytes + image::unit - 1) / image::unit * image::unit; };
  StateRam ram = {std::vector<std::uint64_t>(h.populations), std::vector<std::uint64_t>(h.projections)};
  walk_states(view, [&](const State& state) {
    if (state.kind == StateKind::ring || state.kind == StateKind::at_limit || is_of_projections(state.kind)) return;
    (is_of_delay_group(state.kind) ? ram.record : ram.population)[state.index] +=
        units(state.room * state.element_bytes);
  });
  for (std::uint32_t i = 0; i < h.populations; ++i) {  // beside the input: what encoders set of it
    const image::Population& p = view.population(i);
    if ((p.flags & image::has_input) != 0) ram.population[i] += units(p.words * sizeof(std::uint64_t));
  }
  return ram;
}

// Words of the spike ring that a step reads or writes.
std::uint64_t ring_words(const image::View& view) {
  std::set<std::pair<std::uint32_t, std::uint64_t>> seen;  // population, age
  for (std::uint32_t i = 0; i < view.header().populations; ++i) {
    for (std::uint32_t age : {0u, 1u, view.population(i).refractory_ticks}) seen.insert({i, age});
  }
  for (std::uint32_t i = 0; i < view.header().projections; ++i) {
    const image::Projection& p = view.projection(i);
    seen.insert({p.source, p.delay_ticks});
    seen.insert({p.source, image::oldest_needed(p.delay_ticks, view.channel(p.channel).pulse_ticks)});
  }
  std::uint64_t words = 0;
  for (const auto& [population, age] : seen) words += view.population(population).words;
  return words;
}

std::string name_of(const image::View& view, const image::Projection& p) {
  return std::string("projection ") + view.string(view.population(p.source).name) + " -> " +
         view.string(view.population(p.target).name);
}

void add_parts(const image::View& view, const StepWork& work, StepBound& bound) {
  const image::Header& h = view.header();
  const StateRam ram = state_ram(view);
  std::set<std::uint32_t> counted;  // planes: the first population that uses one bears it
  for (std::uint32_t i = 0; i < h.populations; ++i) {
    const image::Population& p = view.population(i);
    PartBound part;
    part.name = std::string("population ") + view.string(p.name);
    for (std::uint32_t k = 0; k < p.plane_count; ++k) {
      const image::Plane& plane = view.planes(p)[k];
      if (counted.insert(plane.offset).second) part.flash_bytes += bytes_of(plane, p);
    }
    part.flash_bytes += p.stimulus_count * image::stimulus_row(p) * sizeof(float) + spike_list_bytes(p);
    part.ram_bytes = ram.population[i];
    bound.parts.push_back(part);
  }
  for (std::uint32_t i = 0; i < h.projections; ++i) {
    const image::Projection& p = view.projection(i);
    if (i == 0 || p.projection != view.projection(i - 1).projection) {
      bound.parts.emplace_back();
      bound.parts.back().name = name_of(view, p);
    }
    PartBound& part = bound.parts.back();
    part.flash_bytes += p.weight_bytes;
    part.ram_bytes += ram.record[i];
    if (p.short_term != 0 && counted.insert(p.short_term).second) part.flash_bytes += sizeof(image::ShortTerm);
    if (p.plasticity != 0 && counted.insert(p.plasticity).second) part.flash_bytes += sizeof(image::Plasticity);
    if (p.columns != 0 && view.is_first_of_projection(i)) part.flash_bytes += view.columns_bytes(i);
    part.synaptic_events += work.projections[i].passes * work.projections[i].events;
  }
  PartBound ring, tables;
  ring.name = "spike ring";
  ring.ram_bytes = std::uint64_t{h.ring_ticks} * h.words * sizeof(std::uint64_t);
  bound.parts.push_back(ring);
  tables.name = "tables";
  tables.flash_bytes = bound.flash_bytes;
  tables.ram_bytes = bound.ram_bytes;
  for (const PartBound& part : bound.parts) {
    tables.flash_bytes -= std::min(tables.flash_bytes, part.flash_bytes);
    tables.ram_bytes -= std::min(tables.ram_bytes, part.ram_bytes);
  }
  bound.parts.push_back(tables);
}

std::uint64_t touched_bytes(const image::View& view, const StepWork& work, const StepBound& bound) {
  const image::Header& h = view.header();
  Touched flash;
  std::uint64_t bytes = sizeof(image::Header) + std::uint64_t{h.populations} * sizeof(image::Population) +
                        std::uint64_t{h.channels} * sizeof(image::Channel) +
                        std::uint64_t{h.projections} * sizeof(image::Projection);
  for (std::uint32_t i = 0; i < h.populations; ++i) {
    touch_planes(view, view.population(i), flash);
    if (view.population(i).stimulus_count > 0) bytes += image::stimulus_row(view.population(i)) * sizeof(float);
    bytes += spike_list_bytes(view.population(i));  // at most: a step reads its own spikes, and looks for them
  }
  for (std::uint32_t i = 0; i < h.projections; ++i) {
    bytes += view.projection(i).weight_bytes - work.projections[i].bytes;
    const image::Projection& p = view.projection(i);
    if (p.short_term != 0) flash.add(p.short_term, sizeof(image::ShortTerm));
    if (p.plasticity != 0) flash.add(p.plasticity, sizeof(image::Plasticity));
    if (p.columns != 0 && view.is_first_of_projection(i)) flash.add(p.columns, view.columns_bytes(i));
  }
  // The rows of a pulse's end may be others than those of its start, but no more than there are.
  std::uint64_t weights = 0;
  for (const ProjectionWork& w : work.projections) weights += w.bytes;
  const double read = worst_case_sum(work, [](const RowWork& rows, bool) { return rows.bytes; });
  bytes += std::min(weights, static_cast<std::uint64_t>(std::ceil(read)));
  std::uint64_t ram = bound.ram_bytes - std::uint64_t{h.ring_ticks} * h.words * sizeof(std::uint64_t);
  ram += ring_words(view) * sizeof(std::uint64_t);
  return bytes + flash.bytes() + ram;
}

struct InstructionCosts {
  const char* target;
  double of[feature_count];
};
#include "bounds/instruction_costs.inc"

double dot(const InstructionCosts& costs, const StepFeatures& features) {
  double sum = 0;
  for (unsigned k = 0; k < feature_count; ++k) sum += costs.of[k] * features[k];
  return sum;
}

void add_instructions(const StepWork& work, StepBound& bound) {
  for (const InstructionCosts& costs : instruction_costs) {
    const double rows = worst_case_sum(work, [&](const RowWork& w, bool first) {
      return dot(costs, w.features) + (first && work.event_budget != 0 ? dot(costs, w.dequeue_cost) : 0);
    });
    const double others = dot(costs, work.fixed) + dot(costs, work.rounding);
    bound.instructions.push_back({costs.target, static_cast<std::uint64_t>(others + rows) + 1});
  }
}

using Cost = std::uint64_t PartBound::*;

void check_limit(const std::vector<PartBound>& parts, Cost cost, const std::string& what, std::uint64_t total,
                 const std::optional<std::uint64_t>& limit, const char* costs_most = " costs most: ") {
  if (!limit || total <= *limit) return;
  const auto most = std::max_element(parts.begin(), parts.end(),
                                     [&](const PartBound& a, const PartBound& b) { return a.*cost < b.*cost; });
  fail("", what + " " + std::to_string(total) + ", more than the limit of " + std::to_string(*limit) + "; " +
               most->name + costs_most + std::to_string((*most).*cost));
}

void check_platform(const Limits& limits) {
  const std::vector<std::string> platforms = stack_platforms();
  if (!limits.stack_bytes || std::count(platforms.begin(), platforms.end(), limits.platform) > 0) return;
  std::string names;
  for (const std::string& name : platforms) names += (names.empty() ? "" : ", ") + name;
  fail("", "no stack figure for platform '" + limits.platform + "'; there are " + names);
}

}  // namespace

StepBound bound_step(const Image& image) {
  std::size_t ram = 0;
  const rheo_status status = rheo_engine_size(image.data(), image.size(), nullptr, &ram);
  if (status != RHEO_OK) fail("", rheo_status_text(status));
  const image::View view(image.data());
  StepBound bound;
  bound.flash_bytes = view.header().image_bytes;
  bound.ram_bytes = ram;
  bound.neuron_updates = view.header().neurons;
  const StepWork work = work_of(view);
  add_parts(view, work, bound);
  bound.event_budget = work.event_budget;
  bound.synaptic_events = static_cast<std::uint64_t>(
      std::llround(worst_case_sum(work, [](const RowWork& rows, bool) { return rows.events; })));
  bound.bytes_touched = touched_bytes(view, work, bound);
  bound.stack = stack_of(view);
  add_instructions(work, bound);
  return bound;
}

void check_limits(const SizeForecast& forecast, const Limits& limits) {
  check_platform(limits);
  const auto check = [&](Cost cost, const char* what, std::uint64_t least, const std::optional<std::uint64_t>& limit) {
    check_limit(forecast.parts, cost, what + std::string(": at least"), least, limit, " costs most of that: ");
  };
  check(&PartBound::flash_bytes, "flash bytes", forecast.least_flash_bytes, limits.flash_bytes);
  check(&PartBound::ram_bytes, "RAM bytes", forecast.least_ram_bytes, limits.ram_bytes);
  check(&PartBound::synaptic_events, "synaptic events in one step", forecast.least_synaptic_events,
        limits.synaptic_events);
}

void check_limits(const StepBound& bound, const Limits& limits) {
  check_platform(limits);
  check_limit(bound.parts, &PartBound::flash_bytes, "flash bytes", bound.flash_bytes, limits.flash_bytes);
  check_limit(bound.parts, &PartBound::ram_bytes, "RAM bytes", bound.ram_bytes, limits.ram_bytes);
  check_limit(bound.parts, &PartBound::synaptic_events, "synaptic events in one step", bound.synaptic_events,
              limits.synaptic_events);
  for (const StackBound& stack : bound.stack) {
    if (!limits.stack_bytes || stack.platform != limits.platform || stack.bytes <= *limits.stack_bytes) continue;
    fail("", "stack bytes on " + stack.platform + " " + std::to_string(stack.bytes) + ", more than the limit of " +
                 std::to_string(*limits.stack_bytes));
  }
}

}  // namespace rheobase
