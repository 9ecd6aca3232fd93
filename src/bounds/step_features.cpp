#include "bounds/step_features.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "bounds/learning_features.hpp"
#include "bounds/row_work.hpp"
#include "kernels/procedural.hpp"
#include "models/shapes.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase {
namespace {

void add_population(const image::View& view, const image::Population& p, StepFeatures& f) {
  const double blocks = blocks_of(p);
  const bool riccati = p.integrator == static_cast<std::uint32_t>(Integrator::riccati);
  const bool fixed = is_fixed(p);
  ++f[feature_population];
  if (p.stimulus_count > 0) ++f[feature_stimulus];
  if ((p.flags & image::stimulus_of_each) != 0) f[feature_stimulus_row] += blocks;
  f[feature_block] += p.words;
  f[feature_block_channel] += static_cast<double>(p.words) * p.channels;
  f[feature_of(p)] += blocks * p.substeps;
  if (p.model == static_cast<std::uint32_t>(NeuronModel::spikes)) {
    f[feature_listed_find] += 2 * std::ceil(std::log2(std::max(p.spike_count, p.size) + 1.0));
  }
  if ((p.flags & image::has_noise) != 0) {
    f[(p.flags & image::noise_uniform) != 0 ? feature_noise_uniform
      : (p.flags & image::noise_ou) != 0    ? feature_noise_ou
                                            : feature_noise] += blocks;
  }
  if (fixed && (p.flags & image::has_noise) != 0) f[feature_fixed_noise] += blocks;
  if ((p.flags & image::has_input) != 0) f[feature_input] += blocks;
  if ((p.flags & image::has_current) != 0) f[feature_constant] += blocks;
  if ((p.flags & image::keeps_spike_age) != 0) f[feature_spike_age] += blocks;
  if (p.refractory_ticks > 0) {
    const double steps = static_cast<double>(p.words) * p.substeps;
    f[riccati ? feature_riccati_refractory : feature_refractory] += steps;
    if ((p.flags & image::refractory_holds_u) == 0) f[feature_refractory_u] += steps;
  }
  if (view.conducting(p)) {
    if (riccati) {
      f[feature_riccati_conducting] += blocks * p.substeps;
    } else {
      f[feature_conducting] += static_cast<double>(p.words) * p.substeps;
    }
  }
  for (std::uint32_t c = p.first_channel; c < p.first_channel + p.channels; ++c) {
    const std::uint32_t flags = view.channel(c).flags;
    const auto kind = static_cast<ChannelKind>(view.channel(c).kind);
    f[feature_channel] += blocks;
    if (fixed) f[feature_fixed_channel] += blocks;
    if ((flags & image::interpolates) != 0) f[feature_interpolated] += blocks;
    if ((flags & image::keeps_rise) != 0) f[feature_rise] += blocks;
    if (kind == ChannelKind::nmda) {
      f[feature_nmda] += blocks;
    } else if ((flags & image::conducts) != 0) {
      f[feature_conductance] += blocks;
    }
    if (kind == ChannelKind::jump) f[feature_jump] += blocks;
    if ((flags & image::keeps_current) == 0) continue;
    f[feature_kept_current] += blocks;
    if (riccati) f[feature_riccati_kept] += blocks;
    if (fixed) f[feature_fixed_kept] += blocks;
    if ((flags & image::clear_on_spike) == 0) continue;
    f[feature_cleared] += blocks;
    if (riccati) f[feature_riccati_cleared] += blocks;
  }
}

double ratio_up(std::uint64_t a, std::uint64_t b) { return static_cast<double>((a + b - 1) / b); }

// Kernels gather rows in groups, and the last may not be full. All rows: the exact number of groups. Some of them:
// their share, and at most `more` for what is not full.
struct Groups {
  double share, more;
};

// Dense rows go eight at a time, the rest as four, two and one.
Groups sweeps_of(std::uint64_t rows, bool budgeted) {
  const auto eighths = static_cast<double>(rows) / 8;
  const std::uint64_t tail = rows % 8;
  if (budgeted) return {eighths, 3 - 7.0 / 8};
  return {static_cast<double>(rows / 8 + tail / 4 + tail % 4 / 2 + tail % 2), 0};
}

Groups groups_of(std::uint64_t rows, bool budgeted) {
  return budgeted ? Groups{static_cast<double>(rows) / 64, 63.0 / 64} : Groups{ratio_up(rows, 64), 0};
}

// Every row takes as long, however many of its cells are synapses.
void add_dense(const image::View& view, const image::Projection& p, StepWork& work, ProjectionWork& w) {
  const auto [sweep, cells] = rows_of(p.storage);
  const std::uint64_t rows = view.population(p.source).size;
  const std::uint64_t row_bytes = image::padded(view.population(p.target).size) * form_of(p).weight_bytes;
  const double blocks = blocks_of(view.population(p.target));
  const Groups sweeps = sweeps_of(rows, work.event_budget != 0);
  for (const auto& [length, count] : row_lengths(view, p)) {
    const auto alike = static_cast<double>(count);
    RowWork some = rows_alike(p, count, length);
    some.features[feature_dense_row] = alike;
    some.features[sweep] = sweeps.share * alike / static_cast<double>(rows) * blocks;
    some.features[cells] = alike * blocks;
    some.bytes = static_cast<double>(count * row_bytes);
    w.rows.push_back(some);
  }
  work.rounding[sweep] += static_cast<double>(w.passes) * sweeps.more * blocks;
}

// Rows by their length: short ones are dear by the event. Kernels take entries a cache line at a time, counted from
// each row's beginning, and one by one what does not fill a line.
void add_sparse(const image::View& view, const image::Projection& p, ProjectionWork& w) {
  const StorageForm& form = form_of(p);
  const auto [line, beyond] = rows_of(p.storage);
  const StepFeature ragged = form.layout == StorageLayout::split ? feature_split_ragged : feature_sparse_ragged;
  const std::uint32_t line_entries = 64 / form.entry_bytes();
  for (const auto& [length, count] : row_lengths(view, p)) {
    const std::uint64_t tail = length % line_entries;
    RowWork alike = rows_alike(p, count, length);
    alike.features[feature_sparse_row] = static_cast<double>(count);
    alike.features[line] = static_cast<double>(count * (length / line_entries));
    alike.features[beyond] = static_cast<double>(count * tail);
    if (tail > 0) alike.features[ragged] = static_cast<double>(count);
    alike.bytes = alike.events * (form.entry_bytes() + form.value_bytes());
    w.rows.push_back(alike);
  }
}

// Rows of every target: all are drawn.
void add_every(const image::View& view, const image::Projection& p, StepWork& work, ProjectionWork& w) {
  const bool drawn = p.weight_slope != 0;
  const std::uint64_t rows = view.population(p.source).size;
  const double blocks = view.population(p.target).words;
  const Groups groups = groups_of(rows, work.event_budget != 0);
  const StepFeature sweep = drawn ? feature_every_sweep : feature_equal_sweep;
  const StepFeature cells = drawn ? feature_every : feature_equal;
  for (const auto& [length, count] : row_lengths(view, p)) {
    const auto alike = static_cast<double>(count);
    const double share = groups.share * alike / static_cast<double>(rows);
    RowWork part = rows_alike(p, count, length);
    part.features[feature_procedural_row] = alike;
    part.features[feature_procedural_group] = share;
    part.features[sweep] = share * blocks;
    part.features[cells] = alike * blocks;
    if (p.skip_self != 0) part.features[feature_every_self] = alike;
    part.features[feature_procedural_synapse] = part.events;
    w.rows.push_back(part);
  }
  work.rounding[feature_procedural_group] += static_cast<double>(w.passes) * groups.more;
  work.rounding[sweep] += static_cast<double>(w.passes) * groups.more * blocks;
}

std::uint64_t chunks_of(const image::View& view, const image::Projection& p) {
  const std::uint32_t chunk = gap_rule(p.yes).chunk;
  return p.yes == 0 ? 0 : (std::uint64_t{view.population(p.target).size} + chunk - 1) / chunk;
}

// Rows of some targets: their gaps are drawn, 32 at once. A chunk of n synapses takes n + 1 gaps.
void add_some(const image::View& view, const image::Projection& p, ProjectionWork& w) {
  const std::uint64_t chunks = chunks_of(view, p);
  for (const auto& [length, count] : row_lengths(view, p)) {
    const std::uint64_t gaps = length + p.skip_self;
    RowWork part = rows_alike(p, count, length);
    part.features[feature_procedural_row] = static_cast<double>(count);
    part.features[feature_some_chunk] = static_cast<double>(count * chunks);
    part.features[feature_some_words] = static_cast<double>(count * (gaps / 32));
    part.features[feature_some] = static_cast<double>(count * gaps);
    w.rows.push_back(part);
  }
}

void add_out_degree(const image::View& view, const image::Projection& p, StepWork& work, ProjectionWork& w) {
  const std::uint64_t rows = view.population(p.source).size;
  const Groups groups = groups_of(rows, work.event_budget != 0);
  RowWork all = rows_alike(p, rows, p.degree);
  all.features[feature_procedural_row] = static_cast<double>(rows);
  all.features[feature_procedural_group] = groups.share;
  all.features[feature_degree_row] = static_cast<double>(rows);
  all.features[feature_degree_synapse] = all.events;
  work.rounding[feature_procedural_group] += static_cast<double>(w.passes) * groups.more;
  for (const auto& [sweep, vectors, synapses] : {std::tuple{feature_degree_sweep4, feature_degree4, 8u},
                                                 std::tuple{feature_degree_sweep8, feature_degree8, 16u}}) {
    const double each = ratio_up(p.degree, synapses);
    all.features[sweep] = groups.share * each;
    all.features[vectors] = static_cast<double>(rows) * each;
    work.rounding[sweep] += static_cast<double>(w.passes) * groups.more * each;
  }
  w.rows.push_back(all);
}

void add_procedural(const image::View& view, const image::Projection& p, StepWork& work, ProjectionWork& w) {
  switch (static_cast<Pattern>(p.pattern)) {
    case Pattern::pairwise: break;
    case Pattern::every: add_every(view, p, work, w); break;
    case Pattern::some: add_some(view, p, w); break;
    case Pattern::out_degree: add_out_degree(view, p, work, w); break;
    case Pattern::one_to_one: {
      RowWork all = rows_alike(p, view.population(p.source).size, 1);
      all.features[feature_procedural_row] = all.features[feature_one_to_one] = all.events;
      if (p.weight_slope != 0) all.features[feature_one_to_one_drawn] = all.events;
      w.rows.push_back(all);
    }
  }
}

void add_rows(const image::View& view, const image::Projection& p, StepWork& work, ProjectionWork& w) {
  switch (form_of(p).layout) {
    case StorageLayout::none: break;
    case StorageLayout::dense: add_dense(view, p, work, w); break;
    case StorageLayout::entries:
    case StorageLayout::split: add_sparse(view, p, w); break;
    case StorageLayout::procedural: add_procedural(view, p, work, w); break;
  }
}

double constants_of(const image::ShortTerm& rule) {
  const auto used = [](const float(&keep)[image::decay_bits]) {
    return std::find(std::begin(keep), std::end(keep), 0.0f) - std::begin(keep);
  };
  return static_cast<double>(used(rule.keep_depletion) + used(rule.keep_facilitation));
}

// All targets take the same kernels, row by row and synapse by synapse.
void add_scaled_rows(const image::View& view, const image::Projection& p, bool first_of_group, ProjectionWork& w) {
  const std::uint64_t rows = view.population(p.source).size;
  const StorageForm& form = form_of(p);
  const auto pattern = static_cast<Pattern>(p.pattern);
  const bool dense = form.layout == StorageLayout::dense, drawn = form.layout == StorageLayout::procedural;
  const auto each = static_cast<double>(rows);
  RowWork all = rows_alike(p, 1, p.synapses);
  all.features[feature_stp_row] = each;
  if (first_of_group) all.features[feature_stp_bit] = each * constants_of(*view.at<image::ShortTerm>(p.short_term));
  if (dense) {
    all.features[feature_stp_dense] = each * blocks_of(view.population(p.target));
    all.bytes = each * static_cast<double>(image::padded(view.population(p.target).size) * form.weight_bytes);
  } else {
    all.features[feature_stp_event] = all.events;
    all.bytes = all.events * (form.entry_bytes() + form.value_bytes());
  }
  if (drawn && pattern == Pattern::every) {
    // Sixteen draws a block, of the last as many as there are targets.
    const std::uint32_t targets = view.population(p.target).size, rest = targets % 64;
    const std::uint32_t draws = targets / 64 * 16 + std::min(rest, 16u);
    all.features[feature_stp_drawn] = each * draws;
  } else if (drawn && pattern == Pattern::some) {
    all.features[feature_stp_chunk] = each * static_cast<double>(chunks_of(view, p));
    all.features[feature_stp_some] = all.events + each * p.skip_self;
  } else if (drawn) {
    all.features[feature_stp_degree] = all.events;
  }
  w.rows.push_back(all);
}

void add_projection(const image::View& view, std::uint32_t index, StepWork& work) {
  const image::Projection& p = view.projection(index);
  const image::Population& source = view.population(p.source);
  ProjectionWork w;
  w.passes = passes_of(view, p);
  const auto passes = static_cast<double>(w.passes);
  work.fixed[feature_pass] += passes;
  work.fixed[feature_word] += passes * source.words;
  if (p.rows != 0) work.fixed[feature_counted_due] += source.size;
  if (work.event_budget != 0) {
    ++work.fixed[feature_budget_pass];
    work.fixed[feature_budget_word] += source.words;
    work.fixed[feature_budget_row] += source.size;
  }
  if (p.short_term != 0) {
    work.fixed[feature_word] += source.words;  // read once more
    add_scaled_rows(view, p, index == 0 || view.delay_group_end(index - 1) == index, w);
  } else if (p.plasticity != 0) {
    add_plastic_rows(view, p, w);
    add_learning(view, index, work.fixed);
  } else {
    add_rows(view, p, work, w);
  }
  // A pass over the targets sets sums to 0 and multiplies them: no more than two rows of scaled weights.
  const bool last = index + 1 == view.header().projections || view.projection(index + 1).projection != p.projection;
  if (p.max_gain != 0 && last) {
    work.fixed[feature_stp_row] += 2 * passes;
    work.fixed[feature_stp_dense] += 2 * passes * blocks_of(view.population(p.target));
  }
  double events = 0, bytes = 0;
  for (const RowWork& rows : w.rows) {
    events += rows.events;
    bytes += rows.bytes;
  }
  w.events = static_cast<std::uint64_t>(events);
  w.bytes = static_cast<std::uint64_t>(bytes);
  work.projections.push_back(w);
}

// The most expensive rows of one pass, up to the budget.
double worst_case_of_pass(const StepWork& work, std::uint64_t pass,
                          const std::function<double(const RowWork&, bool)>& cost) {
  std::vector<std::pair<double, double>> kinds;  // of an event, how many
  double sum = 0;
  for (const ProjectionWork& w : work.projections) {
    for (const RowWork& rows : w.rows) {
      if (w.passes <= pass) continue;
      const double all = cost(rows, pass == 0);
      if (rows.events > 0) {
        kinds.emplace_back(all / rows.events, rows.events);
      } else {
        sum += all;  // they always fit
      }
    }
  }
  std::sort(kinds.rbegin(), kinds.rend());
  auto left = static_cast<double>(work.event_budget != 0 ? work.event_budget : UINT64_MAX);
  for (const auto& [each, events] : kinds) {
    const double taken = std::min(left, events);
    sum += each * taken;
    left -= taken;
  }
  return sum;
}

void add_share(const StepFeatures& features, double share, StepFeatures& sum) {
  for (unsigned k = 0; k < feature_count; ++k) sum[k] += share * features[k];
}

}  // namespace

StepWork work_of(const image::View& view) {
  StepWork work;
  work.event_budget = view.event_budget();
  work.fixed[feature_step] = 1;
  for (std::uint32_t i = 0; i < view.header().populations; ++i) add_population(view, view.population(i), work.fixed);
  for (std::uint32_t i = 0; i < view.header().projections; ++i) add_projection(view, i, work);
  return work;
}

StepFeatures sum_of(const StepWork& work) {
  StepFeatures sum = work.fixed;
  double events = 0;
  for (const ProjectionWork& w : work.projections) events += static_cast<double>(w.events);
  const auto budget = static_cast<double>(work.event_budget);
  const double share = work.event_budget != 0 && budget < events ? budget / events : 1;
  for (const ProjectionWork& w : work.projections) {
    for (const RowWork& rows : w.rows) {
      add_share(rows.features, share * static_cast<double>(w.passes), sum);
      if (work.event_budget != 0) add_share(rows.dequeue_cost, share, sum);
    }
  }
  return sum;
}

double worst_case_sum(const StepWork& work, const std::function<double(const RowWork& rows, bool first)>& cost) {
  return worst_case_of_pass(work, 0, cost) + worst_case_of_pass(work, 1, cost);
}

}  // namespace rheobase
