#include "observe/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "observe/streams.hpp"

namespace rheobase {

using namespace std::chrono_literals;

Progress::Progress(std::string label, std::uint64_t total, Elsewhere elsewhere)
    : label_(std::move(label)),
      total_(total),
      start_(Clock::now()),
      next_(start_ + 500ms),  // a run that is over by then needs no bar
      terminal_(error_is_terminal()),
      shown_(total > 0 && (terminal_ || elsewhere == Elsewhere::lines)) {}

Progress::~Progress() {
  if (drawn_) write_error("\r\033[K");
}

void Progress::at(std::uint64_t done, const std::string& note) {
  if (!is_due()) return;
  const auto now = Clock::now();
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  const double elapsed_s = std::chrono::duration<double>(now - start_).count();
  // Too little tells nothing of the rest.
  const std::string left = share >= 0.01 ? fmt::format("  {:.0f} s left", elapsed_s * (1 - share) / share) : "";
  const std::string end = left + (note.empty() ? "" : "  ") + note;
  if (!terminal_) {
    next_ = now + (now - start_);  // twice as late each time
    write_error(fmt::format("rheobase: {}: {:.0f} %{}\n", label_, 100 * share, end));
    return;
  }
  next_ = now + 100ms;
  constexpr int width = 30;
  const int filled = static_cast<int>(share * width);
  write_error(
      fmt::format("\r\033[K{} [{:#<{}}{:.<{}}] {:3.0f} %{}", label_, "", filled, "", width - filled, 100 * share, end));
  drawn_ = true;
}

}  // namespace rheobase
