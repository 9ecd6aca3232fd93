#include "kernels/strict_math.hpp"

#include "engine/parts.hpp"

#include "engine/gain.hpp"
#include "engine/learning.hpp"
#include "engine/schedule.hpp"
#include "image/hash.hpp"
#include "kernels/bits.hpp"
#include "kernels/chosen.hpp"

namespace rheobase {

namespace {

void deliver(const rheo_engine& engine, std::uint32_t index, Part part) {
  const ProjectionState& state = engine.projections[index];
  DeliverTask task;
  const BlockRange range = part_of(engine, index, part, task);
  if (range.first == range.end) return;
  task.spikes = state.arriving;
  state.deliver(task, range.first, range.end);
  if (state.ending == nullptr) return;
  task.spikes = state.ending;  // a pulse that lasts was added at its start, and is taken away at its end
  task.negative = true;
  state.deliver(task, range.first, range.end);
}

void deliver_times_gain(const rheo_engine& engine, std::uint32_t first, std::uint32_t end, Part part) {
  std::int32_t* arrivals = engine.channels[engine.image.projection(first).channel].arrivals;
  deliver_times_gain(engine, first, end, part, false, arrivals,
                     [&engine](std::uint32_t i) { return engine.projections[i].arriving; });
  if (engine.projections[first].ending == nullptr) return;
  deliver_times_gain(engine, first, end, part, true, arrivals,
                     [&engine](std::uint32_t i) { return engine.projections[i].ending; });
}

void deliver_all(const rheo_engine& engine, Part part) {
  const std::uint32_t records = engine.image.header().projections;
  for (std::uint32_t i = 0; i < records; ++i) {
    if (chosen(Extra::gains) && has_gain(engine, i)) {
      const std::uint32_t end = engine.image.projection_end(i);
      deliver_times_gain(engine, i, end, part);
      i = end - 1;
    } else {
      deliver(engine, i, part);
    }
  }
}

// Who fired within the last refractory_ticks - 1 steps: nobody fired again meanwhile, so that who fired one step ago
// joins, and who fired refractory_ticks ago leaves.
void update_held(const rheo_engine& engine, const image::Population& p, BlockRange range, std::uint64_t* held) {
  const std::uint64_t* joining = engine.bits(1) + p.first_word;
  const std::uint64_t* leaving = engine.bits(p.refractory_ticks) + p.first_word;
  for (std::uint32_t w = range.first; w < range.end; ++w) held[w] = (held[w] | joining[w]) & ~leaving[w];
}

void integrate_and_fire(const rheo_engine& engine, std::uint32_t index, Part part, std::uint64_t tick_term,
                        StepCounts& counts) {
  const image::Population& p = engine.image.population(index);
  const PopulationState& state = engine.populations[index];
  const BlockRange range = blocks_of(p.words, part);
  if (range.first == range.end) return;
  if (state.held != nullptr) update_held(engine, p, range, state.held);
  state.integrate(state.task, range.first, range.end);
  for (std::uint32_t w = range.first; w < range.end; ++w) {
    const std::uint64_t fired = state.task.fired[w];
    if (fired == 0) continue;
    counts.spikes += count_bits(fired);
    counts.spike_hash += hash_term(tick_term + p.first_word + w, fired);
  }
}

}  // namespace

void cut_rows(rheo_engine& engine, std::uint32_t projection) {
  const image::Projection& p = engine.image.projection(projection);
  const ProjectionState& state = engine.projections[projection];
  if (state.cuts == nullptr) return;
  const std::uint32_t sources = engine.image.population(p.source).size;
  const StorageForm& form = form_of(p);
  const auto* entries = static_cast<const unsigned char*>(state.task.weights);
  const std::uint32_t pieces = engine.pieces();
  for (std::uint32_t piece = 1; piece < pieces; ++piece) {
    const std::uint32_t first = blocks_of(engine.image.population(p.target).words, {piece, pieces}).first;
    const std::uint64_t target = std::uint64_t{first} * image::block_neurons;
    for (std::uint32_t s = 0; s < sources; ++s) {
      std::uint32_t low = state.task.row_begin[s], high = state.task.row_end[s];
      while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (std::uint64_t{p.first_target} + form.target_at(entries, middle) < target) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      state.cuts[std::size_t{piece - 1} * sources + s] = low;
    }
  }
}

StepCounts run_part(rheo_engine& engine, Part part) {
  const image::Header& h = engine.image.header();
  StepCounts counts;
  counts.events = count_due(engine, part);
  deliver_all(engine, part);
  const std::uint64_t tick_term = mix64(engine.tick);
  for (std::uint32_t i = 0; i < h.populations; ++i) integrate_and_fire(engine, i, part, tick_term, counts);
  if constexpr (chosen(Extra::plasticity)) learn(engine, part);
  return counts;
}

}  // namespace rheobase
