// Runs a log again.
#include <cmath>
#include <cstring>

#include "blackbox/record.hpp"
#include "engine/engine.hpp"
#include "engine/snapshot_format.hpp"
#include "log/difference.hpp"
#include "log/signals.hpp"
#include "rheobase/log.hpp"
#include "rheobase/simulation.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr std::uint64_t most_missing_in_a_row = 16;  // of records that only say that time has passed

class Replay {
 public:
  Replay(const Log& log, const std::vector<Image>& images, const ReplayOptions& options)
      : log_(log), images_(images), options_(options) {}

  ReplayReport run() {
    report_.skipped_bytes = log_.skipped_bytes();
    for (const LogRecord& record : log_.records()) {
      if (record.recording != recording_) begin_recording(record.recording);
      if (any_ && record.sequence != next_sequence_) miss_records(record.sequence - next_sequence_);
      if (record.type == RHEO_LOG_SNAPSHOT) {
        take_snapshot(record);
      } else if (footing_ != Footing::none && reach(record, record.tick)) {
        apply(record);
      }
      any_ = true;
      next_sequence_ = record.sequence + 1;
      ++(footing_ != Footing::none ? report_.records : report_.unused_records);
      report_.last_tick = record.tick;
    }
    if (log_.records().empty()) fail(log_.name(), "the log has no whole record");
    if (!simulation_) fail(log_.name(), "the log has no whole snapshot to begin with");
    if (footing_ != Footing::none) finish_tick();
    if (footing_ == Footing::unsure) report_.unverified_ticks = rheo_tick(engine()) - verified_tick_;
    return report_;
  }

 private:
  [[noreturn]] void fail_at(const LogRecord& record, const std::string& what) const {
    fail(log_.name(),
         "record " + std::to_string(record.sequence) + ", tick " + std::to_string(record.tick) + ": " + what);
  }
  rheo_engine* engine() const { return simulation_->engine(); }

  void begin_recording(std::uint32_t number) {
    if (footing_ == Footing::unsure) lose_footing();
    if (footing_ == Footing::sure) finish_tick();
    footing_ = Footing::none;
    recording_ = number;
    any_ = false;
    resumes_from_.reset();
    ++report_.recordings;
  }

  // The run continues, since the missing record may be a hash; until the next snapshot it may differ from the recorded
  // one.
  void miss_records(std::uint64_t count) {
    report_.missing_records += count;
    if (footing_ != Footing::sure) return;
    footing_ = Footing::unsure;
    verified_tick_ = report_.last_tick;
  }

  // What was run since the last equal hash is not the recorded run: the next snapshot begins again.
  void lose_footing() {
    report_.steps -= rheo_tick(engine()) - verified_tick_;
    if (options_.observer != nullptr) options_.observer->forget_after(verified_tick_);
    resumes_from_ = verified_tick_;
    footing_ = Footing::none;
  }

  // Steps to `tick`; false if that is useless by now. No record may ask for more ticks than a recorder leaves out.
  bool reach(const LogRecord& record, std::uint64_t tick) {
    const std::uint64_t here = rheo_tick(engine()), most = RHEO_LOG_QUIET_TICKS;
    if (footing_ == Footing::sure && tick < here) fail_at(record, "the log goes back in time");
    if (footing_ == Footing::sure && tick - here > most) {
      fail_at(record, std::to_string(tick - here) + " ticks after the record before it, where at most " +
                          std::to_string(most) + " pass without one");
    }
    if (tick < here || tick - here > most * most_missing_in_a_row) {
      lose_footing();
      return false;
    }
    for (; rheo_tick(engine()) < tick; ++report_.steps) {
      finish_tick();
      rheo_step(engine());
    }
    return true;
  }

  void finish_tick() {
    signals_.finish_tick();
    if (options_.observer != nullptr) options_.observer->observe(engine(), signals_.values());
  }

  void apply(const LogRecord& record) {
    switch (record.type) {
      case RHEO_LOG_CALLS:
      case RHEO_LOG_SENSOR:
      case RHEO_LOG_INPUT: set_values(record); break;
      case RHEO_LOG_SPIKES: set_spikes(record); break;
      case RHEO_LOG_GAINS: set_gains(record); break;
      case RHEO_LOG_LEARNING: set_learning(record); break;
      case RHEO_LOG_REWARDS: set_rewards(record); break;
      case RHEO_LOG_HASH: compare_hash(record); break;
      default: break;
    }
  }

