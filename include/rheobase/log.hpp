// Logs of the black box on a host: a file of fixed size that outlives a power cut, and its replay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rheobase/blackbox.h"
#include "rheobase/compiler.hpp"

namespace rheobase {

struct LogOptions {
  std::uint64_t bytes = 16u << 20;  // of the file, about; more where the network's snapshots or the queue need it
  std::uint32_t segments = 8;       // that the ring is cut into; the oldest is given up for the newest. At least 2
  int sync_ms = 1000;               // most time between two flushes to the disk; 0: every write; -1: the system's
};

// Writes the log of one engine from a thread of its own. The thread that steps calls record() before
// each step, and nothing there waits for the file.
class FlightRecorder {
 public:
  // Makes a new file of full size beside `path`, which takes the place of a log that is there as soon as it holds its
  // first record. Throws ModelError where there is no room, or while another recorder writes to `path`; then an old log
  // stays as it is. The engine must outlive the recorder.
  FlightRecorder(const rheo_engine* engine, const std::string& path, const LogOptions& options = {},
                 const rheo_blackbox_options& box_options = {0, 100, 0});
  ~FlightRecorder();  // closes; errors are lost

  void record() { rheo_blackbox_record(box_); }
  // A last hash, everything to the disk. Throws ModelError if any of it could not be written.
  void close();
  rheo_blackbox_stats stats() const;

 private:
  struct Writing;
  Image memory_;
  rheo_blackbox* box_ = nullptr;
  std::unique_ptr<Writing> writing_;
};

struct LogRecord {
  std::uint16_t type;
  std::uint64_t sequence, tick;
  const std::byte* payload;  // in the log's bytes
  std::size_t payload_bytes;
};

// What a log file holds: every whole record that is not overwritten yet, oldest first. What a power
// cut has torn is left out.
class Log {
 public:
  static Log read(const std::string& path);  // throws ModelError
  Log(std::vector<std::byte> bytes, const std::string& name);
  Log(Log&&) = default;
  Log(const Log&) = delete;  // records point into the bytes

  const std::vector<LogRecord>& records() const { return records_; }
  const std::string& name() const { return name_; }

 private:
  void read_segment(std::size_t offset, std::size_t bytes, std::uint64_t id);

  std::string name_;
  std::vector<std::byte> bytes_;
  std::vector<LogRecord> records_;
};

// One value of the state that is not what the log says.
struct StateDifference {
  std::uint64_t tick;      // of the value: for spikes the tick after the step in which it fired or did not
  std::string population;  // or projection, as "A -> B"
  std::uint32_t neuron;
  std::string field;  // "spike", "v", "u", "input", "current of syn", …
  std::string in_log, in_replay;
};

struct Divergence {
  std::uint64_t tick;             // the first at which a hash or a snapshot differs
  std::uint64_t last_equal_tick;  // the last before it at which one was equal
  // From the first snapshot at or after `tick`: spikes by age, then the values; empty if the log has none.
  std::uint64_t located_tick = 0;
  std::uint64_t differing_values = 0;
  std::vector<StateDifference> differences;  // the first few
};

struct ReplayReport {
  std::uint64_t records = 0, steps = 0;
  std::uint64_t first_tick = 0, last_tick = 0;
  std::uint64_t hashes = 0, snapshots = 0;  // compared and equal
  std::uint64_t gaps = 0;                   // where the log takes up again after losing records or being torn
  std::uint64_t lost_records = 0;           // that the log speaks of
  std::uint64_t fresh_starts = 0;           // resets, restores and swaps of the recorded run
  std::optional<Divergence> divergence;     // the first
};

struct ReplayOptions {
  std::string target;
  std::uint32_t threads = 1;
};

// Runs the log again over the images it was recorded with (more than one after a live swap), comparing
// every hash and snapshot. Throws ModelError if it cannot be run.
ReplayReport replay(const Log& log, const std::vector<Image>& images, const ReplayOptions& options = {});

}  // namespace rheobase
