// One text for all rules (plasticity/list.hpp) and both widths of weights. A part writes the weights and eligibilities
// of its own targets' synapses alone; traces are read by all and written between the parts of two steps.
#include "kernels/strict_math.hpp"

#include "engine/learning.hpp"

#include <type_traits>

#include "image/hash.hpp"
#include "kernels/bits.hpp"
#include "kernels/chosen.hpp"
#include "kernels/sparse.hpp"
#include "plasticity/list.hpp"

#if RHEOBASE_PLASTICITY

namespace rheobase {
namespace {

template <class Weight>
using EntryOf = SparseEntry<std::conditional_t<sizeof(Weight) == 2, std::uint16_t, std::uint32_t>, Weight>;

float without_tiny(float x) { return x < tiny && x > -tiny ? 0.0f : x; }
float cut(float x, float most) { return x > most ? most : x < -most ? -most : x; }
bool has_bit(const std::uint64_t* bits, std::size_t i) { return (bits[i / 64] >> (i % 64) & 1u) != 0; }

// Uniform on [0, 1) in steps of 2^-24, of a synapse's change in a tick.
float draw_of(std::uint32_t salt, std::uint32_t entry) {
  std::uint32_t h = salt + entry * 0x9E3779B9u;
  h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
  h = (h ^ (h >> 13)) * 0xC2B2AE35u;
  return static_cast<float>((h ^ (h >> 16)) >> 8) * 0x1p-24f;
}

// What one record's changes read in one tick.
struct Task {
  const image::Plasticity& rule;
  const PlasticState& plastic;
  const void* entries;
  const std::uint32_t *row_begin, *row_end;
  const std::uint64_t* arriving;  // sources whose rows came in this tick
  std::size_t source_words;
  const std::uint64_t* fired;                        // of the target population
  std::uint32_t first_target, first_word, end_word;  // the words are of the part
  std::uint32_t columns;                             // targets of the record's window
  std::uint32_t salt;
};

// How much of a step is taken at this distance from the bound it moves towards.
float dependence_at(const image::Plasticity& rule, unsigned side, std::uint32_t distance) {
  if (rule.dependence[side] == 0) return 1.0f;
  const float scaled = static_cast<float>(distance) * rule.distance[side];
  if (rule.dependence[side] == 1) return scaled;
  // An image may say any distance: no float beyond what an integer holds is converted.
  const bool within = scaled < static_cast<float>(image::dependence_steps);
  const std::uint32_t k = within ? static_cast<std::uint32_t>(scaled) : image::dependence_steps - 1;
  const float* power = rule.power[side] + k;
  return power[0] + (scaled - static_cast<float>(k)) * (power[1] - power[0]);
}

// Rounded up or down at random, so that many small steps add up to their sum.
template <class Rule, class Weight>
void change_weight(const image::Plasticity& rule, Weight& weight, float change, std::uint32_t salt,
                   std::uint32_t entry) {
  if (change == 0.0f) return;
  const bool grows = change > 0.0f;
  const auto distance = static_cast<std::uint32_t>(grows ? rule.w_max - weight : weight - rule.w_min);
  float size = grows ? change : -change;
  if constexpr (Rule::depends_on_weight) size *= dependence_at(rule, grows ? 0 : 1, distance);
  if (size > 1e9f) size = 1e9f;
  if (size < 0.0f) size = 0.0f;  // beyond the last point of a power that falls
  auto steps = static_cast<std::uint32_t>(size + draw_of(salt, entry));
  if (steps > distance) steps = distance;
  const auto step = static_cast<std::int32_t>(steps);
  weight = static_cast<Weight>(grows ? weight + step : weight - step);
}

template <class Rule, class Weight>
void change(const Task& task, std::uint32_t entry, float by, std::uint32_t salt) {
  if constexpr (Rule::has_eligibility) {
    float& c = task.plastic.eligibility[entry];
    c = without_tiny(cut(c + by, most_eligibility));
  } else {
    change_weight<Rule>(task.rule, static_cast<Weight*>(task.plastic.weights)[entry], by, salt, entry);
  }
}

// A trace as it is after a spike.
float grown(const image::Plasticity& rule, float trace) { return rule.nearest != 0 ? 1.0f : trace + 1.0f; }
float value_of(const float* values, std::size_t i) { return values != nullptr ? values[i] : 0.0f; }

template <class Rule, class Weight>
void learn_of_pre(const Task& task, std::uint32_t salt) {
  const auto* entries = static_cast<const EntryOf<Weight>*>(task.entries);
  const image::Plasticity& rule = task.rule;
  const bool sees_post = rule.same_time == static_cast<std::uint32_t>(SameTime::post_first);
  for_each_bit(task.arriving, 0, task.source_words, [&](std::size_t source) {
    const float second = value_of(task.plastic.pre[1], source);
    for (std::uint32_t k = task.row_begin[source]; k < task.row_end[source]; ++k) {
      const std::size_t target = std::size_t{task.first_target} + entries[k].target();
      float post = value_of(task.plastic.post[0], target);
      if (sees_post && has_bit(task.fired, target)) post = grown(rule, post);
      change<Rule, Weight>(task, k, Rule::pre(rule.parameters, {0.0f, post, second}), salt);
    }
  });
}

template <class Rule, class Weight>
void learn_of_post(const Task& task, std::uint32_t salt) {
  const image::Plasticity& rule = task.rule;
  const PlasticState& plastic = task.plastic;
  const bool sees_pre = rule.same_time == static_cast<std::uint32_t>(SameTime::pre_first);
  for_each_bit(task.fired, task.first_word, task.end_word, [&](std::size_t target) {
    const std::size_t column = target - task.first_target;
    if (column >= task.columns) return;
    const float second = value_of(plastic.post[1], target);
    for (std::uint32_t n = plastic.column_sums[column]; n < plastic.column_sums[column + 1]; ++n) {
      const std::uint16_t source = plastic.column_sources[n];
      float pre = value_of(plastic.pre[0], source);
      if (sees_pre && has_bit(task.arriving, source)) pre = grown(rule, pre);
      change<Rule, Weight>(task, plastic.column_entries[n], Rule::post(rule.parameters, {pre, 0.0f, second}), salt);
    }
  });
}

// One slice of the rows.
template <class Rule, class Weight>
void sweep(const Task& task, std::uint32_t first_source, std::uint32_t end_source, std::uint32_t salt) {
  const auto* entries = static_cast<const EntryOf<Weight>*>(task.entries);
  auto* weights = static_cast<Weight*>(task.plastic.weights);
  for (std::uint32_t source = first_source; source < end_source; ++source) {
    for (std::uint32_t k = task.row_begin[source]; k < task.row_end[source]; ++k) {
      const float post = value_of(task.plastic.post[0], std::size_t{task.first_target} + entries[k].target());
      const float c = value_of(task.plastic.eligibility, k);
      const float by =
          Rule::sweep(task.rule.parameters, c, task.plastic.sweep_factor, static_cast<float>(weights[k]), post);
      change_weight<Rule>(task.rule, weights[k], by, salt, k);
      if constexpr (Rule::has_eligibility)
        task.plastic.eligibility[k] = without_tiny(c - c * task.rule.decay_eligibility);
    }
  }
}

// What happens to the rows of `end - first` sources that this tick sweeps; none: nothing.
struct Slice {
  std::uint32_t first, end;
};

template <class Rule, class Weight>
void learn_of_all(const Task& task, Slice slice) {
  if constexpr (Rule::sweeps) sweep<Rule, Weight>(task, slice.first, slice.end, task.salt);
  if constexpr (Rule::pairs) {
    const bool pre_first = task.rule.same_time == static_cast<std::uint32_t>(SameTime::pre_first);
    if (pre_first) learn_of_pre<Rule, Weight>(task, task.salt + 1);
    learn_of_post<Rule, Weight>(task, task.salt + 2);
    if (!pre_first) learn_of_pre<Rule, Weight>(task, task.salt + 1);
  }
}

using LearnFn = void (*)(const Task& task, Slice slice);
struct RuleKernels {
  LearnFn i16, i32;
};
#define RHEOBASE_RULE_KERNELS(name, Rule) {learn_of_all<Rule, std::int16_t>, learn_of_all<Rule, std::int32_t>},
constexpr RuleKernels kernels[] = {RHEOBASE_RULE_LIST(RHEOBASE_RULE_KERNELS)};
#undef RHEOBASE_RULE_KERNELS

bool is_i16(const image::Projection& p) { return image::form_of(p).weight_bytes == 2; }

// Rows of weights that learn, in place of those of the image.
template <class Weight>
void deliver_learned(const DeliverTask& task, std::size_t, std::size_t) {
  const auto* entries = static_cast<const EntryOf<Weight>*>(task.weights);
  const auto* weights = static_cast<const Weight*>(task.values);
  const std::uint32_t sign = task.negative ? ~0u : 0u;
  for_each_bit(task.spikes, 0, task.words, [&](std::size_t source) {
    for (std::uint32_t k = task.row_begin[source]; k < task.row_end[source]; ++k) {
      std::int32_t& arrivals = task.arrivals[entries[k].target()];
      const std::uint32_t amount = static_cast<std::uint32_t>(std::int32_t{weights[k]}) << task.shift;
      arrivals = static_cast<std::int32_t>(static_cast<std::uint32_t>(arrivals) + ((amount ^ sign) - sign));
    }
  });
}

template <class Weight>
void reset_weights(const image::View& image, const image::Projection& p, void* weights) {
  const auto* entries = image.at<EntryOf<Weight>>(p.weights);
  for (std::uint32_t k = 0; k < p.synapses; ++k) {
    static_cast<Weight*>(weights)[k] = static_cast<Weight>(entries[k].weight());
  }
}

bool is_first_of_projection(const image::View& image, std::uint32_t record) {
  return record == 0 || image.projection(record - 1).projection != image.projection(record).projection;
}
bool is_first_of_delay(const image::View& image, std::uint32_t record) {
  return is_first_of_projection(image, record) ||
         image.projection(record - 1).delay_ticks != image.projection(record).delay_ticks;
}

void decay(float* trace, std::uint32_t count, float share) {
  if (trace == nullptr) return;
  for (std::uint32_t i = 0; i < count; ++i) {
    const float left = trace[i] - trace[i] * share;
    trace[i] = left < tiny ? 0.0f : left;
  }
}

void grow(const image::Plasticity& rule, float* trace, const std::uint64_t* spikes, std::size_t words) {
  if (trace == nullptr) return;
  for_each_bit(spikes, 0, words, [&](std::size_t i) { trace[i] = grown(rule, trace[i]); });
}

// Spikes of the population that releases a modulator, in the last step.
std::uint32_t releases(const rheo_engine& engine, const image::Plasticity& rule) {
  if (rule.modulator == UINT32_MAX) return 0;
  const image::Population& p = engine.image.population(rule.modulator);
  std::uint32_t count = 0;
  for (std::uint32_t w = 0; w < p.words; ++w) count += count_bits(engine.bits(1)[p.first_word + w]);
  return count;
}

// What has been given since the last step joins it; then it decays over this step. Returns it as it was before.
float advance_modulator(rheo_engine& engine, const image::Plasticity& rule, std::uint32_t projection) {
  const float released = rule.modulator_per_spike * static_cast<float>(releases(engine, rule));
  const float now = cut(engine.modulators[projection] + engine.rewards[projection] + released, most_modulator);
  engine.rewards[projection] = 0.0f;
  engine.modulators[projection] = without_tiny(now - now * rule.decay_modulator);
  return now;
}

// The rows that this tick sweeps.
Slice slice_of(const image::Plasticity& rule, std::uint64_t tick, std::uint32_t sources) {
  if (rule.sweep_ticks == 0) return {0, 0};
  const std::uint32_t slices = slices_of(rule), phase = static_cast<std::uint32_t>(tick % rule.sweep_ticks);
  const std::uint32_t before = rule.sweep_ticks - slices;
  if (phase < before) return {0, 0};
  const std::uint64_t slice = phase - before;
  return {static_cast<std::uint32_t>(sources * slice / slices),
          static_cast<std::uint32_t>(sources * (slice + 1) / slices)};
}

void learn(const rheo_engine& engine, std::uint32_t index, Part part) {
  const ProjectionState& state = engine.projections[index];
  const image::Projection& p = engine.image.projection(index);
  const image::Population& target = engine.image.population(p.target);
  DeliverTask rows;
  const BlockRange range = part_of(engine, index, part, rows);
  if (range.first == range.end) return;
  const image::Plasticity& rule = *state.plastic->rule;
  const std::uint64_t mixed = mix64(engine.image.header().seed + mix64(engine.tick * 0x10001u + index));
  const Task task = {rule,
                     *state.plastic,
                     rows.weights,
                     rows.row_begin,
                     rows.row_end,
                     state.arriving,
                     rows.words,
                     engine.bits(0) + target.first_word,
                     p.first_target,
                     state.first_block + range.first,
                     state.first_block + range.end,
                     image::window_targets(target, p),
                     static_cast<std::uint32_t>(mixed)};
  const RuleKernels& kernel = kernels[rule.rule];
  const std::uint32_t sources = engine.image.population(p.source).size;
  (is_i16(p) ? kernel.i16 : kernel.i32)(task, slice_of(rule, engine.tick, sources));
}

}  // namespace

void point_learning_to(const State& state, void* values, rheo_engine& engine) {
  const image::View& image = engine.image;
  const auto records = [&](std::uint32_t end, auto set) {
    for (std::uint32_t i = state.index; i < end; ++i) set(*engine.projections[i].plastic);
  };
  auto* const floats = static_cast<float*>(values);
  switch (state.kind) {
    case StateKind::pre_trace:
    case StateKind::pre_second: {
      const unsigned k = state.kind == StateKind::pre_second ? 1 : 0;
      return records(image.delay_group_end(state.index), [&](PlasticState& s) { s.pre[k] = floats; });
    }
    case StateKind::post_trace:
    case StateKind::post_second: {
      const unsigned k = state.kind == StateKind::post_second ? 1 : 0;
      return records(image.projection_end(state.index), [&](PlasticState& s) { s.post[k] = floats; });
    }
    case StateKind::eligibility: engine.projections[state.index].plastic->eligibility = floats; return;
    case StateKind::weight: engine.projections[state.index].plastic->weights = values; return;
    case StateKind::frozen: engine.frozen = static_cast<std::int32_t*>(values); return;
    case StateKind::modulator: engine.modulators = floats; return;
    case StateKind::reward: engine.rewards = floats; return;
    default: return;
  }
}

void bind_learning(const image::View& image, std::uint32_t record, rheo_engine& engine) {
  const image::Projection& p = image.projection(record);
  ProjectionState& state = engine.projections[record];
  if (state.plastic == nullptr) return;
  PlasticState& plastic = *state.plastic;
  plastic.rule = image.at<image::Plasticity>(p.plasticity);
  const image::Columns columns = image.columns(p);
  plastic.column_sums = columns.sums;
  plastic.column_entries = columns.entries;
  plastic.column_sources = columns.sources;
  state.deliver = is_i16(p) ? deliver_learned<std::int16_t> : deliver_learned<std::int32_t>;
  state.task.values = plastic.weights;
}

void reset_weights(const rheo_engine& engine, std::uint32_t record) {
  const image::Projection& p = engine.image.projection(record);
  void* weights = engine.projections[record].plastic->weights;
  if (is_i16(p)) {
    reset_weights<std::int16_t>(engine.image, p, weights);
  } else {
    reset_weights<std::int32_t>(engine.image, p, weights);
  }
}

void begin_learning(rheo_engine& engine) {
  const image::View& image = engine.image;
  float modulator = 0.0f;
  for (std::uint32_t i = 0; engine.frozen != nullptr && i < image.header().projections; ++i) {
    PlasticState* plastic = engine.projections[i].plastic;
    if (plastic == nullptr) continue;
    const image::Projection& p = image.projection(i);
    const image::Plasticity& rule = *plastic->rule;
    const bool first = is_first_of_projection(image, i);
    for (unsigned k = 0; k < 2; ++k) {
      if (is_first_of_delay(image, i)) decay(plastic->pre[k], image.population(p.source).size, rule.decay_pre[k]);
      if (first) decay(plastic->post[k], image.population(p.target).size, rule.decay_post[k]);
    }
    if (first) modulator = advance_modulator(engine, rule, p.projection);
    plastic->sweep_factor = rule.sweep_per_modulator * modulator + rule.sweep_constant;
  }
}

void learn(const rheo_engine& engine, Part part) {
  for (std::uint32_t i = 0; engine.frozen != nullptr && i < engine.image.header().projections; ++i) {
    if (engine.projections[i].plastic == nullptr || engine.frozen[engine.image.projection(i).projection] != 0) continue;
    learn(engine, i, part);
  }
}

void end_learning(rheo_engine& engine) {
  const image::View& image = engine.image;
  for (std::uint32_t i = 0; engine.frozen != nullptr && i < image.header().projections; ++i) {
    const ProjectionState& state = engine.projections[i];
    if (state.plastic == nullptr) continue;
    const image::Population &source = image.population(image.projection(i).source),
                            &target = image.population(image.projection(i).target);
    const image::Plasticity& rule = *state.plastic->rule;
    for (unsigned k = 0; k < 2; ++k) {
      if (is_first_of_delay(image, i)) grow(rule, state.plastic->pre[k], state.arriving, source.words);
      if (is_first_of_projection(image, i)) {
        grow(rule, state.plastic->post[k], engine.bits(0) + target.first_word, target.words);
      }
    }
  }
}

}  // namespace rheobase

#endif
