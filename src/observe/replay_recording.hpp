// What a replay shows of the recorded run: spikes, states, sensors and motors.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "observe/panels.hpp"
#include "observe/recorder.hpp"
#include "observe/report.hpp"
#include "observe/state_recorder.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/log.hpp"

namespace rheobase {

class ReplayRecording : public ReplayObserver {
 public:
  // `selections` and `every_ms`: of a StateRecorder; without selections, v of the first neuron of each population that
  // is no source.
  ReplayRecording(const ImageReport& image, const std::vector<StateSelection>& selections, double every_ms);

  void begin(const rheo_engine* engine, const std::vector<LogSignal>& signals) override;
  void observe(const rheo_engine* engine, const std::vector<float>& signals) override;
  void forget_after(std::uint64_t tick) override;

  // recording.json, spikes.npy and .csv, signals.csv, record/, and `with_pictures` those. Where time went back or the
  // image changed, each part of the run has its own folder: DIRECTORY/part1, part2 …
  void write(const std::string& directory, bool with_pictures = true) const;

 private:
  // A stretch of the run in which time went on, with one image.
  struct Part {
    Part(const rheo_engine* engine, const ImageReport& image, const std::vector<StateSelection>& selections,
         double every_ms);
    const rheo_engine* engine;
    std::uint64_t first_tick, last_tick;
    Recorder spikes;
    StateRecorder states;
    std::vector<LogSignal> signals;
    std::vector<std::uint64_t> ticks;  // of the samples of signals
    std::vector<float> values;         // samples x signals
  };
  void write_part(const Part& part, const std::string& directory, bool with_pictures) const;
  void draw_part(const Part& part, const std::string& directory) const;
  void write_signals(const Part& part, const std::string& directory) const;
  Curve curve_of(const Part& part, std::size_t signal) const;

  ImageReport image_;
  std::vector<StateSelection> selections_;
  double every_ms_;
  std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace rheobase
