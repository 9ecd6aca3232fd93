#include "kernels/strict_math.hpp"

#include "engine/rebuild.hpp"

#include <cstring>

#include "engine/gain.hpp"
#include "engine/schedule.hpp"
#include "kernels/chosen.hpp"

namespace rheobase {
namespace {

// The rows that projection `index` delivered `age` ticks ago; 0 is the last tick.
const std::uint64_t* delivered(const rheo_engine& engine, std::uint32_t index, std::uint32_t age) {
  const ProjectionState& p = engine.projections[index];
  if (p.backlog != nullptr) return p.backlog->taken_at(age);
  return engine.bits(p.delay_ticks + age) + p.first_word;
}

void deliver_again_times_gain(const rheo_engine& engine, std::uint32_t first) {
  const ChannelView& channel = engine.channels[engine.image.projection(first).channel];
  std::int32_t* arrivals = channel.drain ? channel.last : channel.arrivals;
  for (std::uint32_t age = 0; age < engine.projections[first].pulse_ticks; ++age) {
    deliver_times_gain(engine, first, engine.image.projection_end(first), whole, false, arrivals,
                       [&engine, age](std::uint32_t i) { return delivered(engine, i, age); });
  }
}

void deliver_again(const rheo_engine& engine, std::uint32_t index) {
  const image::Projection& p = engine.image.projection(index);
  const ProjectionState& state = engine.projections[index];
  const ChannelView& channel = engine.channels[p.channel];
  if (channel.drain && channel.last == nullptr) return;  // its arrivals were of the last tick alone
  if (chosen(Extra::gains) && has_gain(engine, index)) {
    const bool first = index == 0 || engine.image.projection(index - 1).projection != p.projection;
    if (first) deliver_again_times_gain(engine, index);
    return;
  }
  DeliverTask task = state.task;
  if (channel.drain) task.arrivals = channel.last + p.first_target;
  for (std::uint32_t age = 0; age < state.pulse_ticks; ++age) {
    task.spikes = delivered(engine, index, age);
    state.deliver(task, 0, engine.image.population(p.target).words - state.first_block);
  }
}

}  // namespace

void rebuild_arrivals(rheo_engine& engine) {
  const image::Header& h = engine.image.header();
  const auto bytes = [&](std::uint32_t channel) {
    const std::uint32_t population = engine.image.channel(channel).population;
    return static_cast<std::size_t>(image::padded(engine.image.population(population).size) * sizeof(std::int32_t));
  };
  for (std::uint32_t i = 0; i < h.channels; ++i) {
    std::memset(engine.channels[i].arrivals, 0, bytes(i));
    if (engine.channels[i].last != nullptr) std::memset(engine.channels[i].last, 0, bytes(i));
  }
  for (std::uint32_t i = 0; i < h.projections; ++i) deliver_again(engine, i);
  for (std::uint32_t i = 0; i < h.channels; ++i) {
    const ChannelView& c = engine.channels[i];
    if (!c.drain && c.last != nullptr) std::memcpy(c.last, c.arrivals, bytes(i));
  }
}

void rebuild_held(rheo_engine& engine) {
  for (std::uint32_t i = 0; i < engine.image.header().populations; ++i) {
    const image::Population& p = engine.image.population(i);
    std::uint64_t* held = engine.populations[i].held;
    for (std::uint32_t w = 0; held != nullptr && w < p.words; ++w) {
      held[w] = 0;
      for (std::uint32_t age = 1; age < p.refractory_ticks; ++age) held[w] |= engine.bits(age)[p.first_word + w];
    }
  }
}

std::uint64_t rebuild_backlog(rheo_engine& engine) {
  std::uint64_t events = 0;
  for (std::uint32_t i = 0; i < engine.backlog_count; ++i) {
    const Backlog& b = engine.backlogs[i];
    const std::uint32_t sources = engine.image.population(engine.image.projection(b.first_record).source).size;
    std::memset(b.any, 0, b.words * sizeof *b.any);
    for (std::uint32_t s = 0; s < sources; ++s) {
      if (b.waiting[s] == 0) continue;
      b.any[s / 64] |= std::uint64_t{1} << (s % 64);
      events += b.waiting[s] * row_events(engine, b, s);
    }
  }
  return events;
}

}  // namespace rheobase
