#include "engine/layout.hpp"

#include <new>

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

Procedural procedural_of(const image::View& image, const image::Projection& p) {
  Procedural out;
  if (p.storage != static_cast<std::uint32_t>(Storage::procedural)) return out;
  out.key = PhiloxKey(image.header().seed);  // the network's, whatever seed the noise has
  out.stream = p.stream;
  out.pattern = static_cast<Pattern>(p.pattern);
  out.skip_self = p.skip_self != 0;
  out.targets = image.population(p.target).size;
  out.yes = p.yes;
  out.degree = p.degree;
  out.candidates = out.targets - p.skip_self;
  out.step = p.degree > 0 ? degree_step(out.candidates, p.degree) : 0;
  out.weight = {p.weight_base, p.weight_slope, p.weight_flip};
  return out;
}

void lay_out_projection(const image::View& image, std::uint32_t index, std::uint32_t threads, Arena& arena,
                        rheo_engine* engine) {
  const image::Projection& p = image.projection(index);
  const image::Population& source = image.population(p.source);
  const bool sparse = is_sparse(p), budgeted = image.event_budget() != 0;
  const std::uint32_t pulse_ticks = image.channel(p.channel).pulse_ticks;
  const std::uint32_t slots = pulse_ticks > 1 ? pulse_ticks + 1 : 1;
  auto* cuts = sparse && threads > 1 ? arena.take<std::uint32_t>(std::uint64_t{threads - 1} * source.size) : nullptr;
  auto* waiting = budgeted ? arena.take<std::uint32_t>(std::uint64_t{source.words} * 64) : nullptr;
  auto* any = budgeted ? arena.take<std::uint64_t>(source.words) : nullptr;
  auto* taken = budgeted ? arena.take<std::uint64_t>(std::uint64_t{slots} * source.words) : nullptr;
  if (engine == nullptr) return;
  ProjectionState& state = engine->projections[index];
  state = ProjectionState{};
  state.deliver = engine->kernels->deliver[p.storage];
  state.first_word = source.first_word;
  state.delay_ticks = p.delay_ticks;
  state.pulse_ticks = pulse_ticks;
  state.first_block = p.first_target / image::block_neurons;
  state.cuts = cuts;
  state.backlog = {waiting, any, taken, slots, 0};
  const std::uint32_t* rows = sparse ? image.at<std::uint32_t>(p.rows) : nullptr;
  state.task = {engine->channels[p.channel].arrivals + p.first_target,
                nullptr,
                source.words,
                image.at<unsigned char>(p.weights),
                rows,
                sparse ? rows + 1 : nullptr,
                std::size_t{image.population(p.target).words} * image::block_neurons,
                p.shift,
                false,
                image.at<unsigned char>(p.values),
                procedural_of(image, p)};
}

}  // namespace

void lay_out(const image::View& image, std::uint32_t threads, Arena& arena, rheo_engine* engine) {
  const image::Header& h = image.header();
  auto* populations = arena.take<PopulationState>(h.populations);
  auto* channels = arena.take<ChannelView>(h.channels);
  auto* projections = arena.take<ProjectionState>(h.projections);
  auto* signals = threads > 1 ? arena.take<Signal>(threads) : nullptr;
  auto* ring = arena.take<std::uint64_t>(std::uint64_t{h.ring_ticks} * h.words);
  if (engine != nullptr) {
    engine->populations = populations;
    engine->channels = channels;
    engine->projections = projections;
    engine->ring = ring;
    engine->signals = signals;
    for (std::uint32_t t = 0; signals != nullptr && t < threads; ++t) new (signals + t) Signal{};
  }
  for (std::uint32_t i = 0; i < h.channels; ++i) lay_out_channel(image, i, arena, engine);
  for (std::uint32_t i = 0; i < h.populations; ++i) lay_out_population(image, i, arena, engine);
  for (std::uint32_t i = 0; i < h.projections; ++i) lay_out_projection(image, i, threads, arena, engine);
}

}  // namespace rheobase
