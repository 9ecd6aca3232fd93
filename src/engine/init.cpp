// Measuring, placing and resetting an engine.
#include "kernels/strict_math.hpp"

#include <cstring>
#include <new>

#include "engine/layout.hpp"
#include "engine/learning.hpp"
#include "engine/overlap.hpp"
#include "engine/rounding.hpp"
#include "engine/workers.hpp"
#include "image/check.hpp"
#include "kernels/chosen.hpp"

namespace rheobase {
namespace {

std::uint64_t required_bytes(const image::View& image, std::uint32_t threads) {
  Arena arena(nullptr);
  arena.take<rheo_engine>(1);
  lay_out(image, threads, arena, nullptr);
  return arena.used();
}

std::uint32_t threads_of(const rheo_options* options) {
  return options == nullptr || options->threads == 0 ? 1 : options->threads;
}

void copy_plane(float* to, const PlaneView& plane, std::uint64_t floats) {
  for (std::size_t i = 0; i < floats; i += image::padding_neurons) {
    std::memcpy(to + i, plane.block(i / image::block_neurons) + i % image::block_neurons,
                image::padding_neurons * sizeof(float));
  }
}

void reset_state(const rheo_engine& engine, const State& state) {
  if constexpr (chosen(Extra::plasticity)) {
    if (state.kind == StateKind::weight) return reset_weights(engine, state.index);
  }
  if (state.initial == no_plane) {
    std::memset(engine.values(state), 0, static_cast<std::size_t>(state.room * state.element_bytes));
  } else {
    copy_plane(static_cast<float*>(engine.values(state)), engine.populations[state.index].task.planes[state.initial],
               state.room);
  }
}

}  // namespace

bool supported(const image::View& image, const KernelTable& kernels) {
  const image::Header& h = image.header();
  for (std::uint32_t i = 0; i < h.populations; ++i) {
    const image::Population& p = image.population(i);
    if (integrate_of(kernels, p.model, p.integrator, chosen(Extra::conductances) && image.conducting(p)) == nullptr)
      return false;
    if (!chosen(Extra::substeps) && p.substeps != 1) return false;
    constexpr std::uint32_t of_inputs = image::noise_uniform | image::noise_ou | image::stimulus_of_each;
    if (!chosen(Extra::inputs) && (p.flags & of_inputs) != 0) return false;
  }
  for (std::uint32_t i = 0; i < h.projections; ++i) {
    const image::Projection& p = image.projection(i);
    if (kernels.deliver[p.storage] == nullptr || (!chosen(Extra::stp) && p.short_term != 0) ||
        (!chosen(Extra::gains) && p.max_gain != 0) || (!chosen(Extra::plasticity) && p.plasticity != 0))
      return false;
  }
  for (std::uint32_t i = 0; !chosen(Extra::conductances) && i < h.channels; ++i) {
    const image::Channel& c = image.channel(i);
    if (!is_current(c) || (c.flags & image::keeps_rise) != 0) return false;
  }
  return true;
}

}  // namespace rheobase

using rheobase::Arena;
using rheobase::image::View;

extern "C" {

rheo_status rheo_image_check(const void* image, size_t image_bytes) {
  return rheobase::image::check_image(image, image_bytes);
}

rheo_status rheo_engine_size(const void* image, size_t image_bytes, const rheo_options* options, size_t* bytes_out) {
  if (bytes_out == nullptr) return RHEO_E_NULL;
  *bytes_out = 0;
  if (rheobase::threads_of(options) > rheobase::most_threads) return RHEO_E_THREADS;
  const rheo_status status = rheo_image_check(image, image_bytes);
  if (status != RHEO_OK) return status;
  const std::uint64_t bytes = rheobase::required_bytes(View(image), rheobase::threads_of(options));
  if (bytes > SIZE_MAX) return RHEO_E_UNSUPPORTED;  // more than this machine can address
  *bytes_out = static_cast<size_t>(bytes);
  return RHEO_OK;
}

rheo_status rheo_init(void* memory, size_t memory_bytes, const void* image, size_t image_bytes,
                      const rheo_options* options, rheo_engine** engine_out) {
  if (engine_out == nullptr) return RHEO_E_NULL;
  *engine_out = nullptr;
  if (memory == nullptr) return RHEO_E_NULL;
  size_t needed;
  const rheo_status status = rheo_engine_size(image, image_bytes, options, &needed);
  if (status != RHEO_OK) return status;
  if (reinterpret_cast<std::uintptr_t>(memory) % RHEO_ALIGNMENT != 0) return RHEO_E_MEMORY_MISALIGNED;
  if (memory_bytes < needed) return RHEO_E_MEMORY_TOO_SMALL;
  if (rheobase::overlap(memory, needed, image, View(image).header().image_bytes)) return RHEO_E_OVERLAP;
  if (!rheobase::rounds_to_nearest()) return RHEO_E_ROUNDING;
  const rheobase::KernelTable* kernels = rheobase::kernels_named(options != nullptr ? options->target : nullptr);
  if (kernels == nullptr) return RHEO_E_TARGET;
  const View view(image);
  if (!rheobase::supported(view, *kernels)) return RHEO_E_UNSUPPORTED;

  Arena arena(memory);
  const bool own_seed = options != nullptr && options->use_noise_seed != 0;
  auto* engine = new (arena.take<rheo_engine>(1)) rheo_engine(view);
  engine->memory_bytes = needed;
  engine->kernels = kernels;
  engine->noise_seed = own_seed ? options->noise_seed : view.header().seed;
  engine->threads = rheobase::threads_of(options);
  if (options != nullptr) {
    engine->relax = options->relax;
    engine->relax_context = options->relax_context;
  }
  rheobase::lay_out(view, engine->threads, arena, engine);
  rheobase::bind(view, *engine);
  rheo_reset(engine);
  *engine_out = engine;
  return RHEO_OK;
}

void rheo_reset(rheo_engine* engine) {
  if (engine == nullptr) return;
  const rheobase::image::Header& h = engine->image.header();
  engine->tick = 0;
  ++engine->epoch;
  ++engine->rewinds;
  engine->ring_now = 0;
  engine->spike_hash = 0;
  engine->counters = {};
  engine->load = {};
  engine->load.event_budget = engine->image.event_budget();
  engine->next_backlog = engine->next_source = 0;
  engine->stopping.store(0, std::memory_order_release);
  for (std::uint32_t i = 0; i < h.projections; ++i) {
    engine->projections[i].arriving = engine->projections[i].ending = nullptr;
  }
  for (std::uint32_t i = 0; i < engine->backlog_count; ++i) engine->backlogs[i].slot = 0;
  rheobase::walk_states(engine->image,
                        [engine](const rheobase::State& state) { rheobase::reset_state(*engine, state); });
  for (std::uint32_t i = 0; i < h.populations; ++i) {
    rheobase::PopulationState& p = engine->populations[i];
    p.task.noise_tick = 0;
    p.noise_phase = 0;
    p.stimulus_index = 0;
    p.stimulus_phase = 0;
  }
}

}  // extern "C"
