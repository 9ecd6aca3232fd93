#include "rheobase/thread_team.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/pause.hpp"
#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

namespace rheobase {
namespace {

#ifdef __linux__
// The cores that this thread may run on.
std::vector<int> allowed_cores() {
  cpu_set_t set;
  std::vector<int> cores;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return cores;
  for (int c = 0; c < CPU_SETSIZE; ++c) {
    if (CPU_ISSET(c, &set)) cores.push_back(c);
  }
  return cores;
}

bool pin(pthread_t thread, const std::vector<int>& cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int c : cores) CPU_SET(c, &set);
  return pthread_setaffinity_np(thread, sizeof set, &set) == 0;
}
#endif

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr auto worth_sharing = microseconds(15);  // with helpers that are awake
constexpr auto worth_waking = microseconds(150);  // a sleeper takes some 30 to come
constexpr auto patience = microseconds(100);      // how long a helper without work polls before it sleeps
constexpr auto turn = microseconds(200);          // a helper offers its core to others after so long
constexpr std::uint32_t most_steps_alone = 64;    // after steps that no helper joined

}  // namespace

struct ThreadTeam::Members {
  // A helper, on a cache line of its own.
  struct alignas(64) Helper {
    std::atomic<std::uint32_t> seen{0};  // the last step that it saw begin
    std::atomic<bool> asleep{false};
  };

  rheo_engine* engine;
  bool share_every_step;
  std::vector<Helper> helpers;  // thread t is number t - 1
  std::vector<std::thread> threads = {};
  std::vector<int> cores = {};  // of the calling thread, before it was pinned; empty: it was not

  alignas(64) std::atomic<std::uint32_t> steps{0};  // begun
  std::atomic<bool> ending{false};
  std::mutex mutex = {};  // of falling asleep and being woken
  std::condition_variable wake = {};

  // Of the thread that steps.
  Clock::time_point begun = {}, ended = {};
  Clock::duration step_time = {}, step_time_before = {};  // as one thread would take
  bool shared = false;
  std::uint32_t steps_alone = 0, next_steps_alone = 1;

  Members(rheo_engine* engine_, std::uint32_t threads_, bool share_every_step_)
      : engine(engine_), share_every_step(share_every_step_), helpers(threads_ - 1) {}

  void serve(std::uint32_t thread);
  void sleep(Helper& self);
  void wake_sleepers();
  bool begin_step();
  void end_step(bool helped);
};

// Helps while there is work; polls for more for a while; sleeps.
void ThreadTeam::Members::serve(std::uint32_t thread) {
  Helper& self = helpers[thread - 1];
  Clock::time_point busy = Clock::now(), turn_began = busy;
  bool helped = false;
  while (!ending.load(std::memory_order_acquire)) {
    std::uint32_t pieces = 0;
    (void)rheo_help(engine, thread, &pieces);
    const Clock::time_point now = Clock::now();
    const std::uint32_t step = steps.load(std::memory_order_acquire);
    const bool new_step = step != self.seen.load(std::memory_order_relaxed);
    if (new_step) self.seen.store(step, std::memory_order_release);
    if (pieces > 0 || new_step) busy = now;
    // A helper that is preempted with a piece in hand delays the others, so it yields its core in between.
    if (pieces == 0 ? helped : now - turn_began > turn) {
      std::this_thread::yield();
      turn_began = Clock::now();
    }
    helped = pieces > 0;
    if (helped) continue;
    if (now - busy > patience) {
      sleep(self);
      busy = turn_began = Clock::now();
    } else {
      pause();
    }
  }
}

// The stepping thread either sees that this one is asleep, or has begun a step that this one sees here.
void ThreadTeam::Members::sleep(Helper& self) {
  std::unique_lock<std::mutex> lock(mutex);
  self.asleep.store(true);
  if (steps.load() != self.seen.load()) self.asleep.store(false);
  wake.wait(lock, [&] { return !self.asleep.load() || ending.load(); });
  self.asleep.store(false);
}

