#include "compile/step_features.hpp"

#include <algorithm>

#include "kernels/sparse.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase {
namespace {

void add_population(const image::View& view, const image::Population& p, StepFeatures& f) {
  const std::uint64_t blocks = p.words;
  ++f[feature_population];
  f[feature_block] += blocks;
  f[feature_euler + p.integrator] += blocks;
  if ((p.flags & image::has_noise) != 0) f[feature_noise] += blocks;
  if ((p.flags & image::has_input) != 0) f[feature_input] += blocks;
  if ((p.flags & image::has_current) != 0) f[feature_constant] += blocks;
  if ((p.flags & image::keeps_spike_age) != 0) f[feature_spike_age] += blocks;
  if (p.refractory_ticks > 1) {
    f[feature_refractory] += blocks;
    f[feature_refractory_age] += blocks * (p.refractory_ticks - 1);
  }
  for (std::uint32_t c = p.first_channel; c < p.first_channel + p.channels; ++c) {
    f[feature_channel] += blocks;
    if ((view.channel(c).flags & image::keeps_current) != 0) f[feature_kept_current] += blocks;
    if ((view.channel(c).flags & image::interpolates) != 0) f[feature_interpolated] += blocks;
  }
}

// Kernels take entries a cache line at a time, and count from each row's beginning.
std::uint64_t lines_of(const image::View& view, const image::Projection& p, std::uint64_t entry_bytes) {
  const auto* rows = view.at<std::uint32_t>(p.rows);
  const std::uint64_t entries = 64 / entry_bytes;
  std::uint64_t lines = 0;
  for (std::uint32_t r = 0; r < view.population(p.source).size; ++r) {
    lines += (rows[r + 1] - rows[r] + entries - 1) / entries;
  }
  return lines;
}

std::uint64_t sweeps_of(std::uint64_t rows) {
  const std::uint64_t tail = rows % 8;
  return rows / 8 + tail / 4 + tail % 4 / 2 + tail % 2;
}

void add_dense(const image::View& view, const image::Projection& p, StepFeature cells, StepWork& work, EventWork& e) {
  const std::uint64_t rows = view.population(p.source).size, blocks = view.population(p.target).words;
  e.features[feature_dense_row] += rows;
  // Some of the rows may make one group more of each size than all of them.
  if (work.event_budget != 0) work.fixed[feature_dense_sweep] += e.passes * 3 * blocks;
  e.features[feature_dense_sweep] += sweeps_of(rows) * blocks;
  e.features[cells] += rows * blocks;
  e.events = rows * view.population(p.target).size;
  e.bytes = p.weight_bytes;
}

void add_sparse(const image::View& view, const image::Projection& p, StepFeature entries, std::uint64_t entry_bytes,
                StepWork& work, EventWork& e) {
  const std::uint64_t rows = view.population(p.source).size, per_line = 64 / entry_bytes;
  work.fixed[feature_sparse_row] += e.passes * rows;
  if (work.event_budget != 0) {  // short rows are dear by the event: each its first line, whatever is taken
    work.fixed[feature_sparse_line] += e.passes * rows;
    e.features[feature_sparse_line] += (p.synapses + per_line - 1) / per_line;
  } else {
    e.features[feature_sparse_line] += lines_of(view, p, entry_bytes);
  }
  e.features[entries] += p.synapses;
  e.events = p.synapses;
  e.bytes = p.synapses * entry_bytes;
}

void add_projection(const image::View& view, const image::Projection& p, StepWork& work) {
  const image::Population& source = view.population(p.source);
  EventWork e;
  e.passes = passes_of(view, p);
  work.fixed[feature_pass] += e.passes;
  work.fixed[feature_word] += e.passes * source.words;
  if (work.event_budget != 0) {
    ++work.fixed[feature_budget_pass];
    work.fixed[feature_budget_word] += source.words;
    work.fixed[feature_budget_row] += source.size;
  }
  switch (static_cast<Storage>(p.storage)) {
    case Storage::dense_i16: add_dense(view, p, feature_dense_i16, work, e); break;
    case Storage::dense_i32: add_dense(view, p, feature_dense_i32, work, e); break;
    case Storage::sparse_i16: add_sparse(view, p, feature_sparse_i16, sizeof(std::uint32_t), work, e); break;
    case Storage::sparse_i32: add_sparse(view, p, feature_sparse_i32, sizeof(SparseI32), work, e); break;
    default:  // counted, but what an event of it costs in instructions is not measured; its bytes count in full
      e.events = is_sparse(p) ? p.synapses : std::uint64_t{source.size} * p.longest_row;
      work.measured = work.measured && e.events == 0;
      break;
  }
  work.projections.push_back(e);
}

// The dearest events of one pass, up to the budget.
double most_of_pass(const StepWork& work, std::uint64_t pass, const std::function<double(const EventWork&)>& cost) {
  std::vector<std::pair<double, std::uint64_t>> kinds;  // of an event, how many
  for (const EventWork& e : work.projections) {
    if (e.passes > pass && e.events > 0) kinds.emplace_back(cost(e) / static_cast<double>(e.events), e.events);
  }
  std::sort(kinds.rbegin(), kinds.rend());
  std::uint64_t left = work.event_budget != 0 ? work.event_budget : UINT64_MAX;
  double sum = 0;
  for (const auto& [each, events] : kinds) {
    const std::uint64_t taken = std::min(left, events);
    sum += each * static_cast<double>(taken);
    left -= taken;
  }
  return sum;
}

}  // namespace

StepWork work_of(const image::View& view) {
  StepWork work;
  work.event_budget = view.event_budget();
  work.fixed[feature_step] = 1;
  for (std::uint32_t i = 0; i < view.header().populations; ++i) add_population(view, view.population(i), work.fixed);
  for (std::uint32_t i = 0; i < view.header().projections; ++i) add_projection(view, view.projection(i), work);
  return work;
}

StepFeatures sum_of(const StepWork& work) {
  StepFeatures sum = work.fixed;
  for (const EventWork& e : work.projections) {
    for (unsigned k = 0; k < feature_count; ++k) sum[k] += e.passes * e.features[k];
  }
  return sum;
}

double most_of(const StepWork& work, const std::function<double(const EventWork&)>& cost) {
  return most_of_pass(work, 0, cost) + most_of_pass(work, 1, cost);
}

}  // namespace rheobase
