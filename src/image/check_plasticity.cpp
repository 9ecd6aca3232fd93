#include "kernels/strict_math.hpp"

#include "image/check_plasticity.hpp"

#include "image/fields.hpp"
#include "image/limits.hpp"
#include "kernels/chosen.hpp"
#include "plasticity/list.hpp"

#if RHEOBASE_PLASTICITY

namespace rheobase::image {
namespace {

bool check_weights_learned(const View& view, const Projection& p, const Plasticity& rule) {
  const auto* entries = view.at<unsigned char>(p.weights);
  const bool narrow = form_of(p).weight_bytes == 2;
  for (std::uint32_t k = 0; k < p.synapses; ++k) {
    const std::int32_t w = narrow ? static_cast<std::int16_t>(reinterpret_cast<const std::uint32_t*>(entries)[k] >> 16)
                                  : reinterpret_cast<const std::int32_t*>(entries)[2 * k + 1];
    if (w < rule.w_min || w > rule.w_max) return false;
  }
  return true;
}

// Every synapse of records first … end-1 stands once, in the column of its target, with the place of its trace.
bool check_columns(const View& view, std::uint32_t first, std::uint32_t end) {
  const Columns columns = view.columns(first);
  const std::uint32_t sources = view.population(view.projection(first).source).size,
                      targets = view.population(view.projection(first).target).size;
  if (columns.sums[0] != 0 || columns.sums[targets] != view.synapses(first, end)) return false;
  for (std::uint32_t t = 0; t < targets; ++t) {
    if (columns.sums[t] > columns.sums[t + 1] || columns.sums[t + 1] > columns.sums[targets]) return false;
    std::uint32_t record = first, before = 0, group = 0;  // synapses and delay groups before the record
    for (std::uint32_t n = columns.sums[t]; n < columns.sums[t + 1]; ++n) {
      const std::uint32_t entry = columns.entries[n];
      if (n > columns.sums[t] && entry <= columns.entries[n - 1]) return false;
      while (entry - before >= view.projection(record).synapses) {
        before += static_cast<std::uint32_t>(view.projection(record).synapses);
        if (++record == end) return false;
        if (view.is_first_of_delay(record)) ++group;
      }
      const Projection& p = view.projection(record);
      const std::uint32_t k = entry - before, source = columns.traces[n] - group * sources;
      const auto* rows = view.at<std::uint32_t>(p.rows);
      if (source >= sources || k < rows[source] || k >= rows[source + 1]) return false;
      if (form_of(p).target_at(view.at<unsigned char>(p.weights), k) + p.first_target != t) return false;
    }
  }
  return true;
}

bool check_rule(const View& view, const Plasticity& r) {
  constexpr float least_decay = 0x1p-21f, most = 1e13f;
  if (r.rule >= rule_count || r.same_time >= same_time_count || r.nearest > 1) return false;
  if (r.w_min < 0 || r.w_max < r.w_min || r.sweep_ticks > limits::most_ticks) return false;
  if (r.modulator != UINT32_MAX && r.modulator >= view.header().populations) return false;
  for (const float decay :
       {r.decay_pre[0], r.decay_pre[1], r.decay_post[0], r.decay_post[1], r.decay_eligibility, r.decay_modulator}) {
    if (decay != 0.0f && !in_range(decay, least_decay, 1.0f)) return false;
  }
  for (const float x : r.parameters) {
    if (!in_range(x, -most, most)) return false;
  }
  for (unsigned side = 0; side < 2; ++side) {
    if (r.dependence[side] > 2 || !in_range(r.distance[side], 0.0f, 1e6f)) return false;
    for (const float x : r.power[side]) {
      if (!in_range(x, 0.0f, 1e6f)) return false;
    }
  }
  // A rule with an eligibility has room for one.
  if (rule_shapes[r.rule].has_eligibility != (r.decay_eligibility != 0.0f)) return false;
  return in_range(r.modulator_per_spike, -1e6f, 1e6f) && in_range(r.sweep_per_modulator, 0.0f, 1e6f) &&
         in_range(r.sweep_constant, -1e12f, 1e12f);
}

}  // namespace

bool check_plasticity(const View& view, const Sections& data, std::uint32_t i) {
  const Projection& p = view.projection(i);
  if (!view.is_first_of_projection(i)) {
    const Projection& before = view.projection(i - 1);
    if (p.plasticity != before.plasticity || p.columns != before.columns) return false;
    if (p.plasticity != 0 && p.storage != before.storage) return false;
  }
  if (p.plasticity == 0) return p.columns == 0;
  const Population& source = view.population(p.source);
  const Channel& c = view.channel(p.channel);
  if (form_of(p).layout != StorageLayout::entries || p.short_term != 0) return false;
  if (c.pulse_ticks != 1 || (c.flags & interpolates) != 0) return false;
  if (!data.hold(p.plasticity, sizeof(Plasticity))) return false;
  const Plasticity& rule = *view.at<Plasticity>(p.plasticity);
  if (!check_rule(view, rule) || !check_weights_learned(view, p, rule)) return false;
  if (i + 1 < view.header().projections && !view.is_first_of_projection(i + 1)) return true;
  // The projection's last record: all have been looked at.
  std::uint32_t first = i;
  while (!view.is_first_of_projection(first)) --first;
  constexpr std::uint64_t most = 0x7FFFFFFFu;  // kernels' indices are signed
  if (view.synapses(first, i + 1) > most || std::uint64_t{view.delay_groups(first, i + 1)} * source.size > most) {
    return false;
  }
  return data.hold(p.columns, view.columns_bytes(first)) && check_columns(view, first, i + 1);
}

}  // namespace rheobase::image

#endif
