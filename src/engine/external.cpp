// Spikes that the program sets.
#include "kernels/strict_math.hpp"

#include "engine/engine.hpp"

namespace rheobase {
namespace {

// Null: with `status`.
const image::Population* external_population(const rheo_engine* engine, std::uint32_t index, rheo_status& status) {
  status = RHEO_E_NULL;
  if (engine == nullptr) return nullptr;
  status = RHEO_E_RANGE;
  if (index >= engine->image.header().populations) return nullptr;
  status = engine->populations[index].task.pending != nullptr ? RHEO_OK : RHEO_E_NO_INPUT;
  return status == RHEO_OK ? &engine->image.population(index) : nullptr;
}

}  // namespace
}  // namespace rheobase

extern "C" {

rheo_status rheo_set_spikes(rheo_engine* engine, uint32_t population, uint32_t count, const uint32_t* neurons) {
  rheo_status status;
  const auto* p = rheobase::external_population(engine, population, status);
  if (p == nullptr) return status;
  if (neurons == nullptr && count > 0) return RHEO_E_NULL;
  for (uint32_t k = 0; k < count; ++k) {
    if (neurons[k] >= p->size) return RHEO_E_RANGE;
  }
  uint64_t* pending = engine->populations[population].task.pending;
  for (uint32_t k = 0; k < count; ++k) pending[neurons[k] / 64] |= uint64_t{1} << (neurons[k] % 64);
  return RHEO_OK;
}

rheo_status rheo_set_spike_words(rheo_engine* engine, uint32_t population, uint32_t first_word, uint32_t count,
                                 const uint64_t* words) {
  rheo_status status;
  const auto* p = rheobase::external_population(engine, population, status);
  if (p == nullptr) return status;
  if (first_word > p->words || count > p->words - first_word) return RHEO_E_RANGE;
  if (words == nullptr && count > 0) return RHEO_E_NULL;
  const bool ends_within = count > 0 && first_word + count == p->words && p->size % 64 != 0;
  if (ends_within && words[count - 1] >> (p->size % 64) != 0) return RHEO_E_RANGE;
  uint64_t* pending = engine->populations[population].task.pending + first_word;
  for (uint32_t k = 0; k < count; ++k) pending[k] |= words[k];
  return RHEO_OK;
}

}  // extern "C"
