// What a caller may ask of an engine between steps.
#include "kernels/strict_math.hpp"

#include <cstring>

#include "engine/engine.hpp"
#include "image/hash.hpp"
#include "image/text.hpp"
#include "kernels/bits.hpp"

namespace rheobase {
namespace {

const image::Population* population_of(const rheo_engine* engine, std::uint32_t index) {
  return engine != nullptr && index < engine->image.header().populations ? &engine->image.population(index) : nullptr;
}

// One term per word, at consecutive positions.
class StateHash {
 public:
  void add(std::uint64_t word) { sum_ += hash_term(position_++, word); }
  std::uint64_t sum() const { return sum_; }

 private:
  std::uint64_t position_ = 0, sum_ = 0;
};

void add_state(const rheo_engine& engine, const State& state, StateHash& hash) {
  const auto bytes = static_cast<std::size_t>(state.count / state.slots * state.element_bytes);
  for (std::uint32_t age = 0; age < state.slots; ++age) {
    const auto* values = static_cast<const unsigned char*>(engine.values(state, age));
    for (std::size_t at = 0; at < bytes; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, values + at, bytes - at < 8 ? bytes - at : 8);
      hash.add(word);
    }
  }
}

}  // namespace
}  // namespace rheobase

extern "C" {

uint64_t rheo_tick(const rheo_engine* engine) { return engine != nullptr ? engine->tick : 0; }

float rheo_dt_ms(const rheo_engine* engine) {
  return engine != nullptr ? static_cast<float>(engine->image.header().dt_ms) : 0.0f;
}

uint32_t rheo_population_count(const rheo_engine* engine) {
  return engine != nullptr ? engine->image.header().populations : 0;
}

const char* rheo_population_name(const rheo_engine* engine, uint32_t population) {
  const auto* p = rheobase::population_of(engine, population);
  return p != nullptr ? engine->image.string(p->name) : nullptr;
}

uint32_t rheo_population_size(const rheo_engine* engine, uint32_t population) {
  const auto* p = rheobase::population_of(engine, population);
  return p != nullptr ? p->size : 0;
}

rheo_status rheo_find_population(const rheo_engine* engine, const char* name, uint32_t* population_out) {
  if (population_out == nullptr) return RHEO_E_NULL;
  *population_out = 0;
  if (engine == nullptr || name == nullptr) return RHEO_E_NULL;
  for (uint32_t i = 0; i < engine->image.header().populations; ++i) {
    if (rheobase::same_text(rheo_population_name(engine, i), name)) {
      *population_out = i;
      return RHEO_OK;
    }
  }
  return RHEO_E_NAME;
}

rheo_status rheo_set_input(rheo_engine* engine, uint32_t population, uint32_t first, uint32_t count,
                           const float* current) {
  if (engine == nullptr) return RHEO_E_NULL;
  const auto* p = rheobase::population_of(engine, population);
  if (p == nullptr || first > p->size || count > p->size - first) return RHEO_E_RANGE;
  if (current == nullptr && count > 0) return RHEO_E_NULL;
  float* input = engine->populations[population].input;
  if (input == nullptr) return RHEO_E_NO_INPUT;
  rheo_status status = RHEO_OK;
  for (uint32_t i = 0; i < count; ++i) {
    float x = current[i];
    if (x != x) {
      ++engine->counters.inputs_refused;
      status = RHEO_E_NOT_A_NUMBER;
      continue;
    }
    if (x > RHEO_INPUT_LIMIT || x < -RHEO_INPUT_LIMIT) {
      ++engine->counters.inputs_cut;
      x = x > 0 ? RHEO_INPUT_LIMIT : -RHEO_INPUT_LIMIT;
    }
    if (x < rheobase::tiny && x > -rheobase::tiny) x = 0.0f;
    input[first + i] = x;
  }
  return status;
}

const uint64_t* rheo_spikes(const rheo_engine* engine, uint32_t population, uint32_t* words_out) {
  const auto* p = rheobase::population_of(engine, population);
  if (words_out != nullptr) *words_out = p != nullptr ? p->words : 0;
  return p != nullptr ? engine->bits(0) + p->first_word : nullptr;
}

uint32_t rheo_spike_count(const rheo_engine* engine, uint32_t population) {
  uint32_t words, count = 0;
  const uint64_t* bits = rheo_spikes(engine, population, &words);
  for (uint32_t w = 0; w < words; ++w) count += rheobase::count_bits(bits[w]);
  return count;
}

const float* rheo_v(const rheo_engine* engine, uint32_t population) {
  return rheobase::population_of(engine, population) != nullptr ? engine->populations[population].task.v : nullptr;
}

const float* rheo_u(const rheo_engine* engine, uint32_t population) {
  return rheobase::population_of(engine, population) != nullptr ? engine->populations[population].task.u : nullptr;
}

const float* rheo_state(const rheo_engine* engine, uint32_t population, const char* name) {
  if (engine == nullptr || name == nullptr) return nullptr;
  const float* found = nullptr;
  rheobase::walk_states(engine->image, [&](const rheobase::State& state) {
    if (found != nullptr || !rheobase::holds_floats(state.kind) || state.index != population) return;
    if (rheobase::same_text(state.name, name)) found = static_cast<const float*>(engine->values(state));
  });
  return found;
}

const char* rheo_state_name(const rheo_engine* engine, uint32_t population, uint32_t index) {
  if (engine == nullptr) return nullptr;
  const char* name = nullptr;
  uint32_t at = 0;
  rheobase::walk_states(engine->image, [&](const rheobase::State& state) {
    if (rheobase::holds_floats(state.kind) && state.index == population && at++ == index) name = state.name;
  });
  return name;
}

const float* rheo_spike_age_ms(const rheo_engine* engine, uint32_t population) {
  if (rheobase::population_of(engine, population) == nullptr) return nullptr;
  return engine->populations[population].task.spike_age;
}

uint64_t rheo_steps_at_limit(const rheo_engine* engine, uint32_t population) {
  const rheobase::image::Population* p = rheobase::population_of(engine, population);
  if (p == nullptr) return 0;
  uint64_t sum = 0;
  for (uint32_t block = 0; block < p->words; ++block) sum += engine->populations[population].task.at_limit[block];
  return sum;
}

void rheo_get_counters(const rheo_engine* engine, rheo_counters* out) {
  if (out == nullptr) return;
  *out = engine != nullptr ? engine->counters : rheo_counters{};
  const uint32_t populations = engine != nullptr ? engine->image.header().populations : 0;
  for (uint32_t i = 0; i < populations; ++i) out->steps_at_limit += rheo_steps_at_limit(engine, i);
}

void rheo_get_load(const rheo_engine* engine, rheo_load* out) {
  if (out == nullptr) return;
  *out = engine != nullptr ? engine->load : rheo_load{};
  out->flags =
      (out->backlog_events > 0 ? RHEO_LOAD_DEFERRING : 0u) | (out->deferred_steps > 0 ? RHEO_LOAD_HAS_DEFERRED : 0u);
}

uint64_t rheo_spike_hash(const rheo_engine* engine) { return engine != nullptr ? engine->spike_hash : 0; }

uint64_t rheo_state_hash(const rheo_engine* engine) {
  if (engine == nullptr) return 0;
  rheobase::StateHash hash;
  hash.add(engine->tick);
  rheobase::walk_states(engine->image, [&](const rheobase::State& state) {
    if (state.hashed) rheobase::add_state(*engine, state, hash);
  });
  if (engine->load.backlog_events > 0) {
    hash.add(engine->next_backlog | std::uint64_t{engine->next_source} << 32);
  }
  return hash.sum();
}

const char* rheo_target_name(uint32_t index) {
  const rheobase::KernelTable* kernels = rheobase::kernels_at(index);
  return kernels != nullptr ? kernels->name : nullptr;
}

const char* rheo_engine_target(const rheo_engine* engine) {
  return engine != nullptr ? engine->kernels->name : nullptr;
}

}  // extern "C"
