// What learning does before and after the parts of a step, and where its states lie.
#include "kernels/strict_math.hpp"

#include "engine/traces.hpp"

#include "engine/learning.hpp"
#include "kernels/chosen.hpp"
#include "kernels/learning.hpp"

#if RHEOBASE_PLASTICITY

namespace rheobase {
namespace {

float cut(float x, float most) { return x > most ? most : x < -most ? -most : x; }

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

void decay(const KernelTable& table, float* trace, std::size_t count, float share) {
  if (trace != nullptr) table.learning->decay_traces(trace, count, share);
}

// Trace k of the sources, in the delay groups of records first … end-1.
void grow_pre(const rheo_engine& engine, std::uint32_t first, std::uint32_t end, unsigned k) {
  if (!engine.projections[first].plastic->owns_source_traces) return;
  const std::size_t words = engine.image.population(engine.image.projection(first).source).words;
  for (std::uint32_t i = first; i < end; i = engine.image.delay_group_end(i)) {
    const ProjectionState& state = engine.projections[i];
    grow(*state.plastic->rule, state.plastic->pre[k], state.arriving, 0, words);
  }
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

// Of a projection's records, from the projection that keeps the traces.
void share_source_traces(const image::View& image, std::uint32_t first, rheo_engine& engine) {
  std::uint32_t owner = owner_of_source_traces(image, first);
  engine.projections[first].plastic->owns_source_traces = owner == first;
  for (std::uint32_t i = first; i < image.projection_end(first) && owner != first; ++i) {
    while (image.projection(owner).delay_ticks != image.projection(i).delay_ticks) ++owner;
    for (unsigned k = 0; k < 2; ++k) engine.projections[i].plastic->pre[k] = engine.projections[owner].plastic->pre[k];
  }
}

}  // namespace

void point_learning_to(const State& state, void* values, rheo_engine& engine) {
  const image::View& image = engine.image;
  auto* const floats = static_cast<float*>(values);
  const std::uint32_t end = is_of_delay_group(state.kind) ? image.projection_end(state.index) : 0;
  std::size_t group = 0, entry = 0;
  for (std::uint32_t i = state.index; i < end; ++i) {
    const image::Projection& p = image.projection(i);
    PlasticState& plastic = *engine.projections[i].plastic;
    if (i > state.index && image.is_first_of_delay(i)) ++group;
    float* const of_group = floats + group * image.population(p.source).size;
    switch (state.kind) {
      case StateKind::pre_trace: plastic.pre[0] = of_group; break;
      case StateKind::pre_second: plastic.pre[1] = of_group; break;
      case StateKind::post_trace: plastic.post[0] = floats; break;
      case StateKind::post_second: plastic.post[1] = floats; break;
      case StateKind::eligibility: plastic.eligibility = floats + entry; break;
      default:
        plastic.weights = static_cast<unsigned char*>(values) + entry * state.element_bytes;
        plastic.first_entry = static_cast<std::uint32_t>(entry);
    }
    entry += p.synapses;
  }
  if (state.kind == StateKind::frozen) engine.frozen = static_cast<std::int32_t*>(values);
  if (state.kind == StateKind::modulator) engine.modulators = floats;
  if (state.kind == StateKind::reward) engine.rewards = floats;
}

void bind_learning(const image::View& image, std::uint32_t record, rheo_engine& engine) {
  const image::Projection& p = image.projection(record);
  ProjectionState& state = engine.projections[record];
  if (state.plastic == nullptr) return;
  PlasticState& plastic = *state.plastic;
  plastic.rule = image.at<image::Plasticity>(p.plasticity);
  if (image.is_first_of_projection(record)) {
    plastic.columns = image.columns(record);
    share_source_traces(image, record, engine);
  } else {
    plastic.columns = engine.projections[record - 1].plastic->columns;
  }
  state.deliver = is_i16(p) ? deliver_learned<std::int16_t> : deliver_learned<std::int32_t>;
  state.task.values = plastic.weights;
}

void reset_weights(const rheo_engine& engine, std::uint32_t first) {
  for (std::uint32_t i = first; i < engine.image.projection_end(first); ++i) {
    const image::Projection& p = engine.image.projection(i);
    void* weights = engine.projections[i].plastic->weights;
    if (is_i16(p)) {
      reset_weights<std::int16_t>(engine.image, p, weights);
    } else {
      reset_weights<std::int32_t>(engine.image, p, weights);
    }
  }
}

void begin_learning(rheo_engine& engine) {
  for_each_plastic(engine, [&engine](std::uint32_t first, std::uint32_t end) {
    const image::Projection& p = engine.image.projection(first);
    const PlasticState& plastic = *engine.projections[first].plastic;
    const image::Plasticity& rule = *plastic.rule;
    const std::size_t sources = engine.image.population(p.source).size,
                      targets = engine.image.population(p.target).size;
    const std::size_t traces = sources * engine.image.delay_groups(first, end);
    for (unsigned k = 0; k < 2; ++k) {
      if (plastic.owns_source_traces) decay(*engine.kernels, plastic.pre[k], traces, rule.decay_pre[k]);
      decay(*engine.kernels, plastic.post[k], targets, rule.decay_post[k]);
    }
    if (pre_comes_first(rule)) grow_pre(engine, first, end, 0);
    const float modulator = advance_modulator(engine, rule, p.projection);
    const float factor = rule.sweep_per_modulator * modulator + rule.sweep_constant;
    for (std::uint32_t i = first; i < end; ++i) engine.projections[i].plastic->sweep_factor = factor;
  });
}

void end_learning(rheo_engine& engine) {
  for_each_plastic(engine, [&engine](std::uint32_t first, std::uint32_t end) {
    const image::Population& target = engine.image.population(engine.image.projection(first).target);
    const PlasticState& plastic = *engine.projections[first].plastic;
    const image::Plasticity& rule = *plastic.rule;
    const std::uint64_t* fired = spikes_of_targets(engine, rule, target);
    if (!pre_comes_first(rule)) grow_pre(engine, first, end, 0);
    grow_pre(engine, first, end, 1);
    if (!grows_in_step(rule)) grow(rule, plastic.post[0], fired, 0, target.words);
    grow(rule, plastic.post[1], fired, 0, target.words);
  });
}

}  // namespace rheobase

#endif