// Does not wait for a helper that is falling asleep: it is woken at the next step.
void ThreadTeam::Members::wake_sleepers() {
  bool any = false;
  for (const Helper& helper : helpers) any = any || helper.asleep.load();
  if (!any) return;
  {
    const std::unique_lock<std::mutex> lock(mutex, std::try_to_lock);
    if (!lock.owns_lock()) return;
    for (Helper& helper : helpers) helper.asleep.store(false);
  }
  wake.notify_all();
}

// Whether to share this step. A helper that saw the last one begin is awake; without one, a long step is still shared
// with helpers that may wake, unless none came recently.
bool ThreadTeam::Members::begin_step() {
  begun = Clock::now();
  const std::uint32_t last = steps.load(std::memory_order_relaxed);
  const Clock::duration expected = std::min(step_time, step_time_before);  // a step that was interrupted does not count
  const bool is_long = expected >= worth_waking;
  steps.store(last + 1);
  shared = share_every_step;
  if (shared) wake_sleepers();
  if (shared) return true;
  if (expected < worth_sharing || (!is_long && begun - ended > patience)) return false;
  for (const Helper& helper : helpers) shared = shared || helper.seen.load(std::memory_order_acquire) == last;
  if (!shared && steps_alone > 0) {
    --steps_alone;
    return false;
  }
  wake_sleepers();
  shared = shared || is_long;
  return shared;
}

void ThreadTeam::Members::end_step(bool helped) {
  ended = Clock::now();
  step_time_before = step_time;
  step_time = ended - begun;
  if (!shared) return;
  if (helped) step_time *= static_cast<int>(threads.size() + 1);
  next_steps_alone = helped ? 1 : std::min(2 * next_steps_alone, most_steps_alone);
  steps_alone = helped ? 0 : next_steps_alone;
}

ThreadTeam::ThreadTeam(rheo_engine* engine, std::uint32_t threads, bool pin_them, bool share_every_step)
    : members_(new Members(engine, threads, share_every_step)) {
  std::vector<std::thread>& team = members_->threads;
  try {
    for (std::uint32_t t = 1; t < threads; ++t) {
      team.emplace_back([members = members_.get(), t] { members->serve(t); });
    }
  } catch (...) {
    end();
    throw;
  }
  const rheo_step_hooks hooks = {
      [](void* members) { return static_cast<std::int32_t>(static_cast<Members*>(members)->begin_step()); },
      [](void* members, std::uint32_t pieces) { static_cast<Members*>(members)->end_step(pieces > 0); },
      members_.get()};
  (void)rheo_set_step_hooks(engine, &hooks);
#ifdef __linux__
  const std::vector<int> cores = allowed_cores();
  if (!pin_them || threads < 2 || cores.size() < threads) return;
  bool pinned = pin(pthread_self(), {cores[0]});
  for (std::size_t t = 0; t < team.size(); ++t) pinned = pin(team[t].native_handle(), {cores[t + 1]}) && pinned;
  if (pinned) members_->cores = cores;
#else
  (void)pin_them;
#endif
}

ThreadTeam::~ThreadTeam() {
  (void)rheo_set_step_hooks(members_->engine, nullptr);
  end();
#ifdef __linux__
  if (!members_->cores.empty()) pin(pthread_self(), members_->cores);
#endif
}

void ThreadTeam::end() {
  {
    const std::lock_guard<std::mutex> lock(members_->mutex);
    members_->ending.store(true);
  }
  members_->wake.notify_all();
  for (std::thread& thread : members_->threads) thread.join();
}

void ThreadTeam::prepare(rheo_options& options, std::uint32_t threads) {
  options.threads = threads;
  // A sleep: a helper of lower priority may need this core to finish its piece.
  options.relax = [](void*) { std::this_thread::sleep_for(microseconds(20)); };
}

bool ThreadTeam::pinned() const { return !members_->cores.empty(); }

}  // namespace rheobase
