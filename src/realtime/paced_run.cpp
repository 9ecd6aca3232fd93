#include "realtime/paced_run.hpp"

#include <sys/resource.h>
#include <time.h>

#include <cerrno>
#include <csignal>

#include "text/message.hpp"

namespace rheobase {
namespace {

volatile std::sig_atomic_t interrupt_asked = 0;

// Ctrl-C ends the loop; the report is still printed.
class CatchInterrupt {
 public:
  CatchInterrupt() {
    interrupt_asked = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { interrupt_asked = 1; };
    sigaction(SIGINT, &action, &before_);
  }
  CatchInterrupt(const CatchInterrupt&) = delete;
  CatchInterrupt& operator=(const CatchInterrupt&) = delete;
  ~CatchInterrupt() { sigaction(SIGINT, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

constexpr std::uint64_t second_ns = 1000000000;

std::uint64_t now_ns(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return static_cast<std::uint64_t>(t.tv_sec) * second_ns + static_cast<std::uint64_t>(t.tv_nsec);
}

void sleep_until(std::uint64_t ns) {
  timespec t;
  t.tv_sec = static_cast<time_t>(ns / second_ns);
  t.tv_nsec = static_cast<long>(ns % second_ns);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR && interrupt_asked == 0) {
  }
}

rusage usage() {
  rusage r{};
  getrusage(RUSAGE_THREAD, &r);
  return r;
}

}  // namespace

Overrun overrun_named(const std::string& name) {
  for (const Overrun overrun : {Overrun::skip, Overrun::catch_up, Overrun::stop}) {
    if (name == name_of(overrun)) return overrun;
  }
  fail("--overrun", "'" + name + "' is none of skip, catch-up, stop");
}

const char* name_of(Overrun overrun) {
  switch (overrun) {
    case Overrun::skip: return "skip";
    case Overrun::catch_up: return "catch-up";
    case Overrun::stop: return "stop";
  }
  return "?";
}

void run_paced(rheo_engine* engine, const PacedOptions& options, PacedResult& result) {
  const CatchInterrupt catch_interrupt;
  const std::uint64_t period = options.period_ns;
  // Called once before the loop, so that page faults of their code come first.
  (void)now_ns(CLOCK_THREAD_CPUTIME_ID);
  sleep_until(now_ns(CLOCK_MONOTONIC) + period);
  (void)usage();
  const rusage before = usage();
  const std::uint64_t start = now_ns(CLOCK_MONOTONIC) + period;
  for (std::uint64_t release = 0; release < options.releases; ++release) {
    const std::uint64_t due = start + release * period;
    sleep_until(due);
    if (interrupt_asked != 0) {
      result.interrupted = true;
      break;
    }
    const std::uint64_t cpu_begin = now_ns(CLOCK_THREAD_CPUTIME_ID);
    const std::uint64_t begin = now_ns(CLOCK_MONOTONIC);
    rheo_step(engine);
    const std::uint64_t end = now_ns(CLOCK_MONOTONIC);
    const std::uint64_t cpu = now_ns(CLOCK_THREAD_CPUTIME_ID) - cpu_begin;
    ++result.steps;
    result.lateness.add(begin - due);
    result.wall.add(end - begin);
    result.cpu.add(cpu);
    if (cpu > period) ++result.cpu_over;
    if (end <= due + period) continue;
    ++result.missed;
    if (options.overrun == Overrun::stop) {
      result.stopped = true;
      break;
    }
    if (options.overrun == Overrun::skip) {
      const std::uint64_t passed = (end - due) / period;  // releases that lie behind by now
      const std::uint64_t left = options.releases - release - 1;
      result.skipped += passed < left ? passed : left;
      release += passed;
    }
  }
  const rusage after = usage();
  result.minor_faults = static_cast<std::uint64_t>(after.ru_minflt - before.ru_minflt);
  result.major_faults = static_cast<std::uint64_t>(after.ru_majflt - before.ru_majflt);
  result.preempted = static_cast<std::uint64_t>(after.ru_nivcsw - before.ru_nivcsw);
}

}  // namespace rheobase
