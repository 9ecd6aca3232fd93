// The control loop: a step at every release, and what it took.
//
// Release k is at start + k periods; its deadline is release k + 1. The loop sleeps to each release by an absolute
// clock_nanosleep, so that errors do not add up, and allocates nothing.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "realtime/histogram.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {

// What happens after a step that ended past its deadline.
enum class Overrun {
  skip,      // the releases that have passed are left out: the network falls behind, the clock does not
  catch_up,  // they are run late, without sleep in between
  stop,
};
Overrun overrun_named(const std::string& name);  // throws ModelError
const char* name_of(Overrun overrun);

struct PacedOptions {
  std::uint64_t period_ns = 1000000;
  std::uint64_t releases = 1000;
  Overrun overrun = Overrun::skip;
};

struct PacedResult {
  Histogram wall;      // of each step, by the monotonic clock
  Histogram cpu;       // the same by the thread's CPU clock: without the time of other threads
  Histogram lateness;  // of each wake-up: from its release until the loop runs
  std::uint64_t steps = 0;
  std::uint64_t missed = 0;                          // steps that ended past their deadline
  std::uint64_t skipped = 0;                         // releases without a step
  std::uint64_t cpu_over = 0;                        // steps whose CPU time alone is longer than a period
  std::uint64_t minor_faults = 0, major_faults = 0;  // page faults of this thread in the loop
  std::uint64_t preempted = 0;                       // involuntary context switches of this thread in the loop
  bool stopped = false;                              // by Overrun::stop
  bool interrupted = false;                          // by SIGINT
};

// Fills `result`, whose memory is the caller's so that it lies where the caller has locked it.
void run_paced(rheo_engine* engine, const PacedOptions& options, PacedResult& result);

}  // namespace rheobase
