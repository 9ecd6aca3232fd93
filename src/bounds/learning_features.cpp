#include "bounds/learning_features.hpp"

#include <algorithm>
#include <utility>

#include "bounds/row_work.hpp"
#include "engine/learning.hpp"
#include "engine/traces.hpp"

namespace rheobase {
namespace {

// The rows and synapses of the slice that has most of both.
std::pair<double, double> largest_slice(const image::View& view, const image::Projection& p,
                                        const image::Plasticity& rule) {
  const std::uint64_t sources = view.population(p.source).size, slices = slices_of(rule);
  const auto* rows = view.at<std::uint32_t>(p.rows);
  std::pair<double, double> largest = {0, 0};
  for (std::uint64_t slice = 0; slice < slices; ++slice) {
    const auto first = sources * slice / slices, end = sources * (slice + 1) / slices;
    largest.first = std::max(largest.first, static_cast<double>(end - first));
    largest.second = std::max(largest.second, static_cast<double>(rows[end] - rows[first]));
  }
  return largest;
}

}  // namespace

void add_plastic_rows(const image::View& view, const image::Projection& p, ProjectionWork& w) {
  const auto& rule = *view.at<image::Plasticity>(p.plasticity);
  const StorageForm& form = form_of(p);
  for (const auto& [length, count] : row_lengths(view, p)) {
    RowWork alike = rows_alike(p, count, length);
    alike.features[feature_plastic_row] = static_cast<double>(count);
    alike.features[feature_plastic_event] = alike.events;
    if (rule_shapes[rule.rule].pairs) {
      alike.features[learning_of(rule.rule).pre] = alike.events;
      if (rule.dependence[1] == 2) alike.features[feature_power] = alike.events;
    }
    alike.bytes = alike.events * (form.entry_bytes() + form.weight_bytes + (rule.decay_eligibility != 0 ? 4 : 0));
    w.rows.push_back(alike);
  }
}

void add_learning(const image::View& view, std::uint32_t index, StepFeatures& f) {
  const image::Projection& p = view.projection(index);
  const auto& rule = *view.at<image::Plasticity>(p.plasticity);
  const image::Population &source = view.population(p.source), &target = view.population(p.target);
  const LearningFeatures learning = learning_of(rule.rule);
  const auto synapses = static_cast<double>(p.synapses);
  ++f[feature_plastic_record];
  const auto add_traces = [&](const float(&decay)[2], const image::Population& neurons) {
    for (const float share : decay) {
      if (share == 0.0f) continue;
      f[feature_trace] += blocks_of(neurons);
      f[feature_trace_spike] += neurons.size;
      f[feature_word] += neurons.words;
    }
  };
  const bool first = view.is_first_of_projection(index);
  std::uint32_t of = index;
  while (!view.is_first_of_projection(of)) --of;
  if (view.is_first_of_delay(index) && owner_of_source_traces(view, of) == of) add_traces(rule.decay_pre, source);
  if (first) add_traces(rule.decay_post, target);
  if (first && rule.modulator != UINT32_MAX) f[feature_word] += view.population(rule.modulator).words;
  f[feature_word] += source.words;
  if (first) f[feature_word] += target.words;
  if (rule_shapes[rule.rule].pairs) {
    if (first) f[feature_column] += target.size;
    f[learning.post] += synapses;
    if (rule.dependence[0] == 2) f[feature_power] += synapses;
  }
  if (rule_shapes[rule.rule].sweeps) {
    const auto [rows, swept] = largest_slice(view, p, rule);
    f[feature_swept_row] += rows;
    f[learning.swept] += swept;
  }
}

}  // namespace rheobase
