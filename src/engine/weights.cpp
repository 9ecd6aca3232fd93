// What a caller may ask of learning, and do to it, between steps.
#include "kernels/strict_math.hpp"

#include "engine/learning.hpp"
#include "kernels/chosen.hpp"
#include "kernels/sparse.hpp"

namespace rheobase {
namespace {

// The first record of a projection that learns; the number of records: there is none.
std::uint32_t first_plastic_record(const rheo_engine& engine, std::uint32_t projection) {
  const std::uint32_t records = engine.image.header().projections;
  std::uint32_t i = 0;
  while (i < records && engine.image.projection(i).projection != projection) ++i;
  return chosen(Extra::plasticity) && i < records && engine.projections[i].plastic != nullptr ? i : records;
}

rheo_status plastic_status(const rheo_engine* engine, std::uint32_t projection) {
  if (engine == nullptr) return RHEO_E_NULL;
  if (projection >= rheo_projection_count(engine)) return RHEO_E_RANGE;
  return first_plastic_record(*engine, projection) < engine->image.header().projections ? RHEO_OK : RHEO_E_NO_LEARNING;
}

// A weight of a record, in stored units.
std::int32_t unit_weight(const image::Projection& p, const void* weights, std::uint32_t entry) {
  if (image::form_of(p).weight_bytes == 2) return static_cast<const std::int16_t*>(weights)[entry];
  return static_cast<const std::int32_t*>(weights)[entry];
}

void set_unit_weight(const image::Projection& p, void* weights, std::uint32_t entry, std::int32_t units) {
  if (image::form_of(p).weight_bytes == 2) {
    static_cast<std::int16_t*>(weights)[entry] = static_cast<std::int16_t>(units);
  } else {
    static_cast<std::int32_t*>(weights)[entry] = units;
  }
}

// Calls each(record, entry, number) for the synapses of a source, by delay, then by target.
template <class Each>
void for_each_synapse(const rheo_engine& engine, std::uint32_t projection, std::uint32_t source, Each each) {
  const image::View& image = engine.image;
  const std::uint32_t first = first_plastic_record(engine, projection), end = image.projection_end(first);
  std::uint32_t number = 0;
  for (std::uint32_t i = first; i < end; ++i) {
    const std::uint32_t* rows = engine.projections[i].rows;
    for (std::uint32_t k = rows[source]; k < rows[source + 1]; ++k) each(i, k, number++);
  }
}

rheo_status source_status(const rheo_engine* engine, std::uint32_t projection, std::uint32_t source) {
  const rheo_status status = plastic_status(engine, projection);
  if (status != RHEO_OK) return status;
  const image::Projection& p = engine->image.projection(first_plastic_record(*engine, projection));
  return source < engine->image.population(p.source).size ? RHEO_OK : RHEO_E_RANGE;
}

}  // namespace
}  // namespace rheobase

extern "C" {

rheo_status rheo_set_learning(rheo_engine* engine, uint32_t projection, int32_t on) {
  const rheo_status status = rheobase::plastic_status(engine, projection);
  if (status == RHEO_OK) engine->frozen[projection] = on != 0 ? 0 : 1;
  return status;
}

int32_t rheo_learning(const rheo_engine* engine, uint32_t projection) {
  return rheobase::plastic_status(engine, projection) == RHEO_OK && engine->frozen[projection] == 0 ? 1 : 0;
}

rheo_status rheo_reward(rheo_engine* engine, uint32_t projection, float amount) {
  const rheo_status status = rheobase::plastic_status(engine, projection);
  if (status != RHEO_OK) return status;
  const uint32_t record = rheobase::first_plastic_record(*engine, projection);
  if (engine->projections[record].plastic->rule->decay_modulator == 0.0f) return RHEO_E_NO_LEARNING;
  if (amount != amount) return RHEO_E_NOT_A_NUMBER;
  const float sum = engine->rewards[projection] + amount;
  if (!(sum >= -rheobase::most_reward && sum <= rheobase::most_reward)) return RHEO_E_RANGE;
  engine->rewards[projection] = sum < rheobase::tiny && sum > -rheobase::tiny ? 0.0f : sum;
  return RHEO_OK;
}

float rheo_modulator(const rheo_engine* engine, uint32_t projection) {
  return rheobase::plastic_status(engine, projection) == RHEO_OK ? engine->modulators[projection] : 0.0f;
}

rheo_status rheo_weights(const rheo_engine* engine, uint32_t projection, uint32_t source, uint32_t capacity,
                         float* weights, uint32_t* targets, uint32_t* count_out) {
  if (count_out == nullptr) return RHEO_E_NULL;
  *count_out = 0;
  const rheo_status status = rheobase::source_status(engine, projection, source);
  if (status != RHEO_OK) return status;
  rheobase::for_each_synapse(*engine, projection, source, [&](uint32_t record, uint32_t entry, uint32_t number) {
    const rheobase::image::Projection& p = engine->image.projection(record);
    *count_out = number + 1;
    if (number >= capacity) return;
    const rheobase::PlasticState& plastic = *engine->projections[record].plastic;
    if (weights != nullptr) {
      weights[number] = static_cast<float>(rheobase::unit_weight(p, plastic.weights, entry)) * p.resolution;
    }
    if (targets == nullptr) return;
    const auto* entries = static_cast<const unsigned char*>(engine->projections[record].task.weights);
    targets[number] = p.first_target + rheobase::image::form_of(p).target_at(entries, entry);
  });
  return *count_out > capacity && (weights != nullptr || targets != nullptr) ? RHEO_E_BUFFER_TOO_SMALL : RHEO_OK;
}

rheo_status rheo_set_weights(rheo_engine* engine, uint32_t projection, uint32_t source, uint32_t count,
                             const float* weights) {
  rheo_status status = rheobase::source_status(engine, projection, source);
  if (status != RHEO_OK) return status;
  if (weights == nullptr) return RHEO_E_NULL;
  const auto units_of = [&](uint32_t record, uint32_t number, int32_t& units) {
    const float x = weights[number] / engine->image.projection(record).resolution;
    const rheobase::image::Plasticity& rule = *engine->projections[record].plastic->rule;
    if (x != x) return RHEO_E_NOT_A_NUMBER;
    if (!(x >= -1.0f && x <= 2147483520.0f)) return RHEO_E_RANGE;
    units = static_cast<int32_t>(x + 0.5f);
    return x >= 0.0f && units >= rule.w_min && units <= rule.w_max ? RHEO_OK : RHEO_E_RANGE;
  };
  uint32_t synapses = 0;
  rheobase::for_each_synapse(*engine, projection, source, [&](uint32_t record, uint32_t, uint32_t number) {
    synapses = number + 1;
    int32_t units;
    if (status == RHEO_OK && number < count) status = units_of(record, number, units);
  });
  if (status != RHEO_OK) return status;
  if (synapses != count) return RHEO_E_RANGE;
  rheobase::for_each_synapse(*engine, projection, source, [&](uint32_t record, uint32_t entry, uint32_t number) {
    int32_t units = 0;
    (void)units_of(record, number, units);
    const rheobase::image::Projection& p = engine->image.projection(record);
    rheobase::set_unit_weight(p, engine->projections[record].plastic->weights, entry, units);
  });
  ++engine->epoch;
  return RHEO_OK;
}

}  // extern "C"
