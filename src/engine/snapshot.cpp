// The whole state of an engine as portable bytes, and back.
#include "kernels/strict_math.hpp"

#include <cstring>

#include "engine/gain.hpp"
#include "engine/layout.hpp"
#include "engine/learning.hpp"
#include "engine/overlap.hpp"
#include "engine/rebuild.hpp"
#include "engine/schedule.hpp"
#include "engine/short_term.hpp"
#include "engine/snapshot_format.hpp"
#include "image/fields.hpp"
#include "image/hash.hpp"
#include "image/limits.hpp"
#include "kernels/chosen.hpp"

namespace rheobase {
namespace {

constexpr FieldRule rules[] = {
#include "engine/snapshot_fields.inc"
};
static_assert(rules_cover(rules, FieldOwner::SnapshotHeader, sizeof(SnapshotHeader)));
static_assert(rules_cover(rules, FieldOwner::SnapshotClocks, sizeof(SnapshotClocks)));
constexpr auto checks = checks_of<check_count(rules)>(rules);

std::uint64_t checksum_of_snapshot(const void* snapshot, std::uint64_t bytes) {
  constexpr std::size_t field = offsetof(SnapshotHeader, checksum) / 8;
  std::uint64_t stored;
  std::memcpy(&stored, static_cast<const unsigned char*>(snapshot) + 8 * field, 8);
  return hash_words(snapshot, static_cast<std::size_t>(bytes / 8), 0) - hash_term(field, stored) + hash_term(field, 0);
}

// Calls copy(engine's bytes, offset in the snapshot, bytes) for every piece of every state.
template <class Copy>
void for_each_piece(const rheo_engine& engine, Copy copy) {
  walk_snapshot(engine.image, [&](const State& state, std::uint64_t offset) {
    const auto bytes = static_cast<std::size_t>(state.count / state.slots * state.element_bytes);
    for (std::uint32_t age = 0; age < state.slots; ++age) {
      copy(engine.values(state, age), static_cast<std::size_t>(offset) + age * bytes, bytes);
    }
  });
}

SnapshotHeader header_of(const rheo_engine& engine) {
  SnapshotHeader h = {};
  h.magic = snapshot_magic;
  h.version = RHEO_SNAPSHOT_VERSION;
  h.header_bytes = sizeof h;
  h.bytes = snapshot_bytes(engine.image);
  h.image_checksum = engine.image.header().checksum;
  h.tick = engine.tick;
  h.noise_seed = engine.noise_seed;
  h.spike_hash = engine.spike_hash;
  h.spikes = engine.counters.spikes;
  h.events = engine.counters.events;
  h.inputs_refused = engine.counters.inputs_refused;
  h.inputs_cut = engine.counters.inputs_cut;
  h.events_due = engine.load.events_due;
  h.most_backlog_events = engine.load.most_backlog_events;
  h.most_events = engine.load.most_events;
  h.most_spikes = engine.load.most_spikes;
  h.deferred_steps = engine.load.deferred_steps;
  h.events_lost = engine.load.events_lost;
  h.next_delay_group = engine.next_backlog;
  h.next_source = engine.next_source;
  return h;
}

// A snapshot of any alignment, checked piece by piece.
class Reader {
 public:
  Reader(const rheo_engine& engine, const void* bytes)
      : engine_(engine), image_(engine.image), bytes_(static_cast<const unsigned char*>(bytes)) {
    std::memcpy(&header_, bytes_, sizeof header_);
  }

  const SnapshotHeader& header() const { return header_; }

  template <class T>
  T at(std::uint64_t offset) const {
    T value;
    std::memcpy(&value, bytes_ + offset, sizeof value);
    return value;
  }
  SnapshotClocks clocks(std::uint32_t population) const {
    return at<SnapshotClocks>(sizeof(SnapshotHeader) + std::uint64_t{population} * sizeof(SnapshotClocks));
  }

  bool is_a_state() const {
    if (!fields_fit(checks, FieldOwner::SnapshotHeader, &header_)) return false;
    std::uint64_t waiting_events = 0;
    if (!counters_fit()) return false;
    for (std::uint32_t i = 0; i < image_.header().populations; ++i) {
      if (!clocks_fit(i)) return false;
    }
    bool sound = true;
    walk_snapshot(image_, [&](const State& state, std::uint64_t offset) {
      sound = sound && fits(state, offset, waiting_events);
    });
    return sound && waiting_events == header_.events_due - header_.events - header_.events_lost && turn_fits();
  }

