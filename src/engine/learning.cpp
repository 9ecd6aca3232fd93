// One text for all rules (plasticity/list.hpp) and both widths of weights. A part writes the weights and eligibilities
// of its own targets' synapses alone; traces are read by all and written between the parts of two steps.
#include "kernels/strict_math.hpp"

#include "engine/learning.hpp"

#include "engine/traces.hpp"
#include "image/hash.hpp"
#include "kernels/chosen.hpp"
#include "kernels/learning.hpp"

#if RHEOBASE_PLASTICITY

namespace rheobase {
namespace {

// What the changes of a projection read in one tick.
struct Task {
  const image::Plasticity& rule;
  const PlasticState& plastic;  // of the projection's first record: its arrays begin there
  const KernelTable& kernels;
  std::uint32_t salt;
  const std::uint64_t* fired;          // of the target population
  std::uint32_t first_word, end_word;  // of the part's targets
};

// Of a record: its rows as far as their targets are of the part, those that came in this tick as `spikes`.
struct Rows {
  const PlasticState& plastic;
  DeliverTask task;
  std::uint32_t first_target;
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

template <class Rule, class Weight>
void change_weight(const image::Plasticity& rule, Weight& weight, float change, std::uint32_t salt,
                   std::uint32_t entry) {
  if (change == 0.0f) return;
  const bool grows = change > 0.0f;
  const std::int32_t distance = grows ? rule.w_max - weight : weight - rule.w_min;
  float size = grows ? change : -change;
  if constexpr (Rule::depends_on_weight) {
    size *= dependence_at(rule, grows ? 0 : 1, static_cast<std::uint32_t>(distance));
    if (size < 0.0f) size = 0.0f;  // beyond the last point of a power that falls
  }
  const std::int32_t steps = rounded_steps(size, distance, salt, entry);
  weight = static_cast<Weight>(grows ? weight + steps : weight - steps);
}

float value_of(const float* values, std::size_t i) { return values != nullptr ? values[i] : 0.0f; }
// A row that arrives. With `post_first` the targets' first traces have grown.
template <class Rule, class Weight>
void learn_of_pre(const Task& task, const Rows& rows) {
  const PlasticState& plastic = rows.plastic;
  if constexpr (Rule::has_eligibility) {
    const LearningKernels& kernels = *task.kernels.learning;
    (sizeof(Weight) == 2 ? kernels.depress_i16 : kernels.depress_i32)(
        rows.task, plastic.post[0] + rows.first_target, Rule::minus(task.rule.parameters), plastic.eligibility);
  } else {
    const auto* entries = static_cast<const EntryOf<Weight>*>(rows.task.weights);
    auto* weights = static_cast<Weight*>(plastic.weights);
    for_each_bit(rows.task.spikes, 0, rows.task.words, [&](std::size_t source) {
      const float second = value_of(plastic.pre[1], source);
      for (std::uint32_t k = rows.task.row_begin[source]; k < rows.task.row_end[source]; ++k) {
        const float post = value_of(plastic.post[0], std::size_t{rows.first_target} + entries[k].target());
        change_weight<Rule>(task.rule, weights[k], Rule::pre(task.rule.parameters, {0.0f, post, second}), task.salt + 1,
                            plastic.first_entry + k);
      }
    });
  }
}

// A target that fires. Where arrivals come first, the sources' first traces have grown.
template <class Rule, class Weight>
void learn_of_post(const Task& task) {
  const PlasticState& plastic = task.plastic;
  const image::Columns& columns = plastic.columns;
  if constexpr (Rule::has_eligibility) {
    task.kernels.learning->potentiate({task.fired, task.first_word, task.end_word, columns.sums, columns.entries,
                                       columns.traces, plastic.pre[0], Rule::plus(task.rule.parameters),
                                       plastic.eligibility});
  } else {
    auto* weights = static_cast<Weight*>(plastic.weights);
    for_each_bit(task.fired, task.first_word, task.end_word, [&](std::size_t target) {
      const float second = value_of(plastic.post[1], target);
      for (std::uint32_t n = columns.sums[target]; n < columns.sums[target + 1]; ++n) {
        const std::uint32_t entry = columns.entries[n];
        const float pre = value_of(plastic.pre[0], columns.traces[n]);
        change_weight<Rule>(task.rule, weights[entry], Rule::post(task.rule.parameters, {pre, 0.0f, second}),
                            task.salt + 2, entry);
      }
    });
  }
}

// Of an eligibility: synapses side by side.
template <class Rule, class Weight>
void sweep_eligible(const Task& task, const Rows& rows, std::uint32_t first_source, std::uint32_t end_source) {
  const PlasticState& plastic = rows.plastic;
  const image::Plasticity& rule = task.rule;
  const Line by = Rule::sweep(rule.parameters, plastic.sweep_factor);
  const auto sweep_from = [&](std::uint32_t begin, std::uint32_t end) {
    const LearningKernels& kernels = *task.kernels.learning;
    (sizeof(Weight) == 2 ? kernels.sweep_i16 : kernels.sweep_i32)(
        {plastic.weights, plastic.eligibility, begin, end, plastic.first_entry, task.salt, rule.w_min, rule.w_max,
         by.offset, by.scale, rule.decay_eligibility});
  };
  const std::uint32_t *row_begin = rows.task.row_begin, *row_end = rows.task.row_end;
  if (row_end == row_begin + 1) {  // rows that are not cut follow each other
    sweep_from(row_begin[first_source], row_begin[end_source]);
    return;
  }
  for (std::uint32_t source = first_source; source < end_source; ++source)
    sweep_from(row_begin[source], row_end[source]);
}

template <class Rule, class Weight>
void sweep_rows(const Task& task, const Rows& rows, std::uint32_t first_source, std::uint32_t end_source) {
  const PlasticState& plastic = rows.plastic;
  const auto* entries = static_cast<const EntryOf<Weight>*>(rows.task.weights);
  auto* weights = static_cast<Weight*>(plastic.weights);
  for (std::uint32_t source = first_source; source < end_source; ++source) {
    for (std::uint32_t k = rows.task.row_begin[source]; k < rows.task.row_end[source]; ++k) {
      const float post = value_of(plastic.post[0], std::size_t{rows.first_target} + entries[k].target());
      const float by = Rule::sweep(task.rule.parameters, plastic.sweep_factor, static_cast<float>(weights[k]), post);
      change_weight<Rule>(task.rule, weights[k], by, task.salt, plastic.first_entry + k);
    }
  }
}

// What happens to the rows of `end - first` sources that this tick sweeps; none: nothing.
struct Slice {
  std::uint32_t first, end;
};
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

// Calls each(rows) for the records of a projection that have targets of the part.
template <class Each>
void for_each_record(const rheo_engine& engine, std::uint32_t first, Part part, Each each) {
  const std::uint32_t end = engine.image.projection_end(first);
  for (std::uint32_t i = first; i < end; ++i) {
    Rows rows = {*engine.projections[i].plastic, {}, engine.image.projection(i).first_target};
    const BlockRange range = part_of(engine, i, part, rows.task);
    if (range.first == range.end) continue;
    rows.task.spikes = engine.projections[i].arriving;
    each(rows);
  }
}

// `first`: the projection's first record.
template <class Rule, class Weight>
void learn_of_projection(const rheo_engine& engine, std::uint32_t first, const Task& task, Part part) {
  if constexpr (Rule::sweeps) {
    const image::Population& source = engine.image.population(engine.image.projection(first).source);
    const Slice slice = slice_of(task.rule, engine.tick, source.size);
    if (slice.first < slice.end) {
      for_each_record(engine, first, part, [&](const Rows& rows) {
        if constexpr (Rule::has_eligibility) {
          sweep_eligible<Rule, Weight>(task, rows, slice.first, slice.end);
        } else {
          sweep_rows<Rule, Weight>(task, rows, slice.first, slice.end);
        }
      });
    }
  }
  if constexpr (Rule::pairs) {
    const bool pre_first = pre_comes_first(task.rule);
    if (!pre_first) learn_of_post<Rule, Weight>(task);
    if (grows_in_step(task.rule)) {
      grow(task.rule, task.plastic.post[0], task.fired, task.first_word, task.end_word);
    }
    for_each_record(engine, first, part, [&](const Rows& rows) { learn_of_pre<Rule, Weight>(task, rows); });
    if (pre_first) learn_of_post<Rule, Weight>(task);
  }
}

using LearnFn = void (*)(const rheo_engine& engine, std::uint32_t first, const Task& task, Part part);
struct RuleKernels {
  LearnFn i16, i32;
};
#define RHEOBASE_RULE_KERNELS(name, Rule) \
  {learn_of_projection<Rule, std::int16_t>, learn_of_projection<Rule, std::int32_t>},
constexpr RuleKernels kernels[] = {RHEOBASE_RULE_LIST(RHEOBASE_RULE_KERNELS)};
#undef RHEOBASE_RULE_KERNELS

}  // namespace

void learn(const rheo_engine& engine, Part part) {
  for_each_plastic(engine, [&engine, part](std::uint32_t first, std::uint32_t) {
    const image::Projection& p = engine.image.projection(first);
    const image::Population& target = engine.image.population(p.target);
    const BlockRange range = blocks_of(target.words, part);
    const PlasticState& plastic = *engine.projections[first].plastic;
    const image::Plasticity& rule = *plastic.rule;
    const std::uint64_t mixed = mix64(engine.image.header().seed + mix64(engine.tick * 0x10001u + p.projection));
    const Task task = {rule,
                       plastic,
                       *engine.kernels,
                       static_cast<std::uint32_t>(mixed),
                       spikes_of_targets(engine, rule, target),
                       range.first,
                       range.end};
    if (engine.frozen[p.projection] == 0) {
      (is_i16(p) ? kernels[rule.rule].i16 : kernels[rule.rule].i32)(engine, first, task, part);
    } else if (grows_in_step(rule)) {
      grow(rule, plastic.post[0], task.fired, range.first, range.end);
    }
  });
}

}  // namespace rheobase

#endif
