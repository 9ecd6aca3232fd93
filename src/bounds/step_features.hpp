// The work of an all-fire step, counted in the units that its instructions are linear in.
// bench/instructions.py measures what each unit costs: instruction_costs.inc.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "image/view.hpp"
#include "models/list.hpp"
#include "plasticity/list.hpp"

namespace rheobase {

enum StepFeature : unsigned {
  feature_step,           // 1
  feature_population,     // populations
  feature_stimulus,       // with a stimulus
  feature_stimulus_row,   // blocks whose neurons have one each
  feature_block,          // blocks of neurons, begun
  feature_block_channel,  // those, times channels
  feature_listed_find,    // halvings of lists
  // In blocks of 64 neurons, the last as far as neurons reach:
  feature_noise,            // blocks with noise: gaussian,
  feature_noise_uniform,    // uniform,
  feature_noise_ou,         // correlated in time
  feature_channel,          // blocks times channels
  feature_kept_current,     // those that decay or hold
  feature_cleared,          // those that a spike clears
  feature_riccati_kept,     // kept ones of riccati
  feature_riccati_cleared,  // cleared ones of riccati
  // Of populations in integers, in addition:
  feature_fixed_channel,  // channels times blocks
  feature_fixed_kept,
  feature_fixed_noise,         // blocks
  feature_interpolated,        // those that interpolate
  feature_rise,                // those whose current rises
  feature_conductance,         // those that are conductances
  feature_nmda,                // those that v unblocks
  feature_jump,                // those onto v
  feature_conducting,          // blocks with channels that are no currents: begun, explicit schemes
  feature_riccati_conducting,  // riccati, as far as neurons reach
  feature_input,               // blocks with injected currents
  feature_constant,            // with constant currents
  feature_spike_age,           // with spike times
  feature_refractory,          // blocks begun, with a refractory period, explicit schemes
  feature_riccati_refractory,  // riccati
  feature_refractory_u,        // where u moves meanwhile
  feature_pass,                // projections, twice where a pulse lasts several ticks
  feature_word,                // words of sources read, over passes
  feature_counted_due,         // rows of projections with a table of their lengths, looked up when they fall due
  // Of rows delivered:
  feature_dense_row,  // rows
  feature_sparse_row,
  feature_sparse_ragged,     // rows that end within a cache line
  feature_split_ragged,      // where targets and weights lie apart
  feature_procedural_row,    // rows
  feature_procedural_group,  // groups of up to 64 rows
  feature_every_self,        // rows of every target without their own source
  feature_equal_sweep,       // every target, one weight for all: groups times blocks of targets
  feature_equal,             // rows times blocks
  feature_every_sweep,       // every target, weights drawn
  feature_every,
  feature_procedural_synapse,  // of these
  feature_some_chunk,          // of targets with a probability: rows times chunks
  feature_some_words,          // blocks of words beyond the first of a chunk, at most
  feature_some,                // synapses, a source's own that is left out among them
  feature_degree_row,          // a fixed out-degree: rows
  feature_degree_sweep4,       // groups times vectors of 4 lanes, each two synapses a lane
  feature_degree_sweep8,       // of 8 lanes
  feature_degree4,             // rows times vectors
  feature_degree8,
  feature_degree_synapse,
  feature_one_to_one,        // rows
  feature_one_to_one_drawn,  // those whose weight is drawn
  // Of rows with short-term plasticity, in place of those above:
  feature_stp_row,     // rows
  feature_stp_bit,     // constants of their decays that are not 0
  feature_stp_dense,   // dense: rows times blocks of targets
  feature_stp_event,   // others: synapses
  feature_stp_drawn,   // procedural, every target: draws of four numbers
  feature_stp_chunk,   // some: rows times chunks
  feature_stp_some,    // synapses
  feature_stp_degree,  // the other patterns: synapses
  // Of weights that learn:
  feature_plastic_record,  // records
  feature_trace,           // blocks of traces
  feature_trace_spike,     // spikes that a trace takes
  feature_plastic_row,     // rows, in place of those above: delivered, and walked again
  feature_plastic_event,   // their synapses, delivered
  feature_column,          // columns of targets that fire
  feature_power,           // changes that depend on the weight by a power
  feature_swept_row,       // rows of the largest slice
  // Budgeted:
  feature_budget_pass,          // projections,
  feature_budget_word,          // words of their sources,
  feature_budget_row,           // rows to queue,
  feature_budget_take,          // rows to take,
  feature_budget_take_counted,  // those with such a table
  // By the lists of models, integrators and storage forms:
  feature_models,  // blocks of neurons, as far as they reach, times integration steps: see feature_of
  feature_rows = feature_models + model_count * integrator_count,  // see rows_of
  feature_rules = feature_rows + 2 * storage_count,                // see learning_of
  feature_count = feature_rules + 3 * rule_count
};

// What a rule's changes cost: of a synapse whose source or target fires, or that is swept.
struct LearningFeatures {
  StepFeature pre, post, swept;
};
constexpr LearningFeatures learning_of(std::uint32_t rule) {
  const unsigned first = feature_rules + 3 * rule;
  return {static_cast<StepFeature>(first), static_cast<StepFeature>(first + 1), static_cast<StepFeature>(first + 2)};
}

constexpr StepFeature feature_of(const image::Population& p) {
  return static_cast<StepFeature>(feature_models + p.model * integrator_count + p.integrator);
}

// What the rows of a stored form cost: of dense ones passes over blocks of targets, up to 8 rows at once, and rows
// times blocks; of sparse ones whole cache lines of entries, row by row, and entries beyond.
struct RowFeatures {
  StepFeature whole, part;
};
constexpr RowFeatures rows_of(std::uint32_t storage) {
  return {static_cast<StepFeature>(feature_rows + 2 * storage),
          static_cast<StepFeature>(feature_rows + 2 * storage + 1)};
}

using StepFeatures = std::array<double, feature_count>;

// Rows that cost alike by the event. A budgeted step delivers some of them.
struct RowWork {
  StepFeatures features{};      // of delivering all of them, once
  StepFeatures dequeue_cost{};  // of taking rows from the queue
  double events = 0;            // of them
  double bytes = 0;             // of their weights
};
struct ProjectionWork {
  std::vector<RowWork> rows;
  std::uint64_t events = 0;  // of a pass
  std::uint64_t bytes = 0;   // of the weights
  std::uint64_t passes = 1;
};
struct StepWork {
  StepFeatures fixed{};     // however many rows are delivered
  StepFeatures rounding{};  // by how much some of the rows may exceed their share: groups that are not full
  std::vector<ProjectionWork> projections;
  std::uint64_t event_budget = 0;  // of a pass over all projections; 0: none
};
StepWork work_of(const image::View& view);

// All of it; or, where a budget lets less through, that share of each projection: exact if there is one projection,
// all rows are as long, and the budget fills groups of 64 rows.
StepFeatures sum_of(const StepWork& work);

// The most that rows may add up to, where `rows` of them cost cost(rows, first) and a step takes those that cost most
// by the event, up to the budget. The first pass adds what falls due or is taken from the queue, the second takes away
// pulses that end.
double worst_case_sum(const StepWork& work, const std::function<double(const RowWork& rows, bool first)>& cost);

// How often a step walks a projection: a pulse that lasts is taken away again by a second walk.
inline std::uint64_t passes_of(const image::View& view, const image::Projection& p) {
  return view.channel(p.channel).pulse_ticks > 1 ? 2 : 1;
}

}  // namespace rheobase
