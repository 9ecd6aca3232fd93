// Runs a log again.
#include <cstring>

#include "blackbox/record.hpp"
#include "compile/message.hpp"
#include "engine/snapshot_format.hpp"
#include "log/difference.hpp"
#include "rheobase/log.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase {
namespace {

class Replay {
 public:
  Replay(const Log& log, const std::vector<Image>& images, const ReplayOptions& options)
      : log_(log), images_(images), options_(options) {}

  ReplayReport run() {
    for (const LogRecord& record : log_.records()) {
      if (record.type == RHEO_LOG_SNAPSHOT) {
        take_snapshot(record);
      } else {
        advance_to(record);
        if (record.type == RHEO_LOG_INPUT) set_input(record);
        if (record.type == RHEO_LOG_HASH) compare_hash(record);
      }
      next_sequence_ = record.sequence + 1;
      ++report_.records;
      report_.last_tick = record.tick;
    }
    if (report_.records == 0) fail(log_.name(), "the log has no whole record");
    return report_;
  }

 private:
  [[noreturn]] void fail_at(const LogRecord& record, const std::string& what) const {
    fail(log_.name(),
         "record " + std::to_string(record.sequence) + ", tick " + std::to_string(record.tick) + ": " + what);
  }
  rheo_engine* engine() const { return simulation_->engine(); }

  void advance_to(const LogRecord& record) {
    if (record.tick < rheo_tick(engine())) fail_at(record, "the log goes back in time");
    for (; rheo_tick(engine()) < record.tick; ++report_.steps) rheo_step(engine());
  }

  void set_input(const LogRecord& record) {
    InputPayload input;
    std::memcpy(&input, record.payload, sizeof input);
    values_.resize(input.count);
    std::memcpy(values_.data(), record.payload + sizeof input, input.count * sizeof(float));
    const rheo_status status = rheo_set_input(engine(), input.population, input.first, input.count, values_.data());
    if (status != RHEO_OK) fail_at(record, rheo_status_text(status));
  }

  // The first difference of the whole log is the one that is told; after it the snapshots set the run
  // right again.
  void differs(const LogRecord& record) {
    if (!report_.divergence) report_.divergence = Divergence{record.tick, last_equal_tick_, 0, 0, {}};
  }

  void compare_hash(const LogRecord& record) {
    HashPayload hash;
    std::memcpy(&hash, record.payload, sizeof hash);
    if (hash.state != rheo_state_hash(engine()) || hash.spikes != rheo_spike_hash(engine())) {
      differs(record);
      return;
    }
    ++report_.hashes;
    last_equal_tick_ = record.tick;
  }

  void take_snapshot(const LogRecord& record) {
    SnapshotPayload payload;
    std::memcpy(&payload, record.payload, sizeof payload);
    const std::byte* snapshot = record.payload + sizeof payload;
    const std::size_t bytes = record.payload_bytes - sizeof payload;
    report_.lost_records += payload.lost;
    const bool fresh = (payload.flags & RHEO_LOG_FRESH) != 0;
    if (report_.records > 0 && record.sequence != next_sequence_) {
      ++report_.gaps;
    } else if (report_.records > 0 && fresh) {
      ++(payload.lost > 0 ? report_.gaps : report_.fresh_starts);
    } else if (report_.records > 0) {
      advance_to(record);
      compare_snapshot(record, snapshot, bytes);
      if (in_step_) return;
    }
    begin_at(record, snapshot, bytes);
  }

  void compare_snapshot(const LogRecord& record, const std::byte* in_log, std::size_t bytes) {
    const std::vector<std::byte> here = simulation_->snapshot();
    in_step_ = false;
    // Of another size or image it is not comparable; begin_at will say so.
    if (here.size() != bytes || std::memcmp(in_log, here.data(), offsetof(SnapshotHeader, checksum)) != 0) {
      differs(record);
      return;
    }
    SnapshotDifferences found = compare_snapshots(image::View(simulation_->image().data()), in_log, here.data());
    if (found.values == 0) {
      ++report_.snapshots;
      last_equal_tick_ = record.tick;
      in_step_ = true;
      return;
    }
    differs(record);
    Divergence& divergence = *report_.divergence;
    if (divergence.differences.empty()) {
      divergence.located_tick = record.tick;
      divergence.differing_values = found.values;
      divergence.differences = std::move(found.first_few);
    }
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
    if (report_.records == 0) report_.first_tick = record.tick;
    last_equal_tick_ = record.tick;
    in_step_ = true;
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
    fail_at(record, "recorded with an image that is not given here");
  }

  const Log& log_;
  const std::vector<Image>& images_;
  ReplayOptions options_;
  std::unique_ptr<Simulation> simulation_;
  std::vector<float> values_;
  std::uint64_t next_sequence_ = 0, last_equal_tick_ = 0;
  bool in_step_ = false;  // the run here is the log's
  ReplayReport report_;
};

}  // namespace

ReplayReport replay(const Log& log, const std::vector<Image>& images, const ReplayOptions& options) {
  return Replay(log, images, options).run();
}

}  // namespace rheobase
