// A progress bar on stderr, where stderr is a terminal and the run is long enough to wait for.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace rheobase {

class Progress {
 public:
  Progress(std::string label, std::uint64_t total);
  ~Progress();  // clears the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Cheap: draws at most ten times a second. `note` is shown behind the bar.
  void at(std::uint64_t done, const std::string& note = {});

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  std::uint64_t total_;
  Clock::time_point start_, next_;
  bool terminal_, drawn_ = false;
};

}  // namespace rheobase
