// The encoders and decoders of a log, run again on the engine of a replay.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "blackbox/record.hpp"
#include "rheobase/log.hpp"

namespace rheobase {

class LogSignals {
 public:
  LogSignals() = default;
  // From the table of a snapshot, over an engine in the state of that snapshot. Throws ModelError, without a place.
  LogSignals(rheo_engine* engine, const std::byte* table, const SnapshotPayload& payload);

  std::vector<LogSignal> describe() const;

  // Of this tick. False if the record has other signals than these.
  bool take_samples(const ValuesPayload& which, const std::byte* values);
  bool take_calls(const ValuesPayload& which, const std::byte* values);
  // Sets the currents of the sensors whose encoder was called in this tick, unless they are set.
  void encode();
  // Reads the motors whose decoder was called in this tick. Then comes the step.
  void finish_tick();

  // Of the last tick that is finished: a sensor's value, a motor's value; NaN where there is none.
  const std::vector<float>& values() const { return values_; }

 private:
  struct Signal {
    std::string name;
    std::size_t sensor = 0;  // the first encoder of this name, whose value this one gets; its own index: none before it
    std::uint32_t call = RHEO_LOG_CALL_NONE;
    float sample = 0;
    rheo_encoder* encoder = nullptr;
    rheo_decoder* decoder = nullptr;
    bool settled = true;            // the decoder has every spike it needs from before the snapshot
    std::uint64_t window_full = 0;  // the tick from which on it has all of them
    std::vector<std::uint64_t> memory;
    std::vector<float> preferred;
  };
  void add_encoder(rheo_engine* engine, std::size_t index, const EncoderEntry& entry);
  void add_decoder(rheo_engine* engine, std::size_t index, const DecoderEntry& entry, const std::byte* preferred);
  template <class Take>
  bool take(const ValuesPayload& which, const std::byte* values, Take take_value);
  void show();
  bool is_shown(const Signal& signal) const { return &signal == &signals_[signal.sensor]; }

  std::vector<Signal> signals_;
  std::vector<float> values_;
  bool encoded_ = true;  // the snapshot holds the currents of its tick
};

}  // namespace rheobase
