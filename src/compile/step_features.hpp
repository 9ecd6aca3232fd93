// The work of an all-fire step, counted in the units that its instructions are linear in.
// bench/instructions.sh measures what each unit costs: instruction_costs.inc.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "image/view.hpp"

namespace rheobase {

enum StepFeature : unsigned {
  feature_step,        // 1
  feature_population,  // populations
  feature_block,       // blocks of 64 neurons
  feature_euler,       // likewise, by integrator, in the order of Integrator
  feature_izhikevich2003,
  feature_riccati,
  feature_rk2,
  feature_rk4,
  feature_noise,           // blocks with noise
  feature_channel,         // blocks times channels
  feature_kept_current,    // those that decay or hold
  feature_interpolated,    // those that interpolate
  feature_input,           // blocks with injected currents
  feature_constant,        // with constant currents
  feature_spike_age,       // with spike times
  feature_refractory,      // with a refractory time
  feature_refractory_age,  // those, times the ticks looked back
  feature_pass,            // projections, twice where a pulse lasts several ticks
  feature_word,            // words of sources read, over passes
  feature_dense_row,       // rows delivered, over passes
  feature_sparse_row,
  feature_dense_sweep,  // passes of dense rows over blocks of targets, up to 8 rows at once
  feature_dense_i16,    // rows times blocks of targets
  feature_dense_i32,
  feature_sparse_line,  // cache lines of entries, row by row
  feature_sparse_i16,   // entries
  feature_sparse_i32,
  feature_budget_pass,  // budgeted: projections,
  feature_budget_word,  // words of their sources,
  feature_budget_row,   // and rows, to queue and to take
  feature_count
};

using StepFeatures = std::array<std::uint64_t, feature_count>;

// What a projection's events cost, apart from what a step does however many are delivered: a budgeted step delivers
// some of them.
struct EventWork {
  StepFeatures features{};   // of all events of a pass
  std::uint64_t events = 0;  // of a pass
  std::uint64_t bytes = 0;   // of the weights
  std::uint64_t passes = 1;
};
struct StepWork {
  StepFeatures fixed{};
  std::vector<EventWork> projections;
  bool measured = true;            // false: a storage form whose instructions are not among the features
  std::uint64_t event_budget = 0;  // of a pass over all projections; 0: none
};
StepWork work_of(const image::View& view);
// All of it: no budget, or one that nothing exceeds.
StepFeatures sum_of(const StepWork& work);

// The most that events may add up to, where each costs cost(projection) / its events and a step
// takes those that cost most, up to the budget.
double most_of(const StepWork& work, const std::function<double(const EventWork&)>& cost);

// How often a step walks a projection: a pulse that lasts is taken away again by a second walk.
inline std::uint64_t passes_of(const image::View& view, const image::Projection& p) {
  return view.channel(p.channel).pulse_ticks > 1 ? 2 : 1;
}

}  // namespace rheobase