  void set_values(const LogRecord& record) {
    ValuesPayload which;
    std::memcpy(&which, record.payload, sizeof which);
    const std::byte* values = record.payload + sizeof which;
    bool fits = true;
    if (record.type == RHEO_LOG_CALLS) {
      fits = signals_.take_calls(which, values);
    } else if (record.type == RHEO_LOG_SENSOR) {
      fits = signals_.take_samples(which, values);
    } else {
      signals_.encode();
      values_.resize(which.count);
      std::memcpy(values_.data(), values, which.count * sizeof(float));
      const rheo_status status = rheo_set_input(engine(), which.population, which.first, which.count, values_.data());
      if (status != RHEO_OK) fail_at(record, rheo_status_text(status));
    }
    if (!fits) fail_at(record, "speaks of signals that the log's snapshot does not name");
  }

  void set_spikes(const LogRecord& record) {
    ValuesPayload which;
    std::memcpy(&which, record.payload, sizeof which);
    const std::uint32_t first_word = which.first / 2, before = which.first % 2;
    std::vector<std::uint32_t> halves((before + std::uint64_t{which.count} + 1) / 2 * 2);
    std::memcpy(halves.data() + before, record.payload + sizeof which, which.count * sizeof(std::uint32_t));
    std::vector<std::uint64_t> words(halves.size() / 2);
    std::memcpy(words.data(), halves.data(), halves.size() * sizeof(std::uint32_t));
    const rheo_status status = rheo_set_spike_words(engine(), which.population, first_word,
                                                    static_cast<std::uint32_t>(words.size()), words.data());
    if (status != RHEO_OK) fail_at(record, rheo_status_text(status));
  }

  void set_gains(const LogRecord& record) {
    ValuesPayload which;
    std::memcpy(&which, record.payload, sizeof which);
    for (std::uint32_t k = 0; k < which.count; ++k) {
      std::int32_t state;
      std::memcpy(&state, record.payload + sizeof which + k * sizeof state, sizeof state);
      if (state == 0 && rheo_gain(engine(), which.first + k) == 1.0f) continue;  // it may be fixed
      const auto gain = static_cast<float>(1.0 + std::ldexp(state, -static_cast<int>(image::gain_bits)));
      const rheo_status status = rheo_set_gain(engine(), which.first + k, gain);
      if (status != RHEO_OK) fail_at(record, rheo_status_text(status));
    }
  }

  // Calls set(projection, value) for the values of a record; those that the replay has already stay.
  template <class T, class Set>
  void for_each_value(const LogRecord& record, const T* now, Set set) {
    ValuesPayload which;
    std::memcpy(&which, record.payload, sizeof which);
    for (std::uint32_t k = 0; k < which.count; ++k) {
      T value;
      std::memcpy(&value, record.payload + sizeof which + k * sizeof value, sizeof value);
      const std::uint32_t projection = which.first + k;
      if (now != nullptr && projection < rheo_projection_count(engine()) && now[projection] == value) continue;
      const rheo_status status = set(projection, value);
      if (status != RHEO_OK) fail_at(record, rheo_status_text(status));
    }
  }

  void set_learning(const LogRecord& record) {
    for_each_value(record, engine()->frozen, [&](std::uint32_t projection, std::int32_t frozen) {
      return rheo_set_learning(engine(), projection, frozen == 0 ? 1 : 0);
    });
  }

  // The sum of a tick's rewards: a later record of the tick has the earlier ones in it.
  void set_rewards(const LogRecord& record) {
    for_each_value(record, engine()->rewards, [&](std::uint32_t projection, float sum) {
      const rheo_status status = rheo_reward(engine(), projection, 0.0f);
      if (status == RHEO_OK) engine()->rewards[projection] = 0.0f;
      return status == RHEO_OK ? rheo_reward(engine(), projection, sum) : status;
    });
  }

  // The first difference of the whole log is reported; after it the snapshots correct the
  // run.
  void differs(const LogRecord& record) {
    if (!report_.divergence) report_.divergence = Divergence{record.tick, last_equal_tick_, 0, 0, {}};
  }

  void compare_hash(const LogRecord& record) {
    HashPayload hash;
    std::memcpy(&hash, record.payload, sizeof hash);
    signals_.encode();
    const bool equal = hash.state == rheo_state_hash(engine()) && hash.spikes == rheo_spike_hash(engine());
    if (!equal && footing_ == Footing::unsure) {
      lose_footing();
    } else if (!equal) {
      differs(record);
    } else {
      ++report_.hashes;
      verified_tick_ = last_equal_tick_ = record.tick;
    }
  }

  void take_snapshot(const LogRecord& record) {
    SnapshotPayload payload;
    std::memcpy(&payload, record.payload, sizeof payload);
    const std::size_t after = record.payload_bytes - sizeof payload;
    if (payload.signal_bytes > after) fail_at(record, "contradicts itself");
    const std::byte* table = record.payload + sizeof payload;
    const std::byte* snapshot = table + payload.signal_bytes;
    const std::size_t bytes = after - payload.signal_bytes;
    report_.lost_records += payload.lost;
    report_.ticks_not_replayed += payload.lost_ticks;
    if (payload.lost_ticks > 0) ++report_.gaps;
    if ((payload.flags & RHEO_LOG_FRESH) == 0) {
      if (footing_ != Footing::none && reach(record, record.tick) && same_state(record, snapshot, bytes)) return;
    } else if (footing_ == Footing::unsure) {
      lose_footing();
    } else if (footing_ == Footing::sure) {
      break_off(record, payload);
    }
    begin_at(record, snapshot, bytes);
    try {
      signals_ = LogSignals(engine(), table, payload);
    } catch (const ModelError& error) {
      fail_at(record, error.what());
    }
    if (options_.observer != nullptr) options_.observer->begin(engine(), signals_.describe());
  }

