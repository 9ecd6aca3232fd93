#include "kernels/strict_math.hpp"

#include "engine/layout.hpp"

#include <cstring>
#include <new>

#include "engine/gain.hpp"
#include "engine/learning.hpp"
#include "engine/parts.hpp"
#include "engine/workers.hpp"
#include "kernels/chosen.hpp"
#include "models/shapes.hpp"

namespace rheobase {
namespace {

void bind_channel(const image::View& image, std::uint32_t index, ChannelView& view) {
  const image::Channel& c = image.channel(index);
  view.scale = view.last != nullptr ? 0.5f * c.scale : c.scale;
  view.keep = c.keep;
  view.clear_on_spike = (c.flags & image::clear_on_spike) != 0;
  view.subtract = (c.flags & image::subtract) != 0;
  view.drain = c.pulse_ticks == 1;
  view.keep_rise = c.keep_rise;
  view.rise_to_current = c.rise_to_current;
  view.mean_current = c.mean_current;
  view.mean_rise = c.mean_rise;
  view.reversal = c.reversal;
  const auto kind = static_cast<ChannelKind>(c.kind);
  view.target = kind == ChannelKind::nmda          ? ChannelTarget::nmda
                : kind == ChannelKind::jump        ? ChannelTarget::v
                : (c.flags & image::conducts) != 0 ? ChannelTarget::conductance
                                                   : ChannelTarget::current;
}

void lay_out_population(const image::View& image, std::uint32_t index, Arena& arena, rheo_engine* engine) {
  const image::Population& p = image.population(index);
  auto* planes = arena.take<PlaneView>(p.plane_count);
  auto* encoded = (p.flags & image::has_input) != 0 ? arena.take<std::uint64_t>(p.words) : nullptr;
  if (engine == nullptr) return;
  PopulationState& state = engine->populations[index];
  state = PopulationState{};
  state.integrate = integrate_of(*engine->kernels, p.model, p.integrator, image.conducting(p));
  state.encoded = encoded;
  if (encoded != nullptr) std::memset(encoded, 0, p.words * sizeof *encoded);
  state.planes = planes;
  NeuronTask& task = state.task;
  task.size = p.size;
  task.planes = planes;
  task.channels = engine->channels + p.first_channel;
  task.channel_count = p.channels;
  task.noise_key = PhiloxKey(engine->noise_seed);
  task.noise_stream = index;
}

void bind_population(const image::View& image, std::uint32_t index, PopulationState& state) {
  const image::Population& p = image.population(index);
  for (std::uint32_t k = 0; k < p.plane_count; ++k) {
    state.planes[k] = {image.plane_values(p, k), image.planes(p)[k].stride};
  }
  NeuronTask& task = state.task;
  task.plane_reset = shape_of(p).reset;
  task.threshold = p.threshold;
  task.dt = p.dt;
  if (chosen(Extra::substeps)) task.substeps = p.substeps;
  task.half_dt = 0.5f * p.dt;
  task.sixth_dt = sixth * p.dt;
  task.has_current = (p.flags & image::has_current) != 0;
  task.has_noise = (p.flags & image::has_noise) != 0;
  if (chosen(Extra::inputs)) {
    task.uniform_noise = (p.flags & image::noise_uniform) != 0;
    task.noise_decay = p.noise_decay;
    task.noise_gain = p.noise_gain;
  }
  task.holds_u = (p.flags & image::refractory_holds_u) != 0;
}

Procedural procedural_of(const image::View& image, const image::Projection& p) {
  Procedural out;
  if (!chosen(Storage::procedural) || p.storage != static_cast<std::uint32_t>(Storage::procedural)) return out;
  out.key = PhiloxKey(image.header().seed);  // the network's, whatever seed the noise has
  out.stream = p.stream;
  out.pattern = static_cast<Pattern>(p.pattern);
  out.skip_self = p.skip_self != 0;
  out.targets = image.population(p.target).size;
  out.yes = p.yes;
  if (out.pattern == Pattern::some) out.gaps = gap_rule(p.yes);
  out.degree = p.degree;
  out.candidates = out.targets - p.skip_self;
  out.step = p.degree > 0 ? degree_step(out.candidates, p.degree) : 0;
  out.weight = {p.weight_base, p.weight_slope, p.weight_flip};
  return out;
}

void lay_out_projection(const image::View& image, std::uint32_t index, std::uint32_t pieces, Arena& arena,
                        rheo_engine* engine) {
  const image::Projection& p = image.projection(index);
  const image::Population& source = image.population(p.source);
  const std::uint64_t cut_count = form_of(p).is_sparse() ? std::uint64_t{pieces - 1} * source.size : 0;
  auto* cuts = cut_count > 0 ? arena.take<std::uint32_t>(cut_count) : nullptr;
  PlasticState* plastic = nullptr;
  if (chosen(Extra::plasticity) && p.plasticity != 0) plastic = arena.take<PlasticState>(1);
  if (engine == nullptr) return;
  ProjectionState& state = engine->projections[index];
  state = ProjectionState{};
  state.first_word = source.first_word;
  state.delay_ticks = p.delay_ticks;
  state.pulse_ticks = image.channel(p.channel).pulse_ticks;
  state.cuts = cuts;
  if (chosen(Extra::plasticity) && plastic != nullptr) state.plastic = new (plastic) PlasticState{};
}

void lay_out_backlogs(const image::View& image, Arena& arena, rheo_engine* engine) {
  const std::uint32_t records = image.header().projections;
  std::uint32_t count = 0;
  for (std::uint32_t first = 0; first < records; first = image.delay_group_end(first)) ++count;
  auto* backlogs = arena.take<Backlog>(count);
  if (engine == nullptr) return;
  engine->backlogs = backlogs;
  engine->backlog_count = count;
  std::uint32_t first = 0;
  for (std::uint32_t b = 0; b < count; ++b) {
    const image::Projection& p = image.projection(first);
    Backlog& backlog = backlogs[b];
    backlog = Backlog{};
    backlog.first_record = first;
    backlog.end_record = image.delay_group_end(first);
    backlog.words = image.population(p.source).words;
    backlog.slots = taken_slots(image.channel(p.channel).pulse_ticks);
    for (; first < backlog.end_record; ++first) engine->projections[first].backlog = &backlog;
  }
}

void point_short_term_to(const State& state, void* values, rheo_engine& engine) {
  const std::uint32_t end = engine.image.delay_group_end(state.index);
  for (std::uint32_t i = state.index; i < end; ++i) {
    ShortTermStates& states = engine.projections[i].short_term_states;
    if (state.kind == StateKind::stp_tick) states.tick = static_cast<std::uint64_t*>(values);
    if (state.kind == StateKind::facilitation) states.facilitation = static_cast<float*>(values);
    if (state.kind == StateKind::depletion) states.depletion = static_cast<float*>(values);
    if (state.kind == StateKind::efficacy) states.efficacy = static_cast<std::uint32_t*>(values);
  }
}

// Where the step finds each state.
void point_to(const State& state, void* values, rheo_engine& engine) {
  const auto backlog = [&]() -> Backlog& { return *engine.projections[state.index].backlog; };
  switch (state.kind) {
    case StateKind::ring: engine.ring = static_cast<std::uint64_t*>(values); return;
    case StateKind::taken: backlog().taken = static_cast<std::uint64_t*>(values); return;
    case StateKind::any: backlog().any = static_cast<std::uint64_t*>(values); return;
    case StateKind::held:
      engine.populations[state.index].held = static_cast<std::uint64_t*>(values);
      engine.populations[state.index].task.held = static_cast<std::uint64_t*>(values);
      return;
    case StateKind::at_limit:
      engine.populations[state.index].task.at_limit = static_cast<std::uint64_t*>(values);
      return;
    case StateKind::pending:
      if (chosen(NeuronModel::external)) {
        engine.populations[state.index].task.pending = static_cast<std::uint64_t*>(values);
      }
      return;
    case StateKind::waiting: backlog().waiting = static_cast<std::uint32_t*>(values); return;
    case StateKind::v: engine.populations[state.index].task.v = static_cast<float*>(values); return;
    case StateKind::u: engine.populations[state.index].task.u = static_cast<float*>(values); return;
    case StateKind::input:
      engine.populations[state.index].input = static_cast<float*>(values);
      engine.populations[state.index].task.input = static_cast<float*>(values);
      return;
    case StateKind::spike_age: engine.populations[state.index].task.spike_age = static_cast<float*>(values); return;
    case StateKind::noise:
      if (chosen(Extra::inputs)) engine.populations[state.index].task.noise = static_cast<float*>(values);
      return;
    case StateKind::current: engine.channels[state.channel].current = static_cast<float*>(values); return;
    case StateKind::rise: engine.channels[state.channel].rise = static_cast<float*>(values); return;
    case StateKind::arrivals: engine.channels[state.channel].arrivals = static_cast<std::int32_t*>(values); return;
    case StateKind::last: engine.channels[state.channel].last = static_cast<std::int32_t*>(values); return;
    case StateKind::gain:
      if (chosen(Extra::gains)) engine.gains = static_cast<std::int32_t*>(values);
      return;
    case StateKind::stp_tick:
    case StateKind::facilitation:
    case StateKind::depletion:
    case StateKind::efficacy:
      if (chosen(Extra::stp)) point_short_term_to(state, values, engine);
      return;
    default:
      if constexpr (chosen(Extra::plasticity)) point_learning_to(state, values, engine);
      return;
  }
}

void bind_projection(const image::View& image, std::uint32_t index, rheo_engine& engine) {
  const image::Projection& p = image.projection(index);
  ProjectionState& state = engine.projections[index];
  state.rows = p.rows != 0 ? image.at<std::uint32_t>(p.rows) : nullptr;
  state.row_synapses = p.longest_row;
  const std::uint32_t* rows = form_of(p).is_sparse() ? state.rows : nullptr;
  state.deliver = engine.kernels->deliver[p.storage];
  state.first_block = p.first_target / image::block_neurons;
  state.task = {engine.channels[p.channel].arrivals + p.first_target,
                nullptr,
                p.longest_row > 0 || (chosen(Extra::stp) && p.short_term != 0) ? image.population(p.source).words
                                                                               : 0u,  // else nothing to walk
                image.at<unsigned char>(p.weights),
                rows,
                rows != nullptr ? rows + 1 : nullptr,
                static_cast<std::size_t>(image::padded(image.population(p.target).size)),
                p.shift,
                false,
                image.at<unsigned char>(p.values),
                procedural_of(image, p)};
  if constexpr (chosen(Extra::stp)) {  // without it there is no such table
    if (p.short_term != 0) {
      state.short_term = image.at<image::ShortTerm>(p.short_term);
      state.deliver = scaled_delivery[p.storage];
    }
  }
  if constexpr (chosen(Extra::plasticity)) bind_learning(image, index, engine);
}

}  // namespace

void lay_out(const image::View& image, std::uint32_t threads, Arena& arena, rheo_engine* engine) {
  const image::Header& h = image.header();
  auto* populations = arena.take<PopulationState>(h.populations);
  auto* channels = arena.take<ChannelView>(h.channels);
  auto* projections = arena.take<ProjectionState>(h.projections);
  auto* shares = threads > 1 ? arena.take<Share>(threads) : nullptr;
  const std::uint32_t share_pieces = share_pieces_of(image, threads);
  if (engine != nullptr) {
    engine->populations = populations;
    engine->channels = channels;
    engine->projections = projections;
    engine->shares = shares;
    engine->share_pieces = share_pieces;
    for (std::uint32_t t = 0; shares != nullptr && t < threads; ++t) new (shares + t) Share{{share_pieces}, {0}, {}};
  }
  for (std::uint32_t i = 0; engine != nullptr && i < h.channels; ++i) engine->channels[i] = ChannelView{};
  for (std::uint32_t i = 0; i < h.populations; ++i) lay_out_population(image, i, arena, engine);
  for (std::uint32_t i = 0; i < h.projections; ++i) lay_out_projection(image, i, threads * share_pieces, arena, engine);
  if (image.event_budget() != 0) lay_out_backlogs(image, arena, engine);
  std::int32_t* gain_sums = nullptr;
  if (chosen(Extra::gains) && gain_count(image) > 0) {
    gain_sums = arena.take<std::int32_t>(std::uint64_t{h.words} * image::block_neurons);
  }
  auto* states = arena.take<unsigned char>(state_bytes(image).arena);
  if (engine == nullptr) return;
  if (chosen(Extra::gains)) engine->gain_sums = gain_sums;
  engine->states = states;
  walk_states(image, [engine](const State& state) { point_to(state, engine->values(state), *engine); });
}

void bind(const image::View& image, rheo_engine& engine) {
  const image::Header& h = image.header();
  engine.image = image;
  for (std::uint32_t i = 0; i < h.channels; ++i) bind_channel(image, i, engine.channels[i]);
  for (std::uint32_t i = 0; i < h.populations; ++i) bind_population(image, i, engine.populations[i]);
  for (std::uint32_t i = 0; i < h.projections; ++i) {
    bind_projection(image, i, engine);
    cut_rows(engine, i);
  }
}

}  // namespace rheobase
