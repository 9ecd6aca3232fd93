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
  std::string image_source = {};    // how the image can be made again, for who replays; up to 4032 bytes
};

// Writes the log of one engine from a thread of its own. The thread that steps calls record() before
// each step, and nothing there waits for the file.
class FlightRecorder {
 public:
  // Makes a new file of full size beside `path`, which takes the place of a log that is there as soon as it holds its
  // first record. Throws ModelError where there is no room, or while another recorder writes to `path`; then an old log
  // stays as it is. The engine must outlive the recorder.
  FlightRecorder(const rheo_engine* engine, const std::string& path, const LogOptions& options = {},
                 const rheo_blackbox_options& box_options = rheo_default_blackbox_options());
  ~FlightRecorder();  // closes; errors are lost

  void record() { rheo_blackbox_record(box_); }
  // The same for a run that no clock paces: waits until the file has most of what is queued, so that nothing is lost.
  void record_waiting();
  // A last hash, everything to the disk. Throws ModelError if any of it could not be written.
  void close();
  rheo_blackbox_stats stats() const;

 private:
  struct Writing;
  AlignedBuffer memory_;
  rheo_blackbox* box_ = nullptr;
  std::unique_ptr<Writing> writing_;
};

struct LogRecord {
  std::uint8_t type;
  std::uint32_t recording;  // 0, 1, 2 …: of a stream, how often the recorder has started again
  std::uint64_t sequence, tick;
  const std::byte* payload;  // in the log's bytes
  std::size_t payload_bytes;
};

// Every whole record of a recording, oldest first: of a log file those that are not overwritten yet; or of a stream,
// which is what rheo_blackbox_peek gave, one record after the other. What is torn or damaged is left out, whatever
// stands around it.
class Log {
 public:
  // A file or a pipe; "-" is the standard input. Throws ModelError.
  static Log read(const std::string& path);
  Log(std::vector<std::byte> bytes, const std::string& name);
  Log(Log&&) = default;
  Log(const Log&) = delete;  // records point into the bytes

  const std::vector<LogRecord>& records() const { return records_; }
  const std::string& name() const { return name_; }
  const std::string& image_source() const { return image_source_; }  // of a file: LogOptions::image_source
  std::uint64_t skipped_bytes() const { return skipped_bytes_; }     // of a stream, that are of no whole record

 private:
  void read_file(std::uint64_t id);
  void read_stream();

  std::string name_, image_source_;
  std::vector<std::byte> bytes_;
  std::vector<LogRecord> records_;
  std::uint64_t skipped_bytes_ = 0;
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
  std::uint64_t records = 0, steps = 0;  // used; and the steps that are the recorded run's
  std::uint64_t unused_records = 0;      // whole, and without a state that they could follow
  std::uint64_t first_tick = 0, last_tick = 0;
  std::uint64_t hashes = 0, snapshots = 0;  // compared and equal
  std::uint64_t gaps = 0;                   // where a stretch is not replayed, for records that are lost
  std::uint64_t ticks_not_replayed = 0;     // in the gaps
  std::uint64_t unverified_ticks = 0;       // at the log's end: behind a missing record and the last equal hash
  std::uint64_t lost_records = 0;           // that the recorder had no room for
  std::uint64_t missing_records = 0;        // that were recorded and are not in the log
  std::uint64_t skipped_bytes = 0;          // of a stream, that are of no whole record
  std::uint64_t fresh_starts = 0;           // resets, restores and swaps of the recorded run
  std::uint64_t recordings = 1;             // of a stream: starts of the recorder
  std::optional<Divergence> divergence;     // the first
};

// A sensor or a motor that the recorder watched.
struct LogSignal {
  std::string name;
  bool motor;
  float low, high;  // range of its values
};

// Sees the recorded run as it is run again.
class ReplayObserver {
 public:
  virtual ~ReplayObserver() = default;
  // Its state was taken over from the log, at the engine's tick.
  virtual void begin(const rheo_engine* engine, const std::vector<LogSignal>& signals) = 0;
  // Once a tick: after the step that led to it, its inputs set. `signals`: the value of each, NaN where there is none.
  virtual void observe(const rheo_engine* engine, const std::vector<float>& signals) = 0;
  // What was seen after that tick was not the recorded run.
  virtual void forget_after(std::uint64_t tick) = 0;
};

struct ReplayOptions {
  std::string target;
  std::uint32_t threads = 1;
  ReplayObserver* observer = nullptr;
};

// Runs the log again over the images it was recorded with (more than one after a live swap), comparing
// every hash and snapshot. Throws ModelError if it cannot be run.
ReplayReport replay(const Log& log, const std::vector<Image>& images, const ReplayOptions& options = {});

}  // namespace rheobase
