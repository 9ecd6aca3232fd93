#include <windows.h>

#include <algorithm>
#include <limits>

#include "files/memory_limit.hpp"

namespace rheobase {
namespace {

constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

std::uint64_t of_machine() {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  return GlobalMemoryStatusEx(&status) != 0 ? std::uint64_t{status.ullTotalPageFile} : none;
}

std::uint64_t of_job() {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  const bool known =
      QueryInformationJobObject(nullptr, JobObjectExtendedLimitInformation, &limits, sizeof limits, nullptr);
  const DWORD flags = known ? limits.BasicLimitInformation.LimitFlags : 0;
  std::uint64_t least = none;
  if (flags & JOB_OBJECT_LIMIT_PROCESS_MEMORY) least = std::min<std::uint64_t>(least, limits.ProcessMemoryLimit);
  if (flags & JOB_OBJECT_LIMIT_JOB_MEMORY) least = std::min<std::uint64_t>(least, limits.JobMemoryLimit);
  return least;
}

}  // namespace

std::uint64_t memory_limit() { return std::min(of_machine(), of_job()); }

}  // namespace rheobase
