// One step: deliver, integrate, fire, observe. The order is part of the contract (rheobase.h).
#include "kernels/strict_math.hpp"

#include "engine/engine.hpp"
#include "engine/parts.hpp"
#include "engine/schedule.hpp"
#include "engine/workers.hpp"

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
  // In a ring of two ticks the current one takes the place of the one before the last.
  state.task.before_previous = engine.bits(engine.image.header().ring_ticks > 2 ? 2 : 0) + p.first_word;
  const bool within_step = (p.flags & image::refractory_within_step) != 0;
  state.task.released = within_step ? engine.bits(p.refractory_ticks) + p.first_word : nullptr;
  state.task.stimulus = next_stimulus(engine, p, state);
}

void next_noise(rheo_engine& engine, std::uint32_t index) {
  PopulationState& state = engine.populations[index];
  if (++state.noise_phase == engine.image.population(index).noise_ticks) {
    state.noise_phase = 0;
    ++state.task.noise_tick;
  }
}

}  // namespace
}  // namespace rheobase

extern "C" void rheo_step(rheo_engine* engine) {
  if (engine == nullptr) return;
  const rheobase::image::Header& h = engine->image.header();
  engine->ring_now = engine->ring_now + 1 == h.ring_ticks ? 0 : engine->ring_now + 1;
  const std::uint64_t taken = rheobase::schedule(*engine);
  for (std::uint32_t i = 0; i < h.populations; ++i) rheobase::aim(*engine, i);
  const rheobase::StepCounts counts =
      engine->threads == 1 ? rheobase::run_part(*engine, rheobase::whole) : rheobase::run_with_helpers(*engine);
  rheobase::account(*engine, taken, counts.events);
  for (std::uint32_t i = 0; i < h.populations; ++i) rheobase::next_noise(*engine, i);
  engine->counters.spikes += counts.spikes;
  engine->spike_hash += counts.spike_hash;
  if (counts.spikes > engine->load.most_spikes) engine->load.most_spikes = counts.spikes;
  ++engine->tick;
}
