// The producer's half of the black box, and the queue's two ends.
#include "kernels/strict_math.hpp"

#include "rheobase/blackbox.h"

#include <new>

#include "blackbox/queue.hpp"
#include "blackbox/record.hpp"
#include "engine/engine.hpp"
#include "engine/layout.hpp"

struct rheo_blackbox {
  rheo_blackbox(const rheo_engine* of, const rheo_blackbox_options& with, unsigned char* memory, std::uint32_t bytes)
      : engine(of), options(with), queue(memory, bytes) {}

  const rheo_engine* engine;
  rheo_blackbox_options options;
  rheobase::RecordQueue queue;
  alignas(64) std::atomic<std::uint32_t> wanted{0};  // snapshots, counted by the consumer
  alignas(64) std::uint32_t served = 0;
  float* known = nullptr;  // the inputs as the log has them, population after population
  std::uint64_t sequence = 0, last_tick = 0;
  std::uint32_t epoch = 0;
  bool broken = true;                           // the log cannot go on without a snapshot
  bool snapshot_due = false;                    // it can, but one should come
  std::uint64_t lost = 0, first_lost_tick = 0;  // since the last snapshot
  rheo_blackbox_stats stats = {};
};

namespace rheobase {
namespace {

constexpr rheo_blackbox_options default_options = {0, 100, 0};
// Values that have not changed are repeated where a record of their own would be longer.
constexpr std::uint32_t least_pause = (sizeof(rheo_log_record) + sizeof(InputPayload)) / sizeof(float);

std::uint64_t snapshot_record_bytes(const rheo_engine& engine) {
  return sizeof(rheo_log_record) + sizeof(SnapshotPayload) + rheo_snapshot_size(&engine);
}

std::uint64_t input_count(const rheo_engine& engine) {
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; i < engine.image.header().populations; ++i) {
    if (engine.populations[i].input != nullptr) count += engine.image.population(i).size;
  }
  return count;
}

// Wherever the queue's ends stand, one snapshot fits into an empty one.
std::uint64_t least_queue(const rheo_engine& engine) {
  return 2 * snapshot_record_bytes(engine) + 2 * (sizeof(rheo_log_record) + sizeof(HashPayload));
}

struct Places {
  rheo_blackbox* box;
  float* known;
  unsigned char* queue;
  std::uint64_t queue_bytes, used;
};

Places lay_out_box(const rheo_engine& engine, const rheo_blackbox_options& options, void* memory) {
  Arena arena(memory);
  Places p = {};
  p.queue_bytes = options.queue_bytes == 0 ? least_queue(engine) : options.queue_bytes / 8 * 8;
  p.box = arena.take<rheo_blackbox>(1);
  p.known = arena.take<float>(input_count(engine));
  p.queue = arena.take<unsigned char>(p.queue_bytes);
  p.used = arena.used();
  return p;
}

// A record whose payload the caller writes; null where the queue is full.
rheo_log_record* begin_record(rheo_blackbox& box, std::uint16_t type, std::uint64_t payload_bytes) {
  const std::uint64_t bytes = padded_to_8(sizeof(rheo_log_record) + payload_bytes);
  unsigned char* room = box.queue.reserve(bytes);
  if (room == nullptr) return nullptr;
  std::memset(room + bytes - 8, 0, 8);
  return new (room)
      rheo_log_record{static_cast<std::uint32_t>(bytes), type, RHEO_LOG_VERSION, box.sequence, box.engine->tick, 0};
}

void end_record(rheo_blackbox& box, rheo_log_record& record) {
  record.checksum = checksum_of(record);
  const std::uint32_t bytes = record.bytes;
  box.queue.commit(bytes);
  ++box.sequence;
  ++box.stats.records;
  box.stats.bytes += bytes;
  if (box.queue.queued() > box.stats.most_queued) box.stats.most_queued = box.queue.queued();
}

unsigned char* payload_of(rheo_log_record* record) { return reinterpret_cast<unsigned char*>(record + 1); }

void know_inputs(rheo_blackbox& box) {
  float* known = box.known;
  for (std::uint32_t i = 0; i < box.engine->image.header().populations; ++i) {
    const float* input = box.engine->populations[i].input;
    const std::uint32_t size = box.engine->image.population(i).size;
    if (input == nullptr) continue;
    std::memcpy(known, input, size * sizeof(float));
    known += size;
  }
}

void lose_record(rheo_blackbox& box) {
  if (box.lost++ == 0) box.first_lost_tick = box.engine->tick;
  ++box.stats.lost;
}

// Where there is no room for it, it comes at a later tick.
bool record_snapshot(rheo_blackbox& box) {
  const SnapshotPayload payload = {box.broken ? RHEO_LOG_FRESH : 0u, box.lost, box.first_lost_tick};
  const std::size_t size = rheo_snapshot_size(box.engine);
  rheo_log_record* record = begin_record(box, RHEO_LOG_SNAPSHOT, sizeof payload + size);
  if (record == nullptr) return false;
  std::memcpy(payload_of(record), &payload, sizeof payload);
  rheo_snapshot(box.engine, payload_of(record) + sizeof payload, size, nullptr);
  end_record(box, *record);
  know_inputs(box);
  box.lost = 0;
  box.broken = box.snapshot_due = false;
  ++box.stats.snapshots;
  return true;
}

bool same_bits(const float* a, const float* b) {
  std::uint32_t x, y;
  std::memcpy(&x, a, sizeof x);
  std::memcpy(&y, b, sizeof y);
  return x == y;
}

bool record_run(rheo_blackbox& box, std::uint32_t population, std::uint32_t first, std::uint32_t count,
                const float* input, float* known) {
  const InputPayload payload = {population, first, count, 0};
  rheo_log_record* record = begin_record(box, RHEO_LOG_INPUT, sizeof payload + std::uint64_t{count} * sizeof(float));
  if (record == nullptr) return false;
  std::memcpy(payload_of(record), &payload, sizeof payload);
  std::memcpy(payload_of(record) + sizeof payload, input + first, count * sizeof(float));
  std::memcpy(known + first, input + first, count * sizeof(float));
  end_record(box, *record);
  return true;
}

bool record_changes(rheo_blackbox& box, std::uint32_t population, const float* input, float* known) {
  const std::uint32_t size = box.engine->image.population(population).size;
  for (std::uint32_t k = 0; k < size; ++k) {
    if (same_bits(input + k, known + k)) continue;
    const std::uint32_t first = k;
    std::uint32_t end = k + 1;
    for (std::uint32_t j = end; j < size && j - end < least_pause; ++j) {
      if (!same_bits(input + j, known + j)) end = j + 1;
    }
    if (!record_run(box, population, first, end - first, input, known)) return false;
    k = end - 1;
  }
  return true;
}

bool record_inputs(rheo_blackbox& box) {
  float* known = box.known;
  for (std::uint32_t i = 0; i < box.engine->image.header().populations; ++i) {
    const float* input = box.engine->populations[i].input;
    if (input == nullptr) continue;
    if (!record_changes(box, i, input, known)) return false;
    known += box.engine->image.population(i).size;
  }
  return true;
}

void break_off(rheo_blackbox& box) {
  box.broken = true;
  ++box.stats.gaps;
}

bool due(std::uint64_t tick, std::uint32_t every) { return every != 0 && tick % every == 0; }

}  // namespace
}  // namespace rheobase

