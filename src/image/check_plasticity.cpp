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

// Every entry stands once, in the column of its target, with its source.
bool check_columns(const View& view, const Projection& p) {
  const Columns columns = view.columns(p);
  const std::uint32_t targets = window_targets(view.population(p.target), p);
  const auto* entries = view.at<unsigned char>(p.weights);
  const auto* rows = view.at<std::uint32_t>(p.rows);
  if (columns.sums[0] != 0 || columns.sums[targets] != p.synapses) return false;
  for (std::uint32_t t = 0; t < targets; ++t) {
    if (columns.sums[t] > columns.sums[t + 1] || columns.sums[t + 1] > p.synapses) return false;
    for (std::uint32_t n = columns.sums[t]; n < columns.sums[t + 1]; ++n) {
      const std::uint32_t k = columns.entries[n], source = columns.sources[n];
      if (k >= p.synapses || (n > columns.sums[t] && k <= columns.entries[n - 1])) return false;
      if (source >= view.population(p.source).size || k < rows[source] || k >= rows[source + 1]) return false;
      if (form_of(p).target_at(entries, k) != t) return false;
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
  if (i > 0 && p.projection == view.projection(i - 1).projection && p.plasticity != view.projection(i - 1).plasticity) {
    return false;
  }
  if (p.plasticity == 0) return p.columns == 0;
  const Population &source = view.population(p.source), &target = view.population(p.target);
  const Channel& c = view.channel(p.channel);
  if (form_of(p).layout != StorageLayout::entries || source.size > 65536 || p.short_term != 0) return false;
  if (c.pulse_ticks != 1 || (c.flags & interpolates) != 0) return false;
  if (!data.hold(p.plasticity, sizeof(Plasticity)) || !data.hold(p.columns, columns_bytes(target, p))) return false;
  const Plasticity& rule = *view.at<Plasticity>(p.plasticity);
  return check_rule(view, rule) && check_weights_learned(view, p, rule) && check_columns(view, p);
}

}  // namespace rheobase::image

#endif
