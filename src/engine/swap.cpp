// Another image of the same layout takes the place of the engine's, between two steps.
#include "kernels/strict_math.hpp"

#include "engine/layout.hpp"
#include "engine/overlap.hpp"
#include "engine/rebuild.hpp"
#include "engine/traces.hpp"
#include "image/check.hpp"
#include "image/text.hpp"
#include "kernels/chosen.hpp"

namespace rheobase {
namespace {

// Flags that decide what lies in the arena and what an input means.
constexpr std::uint32_t kept_population_flags = image::has_input | image::keeps_spike_age | image::stimulus_repeats |
                                                image::refractory_within_step | image::refractory_holds_u |
                                                image::noise_ou | image::stimulus_of_each;

bool same_population(const image::View& a, const image::View& b, std::uint32_t index) {
  const image::Population &p = a.population(index), &q = b.population(index);
  return same_text(a.string(p.name), b.string(q.name)) && p.size == q.size && p.model == q.model &&
         p.integrator == q.integrator && ((p.flags ^ q.flags) & kept_population_flags) == 0 &&
         p.channels == q.channels && p.refractory_ticks == q.refractory_ticks && p.noise_ticks == q.noise_ticks &&
         p.dt == q.dt && p.stimulus_count == q.stimulus_count && p.stimulus_ticks == q.stimulus_ticks;
}

bool same_channel(const image::Channel& p, const image::Channel& q) {
  return p.population == q.population && p.kind == q.kind && p.flags == q.flags && p.pulse_ticks == q.pulse_ticks;
}

bool same_projection(const image::Projection& p, const image::Projection& q) {
  return p.source == q.source && p.target == q.target && p.channel == q.channel && p.delay_ticks == q.delay_ticks &&
         p.projection == q.projection && (!chosen(Extra::stp) || (p.short_term != 0) == (q.short_term != 0)) &&
         (!chosen(Extra::gains) || p.max_gain == q.max_gain) && form_of(p).is_sparse() == form_of(q).is_sparse();
}

// Not by memcmp: a firmware need not have it, nor what compilers make of it.
bool same_words(const std::uint32_t* a, const std::uint32_t* b, std::uint64_t count) {
  std::uint32_t differences = 0;
  for (std::uint64_t k = 0; k < count; ++k) differences |= a[k] ^ b[k];
  return differences == 0;
}

// Learned weights stay, so that their synapses and bounds must.
bool same_learning(const image::View& a, const image::View& b, std::uint32_t record) {
  const image::Projection &p = a.projection(record), &q = b.projection(record);
  if ((p.plasticity != 0) != (q.plasticity != 0)) return false;
  if (p.plasticity == 0) return true;
  if (p.synapses != q.synapses || p.storage != q.storage || p.shift != q.shift || p.resolution != q.resolution ||
      p.first_target != q.first_target)
    return false;
  const auto &r = *a.at<image::Plasticity>(p.plasticity), &s = *b.at<image::Plasticity>(q.plasticity);
  const bool same_states = (r.decay_pre[0] != 0.0f) == (s.decay_pre[0] != 0.0f) &&
                           (r.decay_pre[1] != 0.0f) == (s.decay_pre[1] != 0.0f) &&
                           (r.decay_post[0] != 0.0f) == (s.decay_post[0] != 0.0f) &&
                           (r.decay_post[1] != 0.0f) == (s.decay_post[1] != 0.0f) &&
                           (r.decay_eligibility != 0.0f) == (s.decay_eligibility != 0.0f);
  return same_states && r.w_min == s.w_min && r.w_max == s.w_max &&
         (!a.is_first_of_projection(record) ||
          (owner_of_source_traces(a, record) == owner_of_source_traces(b, record) &&
           same_words(a.at<std::uint32_t>(p.columns), b.at<std::uint32_t>(q.columns), a.columns_bytes(record) / 4)));
}

// Then every array of the arena has the same place and length.
bool same_layout(const image::View& a, const image::View& b) {
  const image::Header &p = a.header(), &q = b.header();
  if (p.populations != q.populations || p.channels != q.channels || p.projections != q.projections) return false;
  if (p.words != q.words || p.ring_ticks != q.ring_ticks || p.dt_ms != q.dt_ms) return false;
  if ((a.event_budget() != 0) != (b.event_budget() != 0)) return false;
  for (std::uint32_t i = 0; i < p.populations; ++i) {
    if (!same_population(a, b, i)) return false;
  }
  for (std::uint32_t i = 0; i < p.channels; ++i) {
    if (!same_channel(a.channel(i), b.channel(i))) return false;
  }
  for (std::uint32_t i = 0; i < p.projections; ++i) {
    if (!same_projection(a.projection(i), b.projection(i))) return false;
    if (chosen(Extra::plasticity) && !same_learning(a, b, i)) return false;
  }
  return true;
}

}  // namespace
}  // namespace rheobase

extern "C" rheo_status rheo_swap_image(rheo_engine* engine, const void* image, size_t image_bytes) {
  if (engine == nullptr) return RHEO_E_NULL;
  const rheo_status status = rheobase::image::check_image(image, image_bytes);
  if (status != RHEO_OK) return status;
  const rheobase::image::View view(image);
  if (rheobase::overlaps_memory(*engine, image, view.header().image_bytes)) return RHEO_E_OVERLAP;
  if (!rheobase::same_layout(engine->image, view)) return RHEO_E_LAYOUT;
  if (!rheobase::supported(view, *engine->kernels)) return RHEO_E_UNSUPPORTED;
  rheobase::bind(view, *engine);
  rheobase::rebuild_arrivals(*engine);
  ++engine->epoch;
  engine->load.event_budget = view.event_budget();
  // Rows may have become longer or shorter while they wait.
  engine->load.backlog_events = rheobase::rebuild_backlog(*engine);
  engine->load.events_due = engine->counters.events + engine->load.events_lost + engine->load.backlog_events;
  return RHEO_OK;
}
