// Traces of spikes: how they grow, and which projections read the same ones.
#pragma once

#include <type_traits>

#include "engine/engine.hpp"
#include "kernels/bits.hpp"
#include "kernels/sparse.hpp"
#include "plasticity/list.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase {

inline bool has_order(const image::Plasticity& rule, SameTime order) {
  return rule.same_time == static_cast<std::uint32_t>(order);
}
// Whether spikes that arrive come before the targets' of the same time.
inline bool pre_comes_first(const image::Plasticity& rule) {
  return has_order(rule, SameTime::pre_first) || has_order(rule, SameTime::next_pre_first);
}
// The target population's spikes that synapses learn from in this tick.
inline const std::uint64_t* spikes_of_targets(const rheo_engine& engine, const image::Plasticity& rule,
                                              const image::Population& target) {
  return engine.bits(has_order(rule, SameTime::next_pre_first) ? 1 : 0) + target.first_word;
}
// Whether the targets' first traces grow before spikes that arrive read them: where rules of pairs learn.
inline bool grows_in_step(const image::Plasticity& rule) {
  return rule_shapes[rule.rule].pairs && has_order(rule, SameTime::post_first);
}

// Those of the words' spikes.
inline void grow(const image::Plasticity& rule, float* trace, const std::uint64_t* spikes, std::size_t first_word,
                 std::size_t end_word) {
  if (trace == nullptr) return;
  for_each_bit(spikes, first_word, end_word,
               [&](std::size_t i) { trace[i] = rule.nearest != 0 ? 1.0f : trace[i] + 1.0f; });
}

template <class Weight>
using EntryOf = SparseEntry<std::conditional_t<sizeof(Weight) == 2, std::uint16_t, std::uint32_t>, Weight>;
inline bool is_i16(const image::Projection& p) { return image::form_of(p).weight_bytes == 2; }

// Calls each(first, end) for the records of every projection that learns or is held.
template <class Each>
void for_each_plastic(const rheo_engine& engine, Each each) {
  if (engine.frozen == nullptr) return;
  const image::View& image = engine.image;
  for (std::uint32_t i = 0; i < image.header().projections;) {
    const std::uint32_t end = image.projection_end(i);
    if (engine.projections[i].plastic != nullptr) each(i, end);
    i = end;
  }
}

inline bool same_source_traces(const image::View& image, std::uint32_t a, std::uint32_t b) {
  const auto rule_of = [&image](std::uint32_t i) {
    return image.at<image::Plasticity>(image.projection(i).plasticity);
  };
  const image::Plasticity &r = *rule_of(a), &s = *rule_of(b);
  if (image.projection(a).source != image.projection(b).source || r.nearest != s.nearest ||
      pre_comes_first(r) != pre_comes_first(s) || r.decay_pre[0] != s.decay_pre[0] ||
      r.decay_pre[1] != s.decay_pre[1]) {
    return false;
  }
  const std::uint32_t end_a = image.projection_end(a), end_b = image.projection_end(b);
  while (a < end_a && b < end_b && image.projection(a).delay_ticks == image.projection(b).delay_ticks) {
    a = image.delay_group_end(a);
    b = image.delay_group_end(b);
  }
  return a == end_a && b == end_b;
}

// The first record of the projection that keeps the traces of the sources of the one that begins with record `first`.
// Where a budget may hold rows back, each keeps its own.
inline std::uint32_t owner_of_source_traces(const image::View& image, std::uint32_t first) {
  for (std::uint32_t i = 0; i < first && image.event_budget() == 0; i = image.projection_end(i)) {
    if (image.projection(i).plasticity != 0 && same_source_traces(image, i, first)) return i;
  }
  return first;
}

}  // namespace rheobase
