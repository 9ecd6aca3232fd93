// Settings of Linux that reduce a thread's latency. Each may be refused; then the run continues without it and reports
// it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rheobase {

struct OsSetup {
  std::optional<int> priority;  // SCHED_FIFO, 1 … 99
  std::optional<int> cpu;       // run only on this one
  bool lock_memory = false;     // mlockall: what is mapped, and what will be, stays in RAM
};

// Each applies one and returns the system's error: empty if there was none. The first two before threads are made,
// which inherit them; the third after, since they must not.
std::string lock_memory();
std::string set_fifo_priority(int priority);
std::string pin_to_cpu(int cpu);

// Touches every page, so that none is first touched in a step.
void prefault(const void* memory, std::size_t bytes);
void prefault_stack();

// Time that this machine's CPUs, together, have lost since it started, by the kernel's own account (to 10 ms): to the
// hypervisor (where there is one), and to interrupts. A thread's CPU clock does not leave these out.
struct LostTime {
  double stolen_ms = 0, interrupts_ms = 0;
};
LostTime lost_time();

// The running kernel: "6.1.0-rpi8-rt SMP PREEMPT_RT".
std::string kernel_name();

}  // namespace rheobase
