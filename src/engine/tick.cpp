// One step: deliver, integrate, fire, observe. The order is part of the contract (rheobase.h).
#include "engine/engine.hpp"
#include "image/hash.hpp"

namespace rheobase {
namespace {

// Targets reached by this tick's spikes of a projection's source.
std::uint64_t count_events(const rheo_engine& engine, std::uint32_t index, const std::uint64_t* spikes) {
  const image::Projection& p = engine.image.projection(index);
  const ProjectionState& state = engine.projections[index];
  const bool sparse = p.storage == static_cast<std::uint32_t>(Storage::sparse_i16) ||
                      p.storage == static_cast<std::uint32_t>(Storage::sparse_i32);
  const std::uint32_t targets = engine.image.population(p.target).size;
  std::uint64_t events = 0;
  for (std::size_t w = 0; w < state.task.words; ++w) {
    std::uint64_t bits = spikes[w];
    if (!sparse) {
      if (bits != 0) events += static_cast<std::uint64_t>(__builtin_popcountll(bits)) * targets;
      continue;
    }
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t source = w * 64 + static_cast<std::size_t>(__builtin_ctzll(bits));
      events += state.task.row_end[source] - state.task.row_begin[source];
    }
  }
  return events;
}

void deliver(rheo_engine& engine) {
  const std::uint32_t count = engine.image.header().projections;
  for (std::uint32_t i = 0; i < count; ++i) {
    ProjectionState& state = engine.projections[i];
    state.task.spikes = engine.bits(state.delay_ticks) + state.first_word;
    state.task.negative = false;
    state.deliver(state.task, 0, state.task.targets / image::block_neurons);
    engine.counters.events += count_events(engine, i, state.task.spikes);
    if (state.pulse_ticks > 1) {  // a pulse that lasts is added at its start, taken away at its end
      state.task.spikes = engine.bits(state.delay_ticks + state.pulse_ticks) + state.first_word;
      state.task.negative = true;
      state.deliver(state.task, 0, state.task.targets / image::block_neurons);
    }
  }
}

// Who fired within the last refractory_ticks - 1 steps: the ring already knows.
void mark_blocked(const rheo_engine& engine, const image::Population& p, std::uint64_t* blocked) {
  for (std::uint32_t w = 0; w < p.words; ++w) blocked[w] = 0;
  for (std::uint32_t age = 1; age < p.refractory_ticks; ++age) {
    const std::uint64_t* bits = engine.bits(age) + p.first_word;
    for (std::uint32_t w = 0; w < p.words; ++w) blocked[w] |= bits[w];
  }
}

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

void integrate_and_fire(rheo_engine& engine, std::uint32_t index) {
  const image::Population& p = engine.image.population(index);
  PopulationState& state = engine.populations[index];
  state.task.previous = engine.bits(1) + p.first_word;
  state.task.fired = engine.bits(0) + p.first_word;
  state.task.stimulus = next_stimulus(engine, p, state);
  if (state.blocked != nullptr) mark_blocked(engine, p, state.blocked);
  state.integrate(state.task, 0, p.words);
  if (++state.noise_phase == p.noise_ticks) {
    state.noise_phase = 0;
    ++state.task.noise_tick;
  }
}

void observe(rheo_engine& engine, std::uint32_t index) {
  const image::Population& p = engine.image.population(index);
  std::uint64_t* fired = engine.bits(0) + p.first_word;
  // Padding cannot fire by its parameters; an image made by other hands may say otherwise.
  if (p.size % 64 != 0) fired[p.words - 1] &= (std::uint64_t{1} << (p.size % 64)) - 1;
  const std::uint64_t tick_term = mix64(engine.tick);
  for (std::uint32_t w = 0; w < p.words; ++w) {
    if (fired[w] == 0) continue;
    engine.counters.spikes += static_cast<std::uint64_t>(__builtin_popcountll(fired[w]));
    engine.spike_hash += hash_term(tick_term + p.first_word + w, fired[w]);
  }
}

}  // namespace
}  // namespace rheobase

extern "C" void rheo_step(rheo_engine* engine) {
  const rheobase::image::Header& h = engine->image.header();
  engine->ring_now = engine->ring_now + 1 == h.ring_ticks ? 0 : engine->ring_now + 1;
  rheobase::deliver(*engine);
  for (std::uint32_t i = 0; i < h.populations; ++i) rheobase::integrate_and_fire(*engine, i);
  for (std::uint32_t i = 0; i < h.populations; ++i) rheobase::observe(*engine, i);
  ++engine->tick;
}
