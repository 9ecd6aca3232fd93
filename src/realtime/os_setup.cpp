#include "realtime/os_setup.hpp"

#include <sched.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace rheobase {
namespace {

std::string said() { return std::strerror(errno); }

}  // namespace

std::string lock_memory() { return mlockall(MCL_CURRENT | MCL_FUTURE) == 0 ? "" : said() + " (see `ulimit -l`)"; }

std::string set_fifo_priority(int priority) {
  sched_param parameters{};
  parameters.sched_priority = priority;
  return sched_setscheduler(0, SCHED_FIFO, &parameters) == 0 ? "" : said() + " (see `ulimit -r`)";
}

std::string pin_to_cpu(int cpu) {
  if (cpu < 0 || cpu >= CPU_SETSIZE) return "there is no such CPU";
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(cpu), &set);
  return sched_setaffinity(0, sizeof set, &set) == 0 ? "" : said();
}

void prefault(const void* memory, std::size_t bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const auto* first = static_cast<const volatile unsigned char*>(memory);
  for (std::size_t at = 0; at < bytes; at += page) (void)first[at];
}

void prefault_stack() {
  volatile unsigned char room[256 * 1024];
  for (std::size_t at = 0; at < sizeof room; at += 1024) room[at] = 0;
}

LostTime lost_time() {
  // cpu user nice system idle iowait irq softirq steal ..., in clock ticks
  std::ifstream file("/proc/stat");
  std::string cpu;
  double user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0;
  file >> cpu >> user >> nice >> system >> idle >> wait >> irq >> softirq >> steal;
  const double ms = 1000.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
  return file ? LostTime{steal * ms, (irq + softirq) * ms} : LostTime{};
}

std::string kernel_name() {
  utsname names{};
  if (uname(&names) != 0) return "unknown";
  return std::string(names.release) + " " + names.version;
}

}  // namespace rheobase
