// Watches an engine step by step and keeps what the statistics and pictures need.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "observe/recording.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {

class Recorder {
 public:
  // `types` gives each population's type, in order; it is not part of the engine's view.
  Recorder(const rheo_engine* engine, double dt_ms, const std::vector<std::string>& types);

  // To be called after every rheo_step.
  void observe();

  const Recording& recording() const { return recording_; }

 private:
  void sample_v(std::uint64_t tick);

  const rheo_engine* engine_;
  Recording recording_;
  std::uint64_t samples_ = 0;
};

}  // namespace rheobase
