#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "files/memory_limit.hpp"

#if defined(__linux__)
#include <sys/sysinfo.h>
#endif

namespace rheobase {
namespace {

constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

std::uint64_t of_machine() {
#if defined(__linux__)
  struct sysinfo info {};
  if (sysinfo(&info) == 0) return (std::uint64_t{info.totalram} + info.totalswap) * info.mem_unit;
#endif
  const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  return pages > 0 && page > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page) : none;
}

std::uint64_t of_process() {
  rlimit limit{};
  const bool limited = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return limited ? std::uint64_t{limit.rlim_cur} : none;
}

// Version 2 and 1 of Linux's control groups; a file that says "max" or is not there limits nothing.
std::uint64_t of_control_group() {
  std::string own;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (line.rfind("0::", 0) == 0) own = line.substr(3);
  }
  std::uint64_t least = none;
  for (const std::string& path : {"/sys/fs/cgroup" + own + "/memory.max", std::string("/sys/fs/cgroup/memory.max"),
                                  std::string("/sys/fs/cgroup/memory/memory.limit_in_bytes")}) {
    std::uint64_t bytes = 0;
    if (std::ifstream(path) >> bytes && bytes > 0) least = std::min(least, bytes);
  }
  return least;
}

}  // namespace

std::uint64_t memory_limit() { return std::min({of_machine(), of_process(), of_control_group()}); }

}  // namespace rheobase