 private:
  bool fits(const State& state, std::uint64_t offset, std::uint64_t& waiting_events) const {
    if (chosen(Extra::gains) && state.kind == StateKind::gain) return gains_fit(offset);
    if (chosen(Extra::plasticity) && state.kind >= StateKind::pre_trace) return learning_fits(state, offset);
    if (chosen(Extra::stp) && state.kind >= StateKind::stp_tick) return short_term_fits(state, offset);
    switch (state.kind) {
      case StateKind::ring: return ring_fits(state, offset);
      case StateKind::pending:
        return !chosen(NeuronModel::external) || bitsets_fit(offset, state.count, image_.population(state.index));
      case StateKind::taken:
        return bitsets_fit(offset, state.count, image_.population(image_.projection(state.index).source));
      case StateKind::waiting: return count_waiting(state, offset, waiting_events);
      case StateKind::at_limit: return at_limit_fits(state, offset);
      default: return values_fit(state, offset);
    }
  }

  bool gains_fit(std::uint64_t offset) const {
    for (std::uint32_t i = 0; i < image_.header().projections; ++i) {
      const image::Projection& p = image_.projection(i);
      const std::int64_t state = at<std::int32_t>(offset + std::uint64_t{p.projection} * 4);
      if (state != 0 && (state < -unit_gain || state + unit_gain > std::int64_t{p.max_gain})) return false;
    }
    return true;
  }

  bool short_term_fits(const State& state, std::uint64_t offset) const {
    for (std::uint64_t i = 0; i < state.count; ++i) {
      if (state.kind == StateKind::stp_tick) {
        if (at<std::uint64_t>(offset + i * 8) > header_.tick) return false;
      } else {
        const auto x = at<float>(offset + i * 4);
        if (!(x >= 0.0f && x <= 1.0f) || (x != 0.0f && x < least_short_term)) return false;
      }
    }
    return true;
  }

  bool learning_fits(const State& s, std::uint64_t offset) const {
    if (s.kind == StateKind::weight) return weights_fit(s, offset);
    const bool trace = s.kind <= StateKind::post_second;
    const float most = trace                              ? most_trace
                       : s.kind == StateKind::eligibility ? most_eligibility
                       : s.kind == StateKind::modulator   ? most_modulator
                                                          : most_reward;
    for (std::uint64_t k = 0; k < s.count; ++k) {
      if (s.kind == StateKind::frozen) {
        if (at<std::uint32_t>(offset + k * 4) > 1) return false;
        continue;
      }
      const auto x = at<float>(offset + k * 4);
      if (!in_range(x, trace ? 0.0f : -most, most) || (x != 0.0f && x < tiny && x > -tiny)) return false;
    }
    return true;
  }

  bool weights_fit(const State& s, std::uint64_t offset) const {
    const auto& rule = *image_.at<image::Plasticity>(image_.projection(s.index).plasticity);
    for (std::uint64_t k = 0; k < s.count; ++k) {
      const std::int32_t w = s.element_bytes == 2 ? at<std::int16_t>(offset + k * 2) : at<std::int32_t>(offset + k * 4);
      if (w < rule.w_min || w > rule.w_max) return false;
    }
    return true;
  }

  // Counters that a run can reach, with room to count on.
  bool counters_fit() const {
    const SnapshotHeader& h = header_;
    constexpr std::uint64_t most = std::uint64_t{1} << 62;
    return h.tick < most && h.spikes < most && h.inputs_refused < most && h.inputs_cut < most && h.events_due < most &&
           h.events <= h.events_due && h.events_lost <= h.events_due - h.events;
  }

  bool clocks_fit(std::uint32_t index) const {
    const image::Population& p = image_.population(index);
    const SnapshotClocks c = clocks(index);
    return fields_fit(checks, FieldOwner::SnapshotClocks, &c) && c.noise_tick <= header_.tick &&
           c.noise_phase < p.noise_ticks && c.stimulus_index <= p.stimulus_count &&
           (p.stimulus_count == 0 ? c.stimulus_phase == 0 : c.stimulus_phase < p.stimulus_ticks);
  }

  // One tick's bits of one population: none past its end.
  bool padding_is_clear(std::uint64_t offset, const image::Population& p) const {
    if (p.size % 64 == 0) return true;
    return at<std::uint64_t>(offset + std::uint64_t{p.words - 1} * 8) >> (p.size % 64) == 0;
  }

