// One step: deliver, integrate, fire, observe. The order is part of the contract (rheobase.h).
#include "kernels/strict_math.hpp"

#include "engine/engine.hpp"
#include "engine/parts.hpp"
#include "engine/schedule.hpp"
#include "engine/workers.hpp"
#include "image/hash.hpp"
#include "kernels/bits.hpp"

namespace rheobase {
namespace {

// The stimulus of this tick: 0 once it has ended, unless it repeats.
float next_stimulus(const rheo_engine& engine, const image::Population& p, PopulationState& state) {
  if (state.stimulus_index >= p.stimulus_count) return 0.0f;
  const float value = engine.image.at<float>(p.stimulus)[state.stimulus_index];
  if (++state.stimulus_phase == p.stimulus_ticks) {
    state.stimulus_phase = 0;
    ++state.stimulus_index;
    if (state.stimulus_index == p.stimulus_count && (p.flags & image::stimulus_repeats) != 0) state.stimulus_index = 0;
  }
  return value;
}

void aim(rheo_engine& engine, std::uint32_t index) {
  const image::Population& p = engine.image.population(index);
  PopulationState& state = engine.populations[index];
  state.task.previous = engine.bits(1) + p.first_word;
  state.task.fired = engine.bits(0) + p.first_word;
  state.task.stimulus = next_stimulus(engine, p, state);
}

void observe(rheo_engine& engine, std::uint32_t index) {
  const image::Population& p = engine.image.population(index);
  PopulationState& state = engine.populations[index];
  const std::uint64_t tick_term = mix64(engine.tick);
  for (std::uint32_t w = 0; w < p.words; ++w) {
    const std::uint64_t fired = state.task.fired[w];
    if (fired == 0) continue;
    engine.counters.spikes += count_bits(fired);
    engine.spike_hash += hash_term(tick_term + p.first_word + w, fired);
  }
  if (++state.noise_phase == p.noise_ticks) {
    state.noise_phase = 0;
    ++state.task.noise_tick;
  }
}

}  // namespace
}  // namespace rheobase

extern "C" void rheo_step(rheo_engine* engine) {
  const rheobase::image::Header& h = engine->image.header();
  engine->ring_now = engine->ring_now + 1 == h.ring_ticks ? 0 : engine->ring_now + 1;
  rheobase::schedule(*engine);
  for (std::uint32_t i = 0; i < h.populations; ++i) rheobase::aim(*engine, i);
  rheobase::start_workers(*engine);
  rheobase::run_part(*engine, 0);
  rheobase::await_workers(*engine);
  const std::uint64_t before = engine->counters.spikes;
  for (std::uint32_t i = 0; i < h.populations; ++i) rheobase::observe(*engine, i);
  const std::uint64_t spikes = engine->counters.spikes - before;
  if (spikes > engine->load.most_spikes) engine->load.most_spikes = spikes;
  ++engine->tick;
}
