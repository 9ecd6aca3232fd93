#include "engine/layout.hpp"

#include "kernels/strict_math.hpp"

namespace rheobase {
namespace {

void lay_out_channel(const image::View& image, std::uint32_t index, Arena& arena, rheo_engine* engine) {
  const image::Channel& c = image.channel(index);
  const std::uint64_t padded = std::uint64_t{image.population(c.population).words} * image::block_neurons;
  auto* arrivals = arena.take<std::int32_t>(padded);
  const bool interpolates = (c.flags & image::interpolates) != 0;
  auto* last = interpolates ? arena.take<std::int32_t>(padded) : nullptr;
  auto* current = (c.flags & image::keeps_current) != 0 ? arena.take<float>(padded) : nullptr;
  if (engine == nullptr) return;
  engine->channels[index] = {arrivals,
                             last,
                             current,
                             interpolates ? 0.5f * c.scale : c.scale,
                             c.keep,
                             (c.flags & image::clear_on_spike) != 0,
                             (c.flags & image::subtract) != 0,
                             c.pulse_ticks == 1};
}

void lay_out_population(const image::View& image, std::uint32_t index, Arena& arena, rheo_engine* engine) {
  const image::Population& p = image.population(index);
  const std::uint64_t padded = std::uint64_t{p.words} * image::block_neurons;
  auto* v = arena.take<float>(padded);
  auto* u = arena.take<float>(padded);
  auto* input = (p.flags & image::has_input) != 0 ? arena.take<float>(padded) : nullptr;
  auto* spike_age = (p.flags & image::keeps_spike_age) != 0 ? arena.take<float>(padded) : nullptr;
  auto* blocked = p.refractory_ticks > 1 ? arena.take<std::uint64_t>(p.words) : nullptr;
  if (engine == nullptr) return;
  PopulationState& state = engine->populations[index];
  state.integrate = engine->kernels->integrate[p.integrator];
  state.input = input;
  state.blocked = blocked;
  NeuronTask& task = state.task;
  task = NeuronTask{};
  task.v = v;
  task.u = u;
  for (unsigned k = 0; k < image::plane_count; ++k) {
    task.planes[k] = {image.at<float>(p.planes[k].offset), p.planes[k].stride};
  }
  task.input = input;
  task.channels = engine->channels + p.first_channel;
  task.channel_count = p.channels;
  task.spike_age = spike_age;
  task.blocked = blocked;
  task.threshold = p.threshold;
  task.dt = p.dt;
  task.half_dt = 0.5f * p.dt;
  task.sixth_dt = sixth * p.dt;
  task.has_current = (p.flags & image::has_current) != 0;
  task.has_noise = (p.flags & image::has_noise) != 0;
  task.noise_key = PhiloxKey(engine->noise_seed);
  task.noise_stream = index;
}

void place_projection(const image::View& image, std::uint32_t index, rheo_engine* engine) {
  const image::Projection& p = image.projection(index);
  const image::Population& source = image.population(p.source);
  ProjectionState& state = engine->projections[index];
  state.deliver = engine->kernels->deliver[p.storage];
  state.first_word = source.first_word;
  state.delay_ticks = p.delay_ticks;
  state.pulse_ticks = image.channel(p.channel).pulse_ticks;
  state.task = {engine->channels[p.channel].arrivals + p.first_target,
                nullptr,
                source.words,
                image.at<unsigned char>(p.weights),
                image.at<std::uint32_t>(p.rows),
                image.at<std::uint32_t>(p.rows) + 1,
                std::size_t{image.population(p.target).words} * image::block_neurons,
                p.shift,
                false};
}

}  // namespace

void lay_out(const image::View& image, Arena& arena, rheo_engine* engine) {
  const image::Header& h = image.header();
  auto* populations = arena.take<PopulationState>(h.populations);
  auto* channels = arena.take<ChannelView>(h.channels);
  auto* projections = arena.take<ProjectionState>(h.projections);
  auto* ring = arena.take<std::uint64_t>(std::uint64_t{h.ring_ticks} * h.words);
  if (engine != nullptr) {
    engine->populations = populations;
    engine->channels = channels;
    engine->projections = projections;
    engine->ring = ring;
  }
  for (std::uint32_t i = 0; i < h.channels; ++i) lay_out_channel(image, i, arena, engine);
  for (std::uint32_t i = 0; i < h.populations; ++i) lay_out_population(image, i, arena, engine);
  if (engine != nullptr) {
    for (std::uint32_t i = 0; i < h.projections; ++i) place_projection(image, i, engine);
  }
}

}  // namespace rheobase