  bool bitsets_fit(std::uint64_t offset, std::uint64_t count, const image::Population& p) const {
    for (std::uint64_t w = 0; w < count; w += p.words) {
      if (!padding_is_clear(offset + w * 8, p)) return false;
    }
    return true;
  }

  bool ring_fits(const State& s, std::uint64_t offset) const {
    const image::Header& h = image_.header();
    for (std::uint64_t w = 0; w < s.count; w += h.words) {
      for (std::uint32_t i = 0; i < h.populations; ++i) {
        const image::Population& p = image_.population(i);
        if (!padding_is_clear(offset + (w + p.first_word) * 8, p)) return false;
      }
    }
    return true;
  }

  bool at_limit_fits(const State& s, std::uint64_t offset) const {
    for (std::uint64_t k = 0; k < s.count; ++k) {
      if (at<std::uint64_t>(offset + k * 8) / image::block_neurons > header_.tick) return false;
    }
    return true;
  }

  bool count_waiting(const State& s, std::uint64_t offset, std::uint64_t& events) const {
    for (std::uint64_t k = 0; k < s.count; ++k) {
      const std::uint64_t rows = at<std::uint32_t>(offset + k * 4);
      if (rows > header_.tick) return false;  // a source fires once a tick at most
      const std::uint64_t row = row_events(engine_, *engine_.projections[s.index].backlog, static_cast<std::size_t>(k));
      if (row != 0 && rows > (UINT64_MAX - events) / row) return false;
      const std::uint64_t more = rows * row;
      events += more;
    }
    return true;
  }

  // What the engine can reach, and no step from there leaves.
  static float largest_of(const State& s, const image::Population& p) {
    switch (s.kind) {
      case StateKind::v: return limits::most_parameter;
      case StateKind::u: return limits::most_u;
      case StateKind::input: return RHEO_INPUT_LIMIT;
      case StateKind::spike_age: return p.dt;
      default: return limits::most_current;
    }
  }

  bool values_fit(const State& s, std::uint64_t offset) const {
    const image::Population& p = image_.population(s.index);
    const float largest = largest_of(s, p), least = s.kind == StateKind::spike_age ? 0.0f : -largest;
    const bool below = s.kind == StateKind::v && p.integrator == static_cast<std::uint32_t>(Integrator::riccati);
    for (std::uint64_t k = 0; k < s.count; ++k) {
      const auto x = at<float>(offset + k * 4);
      if (!in_range(x, least, largest) || (below && x >= p.threshold)) return false;
    }
    return true;
  }

  bool turn_fits() const {
    if (header_.next_delay_group == 0 && header_.next_source == 0) return true;
    if (header_.next_delay_group >= engine_.backlog_count) return false;
    const image::Projection& p = image_.projection(engine_.backlogs[header_.next_delay_group].first_record);
    return header_.next_source < image_.population(p.source).size;
  }

  const rheo_engine& engine_;
  const image::View& image_;
  const unsigned char* bytes_;
  SnapshotHeader header_;
};

rheo_status check_snapshot(const rheo_engine& engine, const void* buffer, size_t bytes) {
  if (bytes < sizeof(SnapshotHeader)) return RHEO_E_SNAPSHOT_TRUNCATED;
  const Reader reader(engine, buffer);
  const SnapshotHeader& h = reader.header();
  if (h.magic != snapshot_magic) return RHEO_E_SNAPSHOT_MAGIC;
  if (h.version != RHEO_SNAPSHOT_VERSION || h.header_bytes != sizeof h) return RHEO_E_SNAPSHOT_VERSION;
  if (h.bytes > bytes) return RHEO_E_SNAPSHOT_TRUNCATED;
  if (h.bytes < sizeof h || h.bytes % 8 != 0) return RHEO_E_SNAPSHOT_MALFORMED;
  if (h.checksum != checksum_of_snapshot(buffer, h.bytes)) return RHEO_E_SNAPSHOT_CHECKSUM;
  if (h.image_checksum != engine.image.header().checksum) return RHEO_E_SNAPSHOT_IMAGE;
  if (h.bytes != snapshot_bytes(engine.image) || !reader.is_a_state()) return RHEO_E_SNAPSHOT_MALFORMED;
  return RHEO_OK;
}

void take_over(rheo_engine& engine, const Reader& reader) {
  const SnapshotHeader& h = reader.header();
  engine.tick = h.tick;
  engine.noise_seed = h.noise_seed;
  engine.spike_hash = h.spike_hash;
  engine.counters.spikes = h.spikes;
  engine.counters.events = h.events;
  engine.counters.inputs_refused = h.inputs_refused;
  engine.counters.inputs_cut = h.inputs_cut;
  engine.load.events_due = h.events_due;
  engine.load.most_backlog_events = h.most_backlog_events;
  engine.load.most_events = h.most_events;
  engine.load.most_spikes = h.most_spikes;
  engine.load.deferred_steps = h.deferred_steps;
  engine.load.events_lost = h.events_lost;
  engine.next_backlog = h.next_delay_group;
  engine.next_source = h.next_source;
  for (std::uint32_t i = 0; i < engine.image.header().populations; ++i) {
    const SnapshotClocks c = reader.clocks(i);
    PopulationState& p = engine.populations[i];
    p.task.noise_key = PhiloxKey(h.noise_seed);
    p.task.noise_tick = c.noise_tick;
    p.noise_phase = c.noise_phase;
    p.stimulus_index = c.stimulus_index;
    p.stimulus_phase = c.stimulus_phase;
  }
}

}  // namespace
}  // namespace rheobase