  // A snapshot that does not follow: the recorder lost records, or the run was set to another state.
  void break_off(const LogRecord& record, const SnapshotPayload& payload) {
    if ((payload.flags & RHEO_LOG_JUMPED) != 0) {
      ++report_.fresh_starts;
    } else if (payload.lost > 0) {
      reach(record, payload.first_lost_tick);
    }
    if (rheo_tick(engine()) != record.tick) finish_tick();
  }

  bool same_state(const LogRecord& record, const std::byte* in_log, std::size_t bytes) {
    signals_.encode();
    const std::vector<std::byte> here = simulation_->snapshot();
    // A snapshot of another size or image cannot be compared; begin_at reports it.
    const bool comparable =
        here.size() == bytes && std::memcmp(in_log, here.data(), offsetof(SnapshotHeader, checksum)) == 0;
    SnapshotDifferences found;
    if (comparable) found = compare_snapshots(image::View(simulation_->image().data()), in_log, here.data());
    if (comparable && found.values == 0) {
      ++report_.snapshots;
      verified_tick_ = last_equal_tick_ = record.tick;
      footing_ = Footing::sure;
      return true;
    }
    if (footing_ == Footing::unsure) {
      lose_footing();
      return false;
    }
    differs(record);
    Divergence& divergence = *report_.divergence;
    if (divergence.differences.empty() && comparable) {
      divergence.located_tick = record.tick;
      divergence.differing_values = found.values;
      divergence.differences = std::move(found.first_few);
    }
    return false;
  }

  // The log's state is taken over, over the image it was recorded with.
  void begin_at(const LogRecord& record, const std::byte* snapshot, std::size_t bytes) {
    SnapshotHeader header;
    if (bytes < sizeof header) fail_at(record, rheo_status_text(RHEO_E_SNAPSHOT_TRUNCATED));
    std::memcpy(&header, snapshot, sizeof header);
    if (!simulation_ || image::View(simulation_->image().data()).header().checksum != header.image_checksum) {
      use_image(record, header.image_checksum);
    }
    const rheo_status status = rheo_restore(engine(), snapshot, bytes);
    if (status != RHEO_OK) fail_at(record, rheo_status_text(status));
    if (rheo_tick(engine()) != record.tick) fail_at(record, "the snapshot is of another tick than its record");
    if (resumes_from_) {
      ++report_.gaps;
      if (record.tick > *resumes_from_) report_.ticks_not_replayed += record.tick - *resumes_from_;
      resumes_from_.reset();
    }
    if (!begun_) report_.first_tick = record.tick;
    begun_ = true;
    last_equal_tick_ = record.tick;
    footing_ = Footing::sure;
  }

  void use_image(const LogRecord& record, std::uint64_t checksum) {
    for (const Image& image : images_) {
      if (image::View(image.data()).header().checksum != checksum) continue;
      Image copy(image.size());
      std::memcpy(copy.data(), image.data(), image.size());
      SimulationOptions options;
      options.target = options_.target;
      options.threads = options_.threads;
      simulation_ = std::make_unique<Simulation>(std::move(copy), options);
      return;
    }
    const std::string& source = log_.image_source();
    fail_at(record,
            "recorded with an image that is not given here" + (source.empty() ? "" : "; it is made by: " + source));
  }

  // Whether the run here is the recorded one.
  enum class Footing {
    none,    // it waits for a snapshot
    unsure,  // a record is missing: it is as long as hashes are equal, up to `verified_tick_`
    sure,
  };

  const Log& log_;
  const std::vector<Image>& images_;
  ReplayOptions options_;
  std::unique_ptr<Simulation> simulation_;
  LogSignals signals_;
  std::vector<float> values_;
  std::uint32_t recording_ = 0;
  bool any_ = false;  // record of this recording
  std::uint64_t next_sequence_ = 0, last_equal_tick_ = 0, verified_tick_ = 0;
  std::optional<std::uint64_t> resumes_from_;  // the tick from which on the run is not replayed
  bool begun_ = false;
  Footing footing_ = Footing::none;
  ReplayReport report_;
};

}  // namespace

ReplayReport replay(const Log& log, const std::vector<Image>& images, const ReplayOptions& options) {
  return Replay(log, images, options).run();
}

}  // namespace rheobase
