#include "observe/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "observe/streams.hpp"

namespace rheobase {

using namespace std::chrono_literals;

Progress::Progress(std::string label, std::uint64_t total)
    : label_(std::move(label)),
      total_(total),
      start_(Clock::now()),
      next_(start_ + 500ms),  // a run that is over by then needs no bar
      terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (drawn_) write_error("\r\033[K");
}

void Progress::at(std::uint64_t done, const std::string& note) {
  if (!terminal_ || total_ == 0) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + 100ms;
  constexpr int width = 30;
  const double share = static_cast<double>(done) / static_cast<double>(total_);
  const int filled = static_cast<int>(share * width);
  const double elapsed_s = std::chrono::duration<double>(now - start_).count();
  const double left_s = share > 0 ? elapsed_s * (1 - share) / share : 0;
  write_error(fmt::format("\r\033[K{} [{:#<{}}{:.<{}}] {:3.0f} %  {:.0f} s left  {}", label_, "", filled, "",
                          width - filled, 100 * share, left_s, note));
  drawn_ = true;
}

}  // namespace rheobase