extern "C" {

rheo_status rheo_snapshot_size(const rheo_engine* engine, size_t* bytes_out) {
  if (bytes_out == nullptr) return RHEO_E_NULL;
  *bytes_out = engine != nullptr ? static_cast<size_t>(rheobase::snapshot_bytes(engine->image)) : 0;
  return engine != nullptr ? RHEO_OK : RHEO_E_NULL;
}

rheo_status rheo_snapshot(const rheo_engine* engine, void* buffer, size_t bytes, size_t* written_out) {
  if (written_out != nullptr) *written_out = 0;
  if (engine == nullptr) return RHEO_E_NULL;
  rheobase::SnapshotHeader header = rheobase::header_of(*engine);
  if (written_out != nullptr) *written_out = static_cast<size_t>(header.bytes);
  if (buffer == nullptr) return RHEO_E_NULL;
  if (bytes < header.bytes) return RHEO_E_BUFFER_TOO_SMALL;
  if (rheobase::overlaps(*engine, buffer, header.bytes)) return RHEO_E_OVERLAP;
  auto* out = static_cast<unsigned char*>(buffer);
  std::memset(out + header.bytes - 8, 0, 8);  // what pads the last section
  for (std::uint32_t i = 0; i < engine->image.header().populations; ++i) {
    const rheobase::PopulationState& p = engine->populations[i];
    const rheobase::SnapshotClocks c = {p.task.noise_tick, p.noise_phase, p.stimulus_index, p.stimulus_phase, 0};
    std::memcpy(out + sizeof header + i * sizeof c, &c, sizeof c);
  }
  rheobase::for_each_piece(*engine, [&](const void* state, std::size_t offset, std::size_t size) {
    std::memcpy(out + offset, state, size);
  });
  std::memcpy(out, &header, sizeof header);
  header.checksum = rheobase::checksum_of_snapshot(out, header.bytes);
  std::memcpy(out, &header, sizeof header);
  return RHEO_OK;
}

rheo_status rheo_restore(rheo_engine* engine, const void* buffer, size_t bytes) {
  if (engine == nullptr || buffer == nullptr) return RHEO_E_NULL;
  if (rheobase::overlaps_memory(*engine, buffer, bytes)) return RHEO_E_OVERLAP;
  const rheo_status status = rheobase::check_snapshot(*engine, buffer, bytes);
  if (status != RHEO_OK) return status;
  // To the start first, for what pads the last block of a population.
  const std::uint32_t stopping = engine->stopping.load(std::memory_order_relaxed);
  rheo_reset(engine);
  engine->stopping.store(stopping, std::memory_order_release);
  rheobase::take_over(*engine, rheobase::Reader(*engine, buffer));
  rheobase::for_each_piece(*engine, [&](void* state, std::size_t offset, std::size_t size) {
    std::memcpy(state, static_cast<const unsigned char*>(buffer) + offset, size);
  });
  rheobase::rebuild_arrivals(*engine);
  rheobase::rebuild_held(*engine);
  engine->load.backlog_events = rheobase::rebuild_backlog(*engine);
  return RHEO_OK;
}

}  // extern "C"
