// Progress on stderr of what is long enough to wait for: a bar where stderr is a terminal; elsewhere lines, if they are
// asked for, ever more rarely.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace rheobase {

class Progress {
 public:
  enum class Elsewhere { silent, lines };
  Progress(std::string label, std::uint64_t total, Elsewhere elsewhere = Elsewhere::silent);
  ~Progress();  // clears the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Cheap: shows at most ten times a second. `note` is shown behind the rest.
  void at(std::uint64_t done, const std::string& note = {});
  // True if at() would show something by now.
  bool is_due() const { return shown_ && Clock::now() >= next_; }

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  std::uint64_t total_;
  Clock::time_point start_, next_;
  bool terminal_, shown_, drawn_ = false;
};

}  // namespace rheobase
