// One step: deliver, integrate, fire, observe. The order is part of the contract (rheobase.h).
#include "kernels/strict_math.hpp"

#include "engine/engine.hpp"
#include "engine/learning.hpp"
#include "engine/parts.hpp"
#include "engine/schedule.hpp"
#include "engine/short_term.hpp"
#include "engine/workers.hpp"
#include "kernels/chosen.hpp"
#include "models/shapes.hpp"

namespace rheobase {
namespace {

// The stimulus of this tick: none once it has ended, unless it repeats.
void next_stimulus(const rheo_engine& engine, const image::Population& p, PopulationState& state) {
  state.task.stimulus = 0.0f;
  if (chosen(Extra::inputs)) state.task.stimulus_row = nullptr;
  if (state.stimulus_index >= p.stimulus_count) return;
  const auto* values = engine.image.at<float>(p.stimulus);
  if (chosen(Extra::inputs) && (p.flags & image::stimulus_of_each) != 0) {
    state.task.stimulus_row = values + state.stimulus_index * image::stimulus_row(p);
  } else {
    state.task.stimulus = values[state.stimulus_index];
  }
  if (++state.stimulus_phase == p.stimulus_ticks) {
    state.stimulus_phase = 0;
    ++state.stimulus_index;
    if (state.stimulus_index == p.stimulus_count && (p.flags & image::stimulus_repeats) != 0) state.stimulus_index = 0;
  }
}

// How many spikes of the list are of earlier ticks.
std::uint32_t listed_before(const std::uint32_t* ticks, std::uint32_t count, std::uint64_t tick) {
  std::uint32_t low = 0, high = count;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (ticks[middle] < tick) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void find_listed(const rheo_engine& engine, const image::Population& p, NeuronTask& task) {
  const auto* ticks = engine.image.at<std::uint32_t>(p.spike_list);
  const std::uint64_t tick = p.spike_period == 0 ? engine.tick : engine.tick % p.spike_period;
  const std::uint32_t first = listed_before(ticks, p.spike_count, tick);
  task.listed = ticks + p.spike_count + first;
  task.listed_count = listed_before(ticks, p.spike_count, tick + 1) - first;
}

// Spikes of all populations: of this tick, and of those before it. In a ring of two ticks the current one takes the
// place of the one before the last.
struct Spikes {
  explicit Spikes(const rheo_engine& engine)
      : now(engine.bits(0)),
        previous(engine.bits(1)),
        before_previous(engine.bits(engine.image.header().ring_ticks > 2 ? 2 : 0)) {}
  std::uint64_t* now;
  const std::uint64_t *previous, *before_previous;
};

void set_up_task(rheo_engine& engine, const Spikes& spikes, std::uint32_t index) {
  const image::Population& p = engine.image.population(index);
  PopulationState& state = engine.populations[index];
  state.task.previous = spikes.previous + p.first_word;
  state.task.fired = spikes.now + p.first_word;
  state.task.before_previous = spikes.before_previous + p.first_word;
  const bool within_step = (p.flags & image::refractory_within_step) != 0;
  state.task.released = within_step ? engine.bits(p.refractory_ticks) + p.first_word : nullptr;
  if (p.stimulus_count > 0) next_stimulus(engine, p, state);
  if (has_list(p)) find_listed(engine, p, state.task);
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
  if constexpr (rheobase::chosen(rheobase::Extra::stp)) rheobase::advance_short_term(*engine);
  if constexpr (rheobase::chosen(rheobase::Extra::plasticity)) rheobase::begin_learning(*engine);
  const rheobase::Spikes spikes(*engine);
  for (std::uint32_t i = 0; i < h.populations; ++i) rheobase::set_up_task(*engine, spikes, i);
  const rheobase::StepCounts counts =
      engine->threads == 1 ? rheobase::run_part(*engine, rheobase::whole) : rheobase::run_with_helpers(*engine);
  if constexpr (rheobase::chosen(rheobase::Extra::plasticity)) rheobase::end_learning(*engine);
  rheobase::account(*engine, taken, counts.events);
  for (std::uint32_t i = 0; i < h.populations; ++i) rheobase::next_noise(*engine, i);
  engine->counters.spikes += counts.spikes;
  engine->spike_hash += counts.spike_hash;
  if (counts.spikes > engine->load.most_spikes) engine->load.most_spikes = counts.spikes;
  ++engine->tick;
}