extern "C" {

rheo_status rheo_log_record_check(const void* record, size_t bytes) {
  if (record == nullptr) return RHEO_E_NULL;
  rheo_log_record header;
  if (bytes < sizeof header) return RHEO_E_LOG_TRUNCATED;
  std::memcpy(&header, record, sizeof header);
  if (header.bytes < sizeof header || header.bytes % 8 != 0) return RHEO_E_LOG_MALFORMED;
  if (header.bytes > bytes) return RHEO_E_LOG_TRUNCATED;
  if (header.checksum != rheobase::checksum_of(*static_cast<const rheo_log_record*>(record))) {
    return RHEO_E_LOG_CHECKSUM;
  }
  return header.version == RHEO_LOG_VERSION ? RHEO_OK : RHEO_E_LOG_VERSION;
}

rheo_status rheo_blackbox_required_size(const rheo_engine* engine, const rheo_blackbox_options* options,
                                        size_t* bytes_out) {
  if (engine == nullptr || bytes_out == nullptr) return RHEO_E_NULL;
  const rheo_blackbox_options& o = options != nullptr ? *options : rheobase::default_options;
  if (o.queue_bytes != 0 && o.queue_bytes < rheobase::least_queue(*engine)) return RHEO_E_BUFFER_TOO_SMALL;
  const rheobase::Places places = rheobase::lay_out_box(*engine, o, nullptr);
  if (places.queue_bytes >= UINT32_MAX || places.used > SIZE_MAX) return RHEO_E_UNSUPPORTED;
  *bytes_out = static_cast<size_t>(places.used);
  return RHEO_OK;
}

rheo_status rheo_blackbox_init(void* memory, size_t memory_bytes, const rheo_engine* engine,
                               const rheo_blackbox_options* options, rheo_blackbox** box_out) {
  if (box_out == nullptr) return RHEO_E_NULL;
  *box_out = nullptr;
  if (memory == nullptr) return RHEO_E_NULL;
  size_t needed;
  const rheo_status status = rheo_blackbox_required_size(engine, options, &needed);
  if (status != RHEO_OK) return status;
  if (reinterpret_cast<std::uintptr_t>(memory) % RHEO_ALIGNMENT != 0) return RHEO_E_MEMORY_MISALIGNED;
  if (memory_bytes < needed) return RHEO_E_MEMORY_TOO_SMALL;
  const rheo_blackbox_options& o = options != nullptr ? *options : rheobase::default_options;
  const rheobase::Places places = rheobase::lay_out_box(*engine, o, memory);
  auto* box = new (places.box) rheo_blackbox(engine, o, places.queue, static_cast<std::uint32_t>(places.queue_bytes));
  box->known = places.known;
  *box_out = box;
  return RHEO_OK;
}

void rheo_blackbox_record(rheo_blackbox* box) {
  const rheo_engine& engine = *box->engine;
  const bool jumped = engine.epoch != box->epoch || engine.tick > box->last_tick + 1 || engine.tick < box->last_tick;
  if (!box->broken && jumped) rheobase::break_off(*box);
  const bool new_tick = engine.tick != box->last_tick || box->sequence == 0;
  box->epoch = engine.epoch;
  box->last_tick = engine.tick;
  const std::uint32_t wanted = box->wanted.load(std::memory_order_acquire);
  if (wanted != box->served || (new_tick && rheobase::due(engine.tick, box->options.snapshot_ticks))) {
    box->snapshot_due = true;
  }
  box->served = wanted;
  if (box->broken) {
    if (!rheobase::record_snapshot(*box)) return;
  } else if (!rheobase::record_inputs(*box)) {
    rheobase::lose_record(*box);
    rheobase::break_off(*box);
    return;
  }
  // After the inputs: a replay has set them when it compares.
  if (box->snapshot_due) rheobase::record_snapshot(*box);
  if (new_tick && rheobase::due(engine.tick, box->options.hash_ticks)) rheo_blackbox_record_hash(box);
}

void rheo_blackbox_record_hash(rheo_blackbox* box) {
  if (box->broken) return;
  const rheobase::HashPayload payload = {rheo_state_hash(box->engine), rheo_spike_hash(box->engine)};
  rheo_log_record* record = rheobase::begin_record(*box, RHEO_LOG_HASH, sizeof payload);
  if (record == nullptr) {
    rheobase::lose_record(*box);
    return;
  }
  std::memcpy(rheobase::payload_of(record), &payload, sizeof payload);
  rheobase::end_record(*box, *record);
}

const rheo_log_record* rheo_blackbox_peek(rheo_blackbox* box) {
  return reinterpret_cast<const rheo_log_record*>(box->queue.front());
}

void rheo_blackbox_release(rheo_blackbox* box) {
  const rheo_log_record* record = rheo_blackbox_peek(box);
  if (record != nullptr) box->queue.pop(record->bytes);
}

void rheo_blackbox_want_snapshot(rheo_blackbox* box) {
  box->wanted.store(box->wanted.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void rheo_blackbox_get_stats(const rheo_blackbox* box, rheo_blackbox_stats* out) { *out = box->stats; }

}  // extern "C"
