// The producer's half of the black box, and the queue's two ends.
#include "kernels/strict_math.hpp"

#include "rheobase/blackbox.h"

#include <new>

#include "blackbox/blackbox.hpp"
#include "blackbox/record.hpp"
#include "blackbox/signals.hpp"
#include "coding/encoder.hpp"
#include "engine/snapshot_format.hpp"
#include "models/shapes.hpp"

namespace rheobase {

rheo_status check_record(const void* record, std::size_t bytes, std::uint32_t mask) {
  rheo_log_record header;
  if (bytes < sizeof header) return RHEO_E_LOG_TRUNCATED;
  std::memcpy(&header, record, sizeof header);
  const rheo_status status = check_header(header, mask);
  if (status != RHEO_OK) return status;
  if (header.bytes > bytes) return RHEO_E_LOG_TRUNCATED;
  const std::uint32_t payload =
      payload_checksum_of(static_cast<const unsigned char*>(record) + sizeof header, header.bytes - sizeof header);
  return (header.payload_checksum ^ mask) == payload ? RHEO_OK : RHEO_E_LOG_CHECKSUM;
}

namespace {

// Values that have not changed are repeated where a record of their own would be longer.
constexpr std::uint32_t least_pause = (sizeof(rheo_log_record) + sizeof(ValuesPayload)) / sizeof(float);

// A record whose payload the caller writes; null where there is no room, or where the log is broken and only a
// snapshot takes it up again.
rheo_log_record* begin_record(rheo_blackbox& box, std::uint8_t type, std::uint64_t payload_bytes) {
  if (box.broken && type != RHEO_LOG_SNAPSHOT) return nullptr;
  const std::uint64_t bytes = padded_to_8(sizeof(rheo_log_record) + payload_bytes);
  unsigned char* room = box.queue.reserve(bytes);
  if (room == nullptr) return nullptr;
  std::memset(room + bytes - 8, 0, 8);
  return new (room) rheo_log_record{RHEO_LOG_MARKER, RHEO_LOG_VERSION, type, static_cast<std::uint32_t>(bytes),
                                    box.sequence,    box.engine->tick, 0,    0};
}

unsigned char* payload_of(rheo_log_record* record) { return reinterpret_cast<unsigned char*>(record + 1); }

void end_record(rheo_blackbox& box, rheo_log_record& record) {
  const std::uint32_t bytes = record.bytes;
  record.header_checksum = header_checksum_of(record);
  record.payload_checksum = payload_checksum_of(payload_of(&record), bytes - sizeof record);
  box.recorded_tick = record.tick;
  box.queue.commit(bytes);
  ++box.sequence;
  ++box.stats.records;
  box.stats.bytes += bytes;
  if (box.queue.queued() > box.stats.most_queued) box.stats.most_queued = box.queue.queued();
}

void break_off(rheo_blackbox& box) {
  if (box.broken) return;
  box.broken = true;
  ++box.stats.gaps;
}

void lose_record(rheo_blackbox& box) {
  if (box.lost++ == 0) box.first_lost_tick = box.engine->tick;
  ++box.stats.lost;
}

// Calls visit(population, input, what the log has of it, size) for each population that takes input.
template <class Visit>
void for_each_input(rheo_blackbox& box, Visit visit) {
  float* known = box.known;
  for (std::uint32_t i = 0; i < box.engine->image.header().populations; ++i) {
    const float* input = box.engine->populations[i].input;
    if (input == nullptr) continue;
    const std::uint32_t size = box.engine->image.population(i).size;
    visit(i, input, known, size);
    known += size;
  }
}

// The same of spikes, for each external population, in 32-bit halves of words.
template <class Visit>
void for_each_external(rheo_blackbox& box, Visit visit) {
  std::uint64_t* known = box.known_spikes;
  for (std::uint32_t i = 0; i < box.engine->image.header().populations; ++i) {
    if (!is_external(box.engine->image.population(i))) continue;
    const std::uint64_t* pending = box.engine->populations[i].task.pending;
    const std::uint32_t words = box.engine->image.population(i).words;
    visit(i, pending, known, 2 * words);
    known += words;
  }
}

// What a call is in the ticks after, as long as nothing else is recorded.
std::uint32_t lasting(std::uint32_t call) {
  if (call == RHEO_LOG_CALL_STARTED) return RHEO_LOG_CALL_MADE;
  return call;
}

// A snapshot says it all. Where there is no room for it, it comes at a later tick.
bool record_snapshot(rheo_blackbox& box) {
  const auto table_bytes = static_cast<std::uint32_t>(signal_table_bytes(box.options));
  const std::uint64_t flags = (box.broken ? RHEO_LOG_FRESH : 0u) | (box.jumped ? RHEO_LOG_JUMPED : 0u);
  const SnapshotPayload payload = {flags,      box.lost, box.first_lost_tick, box.lost_ticks, box.options.signal_count,
                                   table_bytes};
  const auto size = static_cast<std::size_t>(snapshot_bytes(box.engine->image));
  rheo_log_record* record = begin_record(box, RHEO_LOG_SNAPSHOT, sizeof payload + table_bytes + size);
  if (record == nullptr) return false;
  unsigned char* to = payload_of(record);
  std::memcpy(to, &payload, sizeof payload);
  write_signal_table(box.options, box.calls_now, to + sizeof payload);
  (void)rheo_snapshot(box.engine, to + sizeof payload + table_bytes, size, nullptr);
  end_record(box, *record);
  for_each_input(box, [](std::uint32_t, const float* input, float* known, std::uint32_t inputs) {
    std::memcpy(known, input, inputs * sizeof(float));
  });
  for_each_external(box, [](std::uint32_t, const std::uint64_t* pending, std::uint64_t* known, std::uint32_t halves) {
    std::memcpy(known, pending, halves * sizeof(std::uint32_t));
  });
  if (box.gains > 0) std::memcpy(box.known_gains, box.engine->gains, box.gains * sizeof *box.known_gains);
  if (box.learning > 0) {
    std::memcpy(box.known_frozen, box.engine->frozen, box.learning * sizeof *box.known_frozen);
    std::memcpy(box.known_rewards, box.engine->rewards, box.learning * sizeof *box.known_rewards);
  }
  for (std::uint32_t i = 0; i < box.options.signal_count; ++i) {
    box.calls[i] = lasting(box.calls_now[i]);
    box.samples[i] = box.samples_now[i];
  }
  box.lost = box.lost_ticks = 0;
  box.broken = box.jumped = box.snapshot_due = false;
  ++box.stats.snapshots;
  return true;
}

std::uint32_t bits_at(const void* values, std::uint32_t k) {
  std::uint32_t bits;
  std::memcpy(&bits, static_cast<const unsigned char*>(values) + std::size_t{k} * sizeof bits, sizeof bits);
  return bits;
}

// Records the 32-bit values first … first+count-1 of `now`, which the log then has.
void record_values(rheo_blackbox& box, std::uint8_t type, const ValuesPayload& which, const void* now, void* known) {
  const std::size_t offset = which.first * sizeof(float), bytes = which.count * sizeof(float);
  const unsigned char* values = static_cast<const unsigned char*>(now) + offset;
  std::memcpy(static_cast<unsigned char*>(known) + offset, values, bytes);
  rheo_log_record* record = begin_record(box, type, sizeof which + bytes);
  if (record == nullptr) {
    lose_record(box);
    break_off(box);
    return;
  }
  std::memcpy(payload_of(record), &which, sizeof which);
  std::memcpy(payload_of(record) + sizeof which, values, bytes);
  end_record(box, *record);
}

void record_changes(rheo_blackbox& box, std::uint8_t type, std::uint32_t population, std::uint32_t size,
                    const void* now, void* known) {
  for (std::uint32_t k = 0; k < size; ++k) {
    if (bits_at(now, k) == bits_at(known, k)) continue;
    const std::uint32_t first = k;
    std::uint32_t end = k + 1;
    for (std::uint32_t j = end; j < size && j - end < least_pause; ++j) {
      if (bits_at(now, j) != bits_at(known, j)) end = j + 1;
    }
    record_values(box, type, {population, first, end - first}, now, known);
    k = end - 1;
  }
}

// What the log has of an encoder's currents: what a replay makes of its value, or nothing.
void know_currents(rheo_blackbox& box, const rheo_encoder& encoder, bool unexplained) {
  const rheo_encoder_options& o = encoder.options;
  for_each_input(box, [&](std::uint32_t population, const float* input, float* known, std::uint32_t) {
    if (population != encoder.population) return;
    if (unexplained) {
      std::memset(known + o.first, 0xFF, o.count * sizeof(float));  // no current has these bits
    } else {
      std::memcpy(known + o.first, input + o.first, o.count * sizeof(float));
    }
  });
}

// A replay encodes once a tick: what comes in a second record of the same tick is for it to be told.
void observe_signals(rheo_blackbox& box, bool new_tick) {
  for (std::uint32_t i = 0; i < box.options.signal_count; ++i) {
    const SignalNow now = observe_signal(*box.engine, box.options.signals[i], box.activity[i]);
    box.calls_now[i] = now.call;
    box.samples_now[i] = now.sample;
    box.activity[i] = now.activity;
    const rheo_encoder* encoder = box.options.signals[i].encoder;
    const bool called = now.call != RHEO_LOG_CALL_NONE;
    if (encoder == nullptr || (!called && !now.unexplained)) continue;
    know_currents(box, *encoder, now.unexplained || !new_tick);
  }
}

// A replay gives a sensor's new value to all encoders of that sensor: what they have of it need not be recorded again.
void share_samples(rheo_blackbox& box) {
  for (std::uint32_t i = 0; i < box.options.signal_count; ++i) {
    const std::uint32_t sensor = box.sensors[i];
    if (sensor != i && box.samples_now[sensor] != box.samples[sensor]) box.samples[i] = box.samples_now[sensor];
  }
}

void record_all_changes(rheo_blackbox& box) {
  const std::uint32_t signals = box.options.signal_count;
  record_changes(box, RHEO_LOG_CALLS, 0, signals, box.calls_now, box.calls);
  for (std::uint32_t i = 0; i < signals; ++i) box.calls[i] = lasting(box.calls[i]);
  share_samples(box);
  record_changes(box, RHEO_LOG_SENSOR, 0, signals, box.samples_now, box.samples);
  record_changes(box, RHEO_LOG_GAINS, 0, box.gains, box.engine->gains, box.known_gains);
  record_changes(box, RHEO_LOG_LEARNING, 0, box.learning, box.engine->frozen, box.known_frozen);
  record_changes(box, RHEO_LOG_REWARDS, 0, box.learning, box.engine->rewards, box.known_rewards);
  // Behind what a replay encodes of the sensors: the rest.
  for_each_input(box, [&](std::uint32_t population, const float* input, float* known, std::uint32_t size) {
    record_changes(box, RHEO_LOG_INPUT, population, size, input, known);
  });
  for_each_external(box, [&](std::uint32_t population, const void* pending, void* known, std::uint32_t halves) {
    record_changes(box, RHEO_LOG_SPIKES, population, halves, pending, known);
  });
}

// A replay takes no leap for an error of the log.
void record_tick(rheo_blackbox& box) {
  rheo_log_record* record = begin_record(box, RHEO_LOG_TICK, 0);
  if (record != nullptr) {
    end_record(box, *record);
  } else {
    lose_record(box);
    break_off(box);
  }
}

bool due(std::uint64_t tick, std::uint32_t every) { return every != RHEO_NEVER && tick % every == 0; }

}  // namespace
}  // namespace rheobase

