// Measuring and placing a black box.
#include "kernels/strict_math.hpp"

#include <new>

#include "blackbox/blackbox.hpp"
#include "blackbox/record.hpp"
#include "blackbox/signals.hpp"
#include "coding/encoder.hpp"
#include "engine/gain.hpp"
#include "engine/layout.hpp"
#include "engine/overlap.hpp"
#include "engine/snapshot_format.hpp"
#include "kernels/chosen.hpp"
#include "models/shapes.hpp"

namespace rheobase {

std::uint64_t snapshot_record_bytes(const rheo_engine& engine, const rheo_blackbox_options& options) {
  return sizeof(rheo_log_record) + sizeof(SnapshotPayload) + signal_table_bytes(options) + snapshot_bytes(engine.image);
}

namespace {

constexpr rheo_blackbox_options default_options = {0, 100, RHEO_NEVER, nullptr, 0};

rheo_blackbox_options with_defaults(const rheo_blackbox_options* given) {
  rheo_blackbox_options o = given != nullptr ? *given : default_options;
  if (o.hash_ticks == 0) o.hash_ticks = default_options.hash_ticks;
  if (o.snapshot_ticks == 0) o.snapshot_ticks = default_options.snapshot_ticks;
  return o;
}

std::uint64_t input_count(const rheo_engine& engine) {
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; i < engine.image.header().populations; ++i) {
    if (engine.populations[i].input != nullptr) count += engine.image.population(i).size;
  }
  return count;
}

std::uint64_t spike_words(const rheo_engine& engine) {
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; i < engine.image.header().populations; ++i) {
    if (is_external(engine.image.population(i))) count += engine.image.population(i).words;
  }
  return count;
}

// Of each projection, if any learns: whether it does, and its reward.
std::uint32_t learning_count(const rheo_engine& engine) {
  return engine.frozen != nullptr ? rheo_projection_count(&engine) : 0;
}

// The most that a tick records of `count` values: of the changed ones least_pause apart each has a record.
std::uint64_t changes_bytes(std::uint64_t count) {
  return count == 0 ? 0 : sizeof(rheo_log_record) + sizeof(ValuesPayload) + 8 + 9 * count;
}

// Wherever the queue's ends stand, all that a tick records fits into an empty one: it loses no more than one snapshot's
// room at the end of its memory.
std::uint64_t least_queue(const rheo_engine& engine, const rheo_blackbox_options& options) {
  std::uint64_t changes = 2 * changes_bytes(options.signal_count);
  if (chosen(Extra::gains)) changes += changes_bytes(gain_count(engine.image));
  if (chosen(Extra::plasticity)) changes += 2 * changes_bytes(learning_count(engine));
  for (std::uint32_t i = 0; i < engine.image.header().populations; ++i) {
    if (engine.populations[i].input != nullptr) changes += changes_bytes(engine.image.population(i).size);
    if (is_external(engine.image.population(i))) changes += changes_bytes(2 * engine.image.population(i).words);
  }
  return padded_to_8(2 * snapshot_record_bytes(engine, options) + changes +
                     2 * (sizeof(rheo_log_record) + sizeof(HashPayload)));
}

struct Places {
  rheo_blackbox* box;
  float* known;
  std::uint64_t* known_spikes;
  std::int32_t* known_gains;
  std::int32_t* known_frozen;
  float* known_rewards;
  std::uint32_t* signals;  // six arrays, one behind the other
  unsigned char* queue;
  std::uint64_t queue_bytes, used;
};

Places lay_out_box(const rheo_engine& engine, const rheo_blackbox_options& options, void* memory) {
  Arena arena(memory);
  Places p = {};
  p.queue_bytes = options.queue_bytes == 0 ? least_queue(engine, options) : options.queue_bytes / 8 * 8;
  p.box = arena.take<rheo_blackbox>(1);
  p.known = arena.take<float>(input_count(engine));
  p.known_spikes = arena.take<std::uint64_t>(spike_words(engine));
  if (chosen(Extra::gains)) p.known_gains = arena.take<std::int32_t>(gain_count(engine.image));
  if (chosen(Extra::plasticity)) {
    p.known_frozen = arena.take<std::int32_t>(learning_count(engine));
    p.known_rewards = arena.take<float>(learning_count(engine));
  }
  p.signals = arena.take<std::uint32_t>(std::uint64_t{options.signal_count} * 6);
  p.queue = arena.take<unsigned char>(p.queue_bytes);
  p.used = arena.used();
  return p;
}

