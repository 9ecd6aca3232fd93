// What a caller may ask of projections, and their gains.
#include "kernels/strict_math.hpp"

#include "engine/gain.hpp"
#include "engine/rebuild.hpp"
#include "image/text.hpp"

namespace rheobase {
namespace {

// The first record of a projection; the number of records: there is none.
std::uint32_t record_of(const rheo_engine& engine, std::uint32_t projection) {
  const std::uint32_t records = engine.image.header().projections;
  std::uint32_t i = 0;
  while (i < records && engine.image.projection(i).projection != projection) ++i;
  return i;
}

float gain_of(std::uint32_t units) { return static_cast<float>(units) / static_cast<float>(unit_gain); }

// Whether arrivals hold what earlier ticks have delivered.
bool keeps_arrivals(const ChannelView& channel) { return !channel.drain || channel.last != nullptr; }

}  // namespace
}  // namespace rheobase

extern "C" {

uint32_t rheo_projection_count(const rheo_engine* engine) {
  const uint32_t records = engine != nullptr ? engine->image.header().projections : 0;
  return records > 0 ? engine->image.projection(records - 1).projection + 1 : 0;
}

void rheo_get_projection(const rheo_engine* engine, uint32_t projection, rheo_projection_info* out) {
  if (out == nullptr) return;
  *out = {};
  if (engine == nullptr) return;
  const uint32_t first = rheobase::record_of(*engine, projection);
  if (first == engine->image.header().projections) return;
  const rheobase::image::Projection& p = engine->image.projection(first);
  const uint32_t end = engine->image.projection_end(first);
  *out = {p.source, p.target, engine->image.string(engine->image.channel(p.channel).name), 0,
          rheobase::gain_of(p.max_gain)};
  for (uint32_t i = first; i < end; ++i) out->synapses += engine->image.projection(i).synapses;
}

rheo_status rheo_find_projection(const rheo_engine* engine, const char* source, const char* target, const char* channel,
                                 uint32_t* projection_out) {
  if (projection_out == nullptr) return RHEO_E_NULL;
  *projection_out = 0;
  if (engine == nullptr || source == nullptr || target == nullptr) return RHEO_E_NULL;
  const rheobase::image::View& image = engine->image;
  for (uint32_t i = 0; i < image.header().projections; ++i) {
    const rheobase::image::Projection& p = image.projection(i);
    if (!rheobase::same_text(image.string(image.population(p.source).name), source)) continue;
    if (!rheobase::same_text(image.string(image.population(p.target).name), target)) continue;
    if (channel != nullptr && !rheobase::same_text(image.string(image.channel(p.channel).name), channel)) continue;
    *projection_out = p.projection;
    return RHEO_OK;
  }
  return RHEO_E_NAME;
}

rheo_status rheo_set_gain(rheo_engine* engine, uint32_t projection, float gain) {
  if (engine == nullptr) return RHEO_E_NULL;
  const uint32_t record = rheobase::record_of(*engine, projection);
  if (record == engine->image.header().projections) return RHEO_E_RANGE;
  const rheobase::image::Projection& p = engine->image.projection(record);
  if (p.max_gain == 0) return RHEO_E_NO_GAIN;
  if (gain != gain) return RHEO_E_NOT_A_NUMBER;
  if (!(gain >= 0.0f && gain <= rheobase::gain_of(p.max_gain))) return RHEO_E_RANGE;
  const float units = gain * static_cast<float>(rheobase::unit_gain) + 0.5f;
  const int32_t state = static_cast<int32_t>(units) - rheobase::unit_gain;
  if (engine->gains[projection] == state) return RHEO_OK;
  engine->gains[projection] = state;
  if (rheobase::keeps_arrivals(engine->channels[p.channel])) rheobase::rebuild_arrivals(*engine);
  return RHEO_OK;
}

float rheo_gain(const rheo_engine* engine, uint32_t projection) {
  if (projection >= rheo_projection_count(engine)) return 0.0f;
  const int32_t state = engine->gains != nullptr ? engine->gains[projection] : 0;
  return rheobase::gain_of(static_cast<uint32_t>(rheobase::unit_gain + state));
}

}  // extern "C"