extern "C" {

rheo_status rheo_log_record_check(const void* record, size_t bytes) {
  return record != nullptr ? rheobase::check_record(record, bytes, 0) : RHEO_E_NULL;
}

void rheo_blackbox_record(rheo_blackbox* box) {
  if (box == nullptr) return;
  const rheo_engine& engine = *box->engine;
  if (engine.epoch != box->epoch || engine.tick > box->last_tick + 1 || engine.tick < box->last_tick) {
    box->jumped = box->jumped || !box->broken;
    rheobase::break_off(*box);
  }
  const bool new_tick = engine.tick != box->last_tick || box->sequence == 0;
  box->epoch = engine.epoch;
  box->last_tick = engine.tick;
  const std::uint32_t wanted = box->wanted.load(std::memory_order_acquire);
  if (wanted != box->served || (new_tick && rheobase::due(engine.tick, box->options.snapshot_ticks))) {
    box->snapshot_due = true;
  }
  box->served = wanted;
  if (new_tick) {  // the step has taken what was set
    rheobase::for_each_external(*box, [](std::uint32_t, const void*, void* known, std::uint32_t halves) {
      std::memset(known, 0, halves * sizeof(std::uint32_t));
    });
    if (box->learning > 0) std::memset(box->known_rewards, 0, box->learning * sizeof *box->known_rewards);
  }
  rheobase::observe_signals(*box, new_tick);
  if (!box->broken || !rheobase::record_snapshot(*box)) {
    rheobase::record_all_changes(*box);
    // After the inputs: a replay has set them when it compares.
    if (box->snapshot_due && !box->broken) rheobase::record_snapshot(*box);
  }
  if (new_tick && rheobase::due(engine.tick, box->options.hash_ticks)) rheo_blackbox_record_hash(box);
  if (!box->broken && engine.tick - box->recorded_tick >= RHEO_LOG_QUIET_TICKS) rheobase::record_tick(*box);
  if (box->broken && new_tick) {
    ++box->lost_ticks;
    ++box->stats.lost_ticks;
  }
}

void rheo_blackbox_record_hash(rheo_blackbox* box) {
  if (box == nullptr) return;
  rheobase::HashPayload payload;
  rheo_log_record* record = rheobase::begin_record(*box, RHEO_LOG_HASH, sizeof payload);
  if (record == nullptr) {
    rheobase::lose_record(*box);
    return;
  }
  payload = {rheo_state_hash(box->engine), rheo_spike_hash(box->engine)};
  std::memcpy(rheobase::payload_of(record), &payload, sizeof payload);
  rheobase::end_record(*box, *record);
}

const rheo_log_record* rheo_blackbox_peek(rheo_blackbox* box) {
  return box != nullptr ? reinterpret_cast<const rheo_log_record*>(box->queue.front()) : nullptr;
}

void rheo_blackbox_release(rheo_blackbox* box) {
  const rheo_log_record* record = rheo_blackbox_peek(box);
  if (record != nullptr) box->queue.pop(record->bytes);
}

void rheo_blackbox_want_snapshot(rheo_blackbox* box) {
  if (box == nullptr) return;
  box->wanted.store(box->wanted.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void rheo_blackbox_get_stats(const rheo_blackbox* box, rheo_blackbox_stats* out) {
  if (out != nullptr) *out = box != nullptr ? box->stats : rheo_blackbox_stats{};
}

}  // extern "C"