rheo_error_detail fault_of(const rheo_engine& engine, const rheo_blackbox_options& options) {
  const rheo_error_detail fault = check_signals(engine, options);
  if (fault.status != RHEO_OK) return fault;
  if (options.queue_bytes != 0 && options.queue_bytes < least_queue(engine, options)) {
    return {RHEO_E_BUFFER_TOO_SMALL, 0, "queue_bytes: 0, or room for two snapshots and what belongs to them"};
  }
  return {};
}

}  // namespace
}  // namespace rheobase

extern "C" {

rheo_blackbox_options rheo_default_blackbox_options(void) { return rheobase::default_options; }

rheo_status rheo_blackbox_size(const rheo_engine* engine, const rheo_blackbox_options* options, size_t* bytes_out) {
  if (bytes_out == nullptr) return RHEO_E_NULL;
  *bytes_out = 0;
  if (engine == nullptr) return RHEO_E_NULL;
  const rheo_blackbox_options o = rheobase::with_defaults(options);
  const rheo_status status = rheobase::fault_of(*engine, o).status;
  if (status != RHEO_OK) return status;
  const rheobase::Places places = rheobase::lay_out_box(*engine, o, nullptr);
  if (places.queue_bytes >= UINT32_MAX || places.used > SIZE_MAX) return RHEO_E_UNSUPPORTED;
  *bytes_out = static_cast<size_t>(places.used);
  return RHEO_OK;
}

rheo_error_detail rheo_blackbox_error_detail(const rheo_engine* engine, const rheo_blackbox_options* options) {
  if (engine == nullptr) return {RHEO_E_NULL, 0, nullptr};
  return rheobase::fault_of(*engine, rheobase::with_defaults(options));
}

rheo_status rheo_blackbox_init(void* memory, size_t memory_bytes, const rheo_engine* engine,
                               const rheo_blackbox_options* options, rheo_blackbox** box_out) {
  if (box_out == nullptr) return RHEO_E_NULL;
  *box_out = nullptr;
  if (memory == nullptr) return RHEO_E_NULL;
  size_t needed;
  rheo_status status = rheo_blackbox_size(engine, options, &needed);
  if (status == RHEO_OK) status = rheobase::memory_status(*engine, memory, memory_bytes, needed, RHEO_ALIGNMENT);
  if (status != RHEO_OK) return status;
  const rheo_blackbox_options o = rheobase::with_defaults(options);
  const rheobase::Places places = rheobase::lay_out_box(*engine, o, memory);
  auto* box = new (places.box) rheo_blackbox(engine, o, places.queue, static_cast<std::uint32_t>(places.queue_bytes));
  box->known = places.known;
  box->known_spikes = places.known_spikes;
  if (rheobase::chosen(rheobase::Extra::gains)) {
    box->known_gains = places.known_gains;
    box->gains = rheobase::gain_count(engine->image);
  }
  if (rheobase::chosen(rheobase::Extra::plasticity)) {
    box->known_frozen = places.known_frozen;
    box->known_rewards = places.known_rewards;
    box->learning = rheobase::learning_count(*engine);
  }
  std::uint32_t** const arrays[] = {&box->calls,       &box->calls_now, &box->samples,
                                    &box->samples_now, &box->activity,  &box->sensors};
  for (std::size_t i = 0; i < 6; ++i) *arrays[i] = places.signals + i * o.signal_count;
  for (std::uint32_t i = 0; i < o.signal_count; ++i) {
    if (o.signals[i].encoder != nullptr) o.signals[i].encoder->recorded = true;
    box->activity[i] = rheobase::observe_signal(*engine, o.signals[i], 0).activity;
    box->sensors[i] = rheobase::sensor_of(o, i);
  }
  *box_out = box;
  return RHEO_OK;
}

}  // extern "C"
