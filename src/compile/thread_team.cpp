#include "rheobase/thread_team.hpp"

#include <sched.h>

#include <thread>
#include <vector>
#ifdef __linux__
#include <pthread.h>
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

}  // namespace

struct ThreadTeam::Members {
  rheo_engine* engine;
  std::vector<std::thread> threads;
  std::vector<int> cores;  // of the calling thread, before it was pinned; empty: it was not
};

ThreadTeam::ThreadTeam(rheo_engine* engine, std::uint32_t threads, bool pin_them)
    : members_(new Members{engine, {}, {}}) {
  std::vector<std::thread>& team = members_->threads;
  try {
    for (std::uint32_t t = 1; t < threads; ++t) team.emplace_back([engine, t] { rheo_work(engine, t); });
  } catch (...) {
    rheo_stop_workers(engine);
    for (std::thread& thread : team) thread.join();
    throw;
  }
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
  rheo_stop_workers(members_->engine);
  for (std::thread& thread : members_->threads) thread.join();
#ifdef __linux__
  if (!members_->cores.empty()) pin(pthread_self(), members_->cores);
#endif
}

void ThreadTeam::prepare(rheo_options& options, std::uint32_t threads) {
  options.threads = threads;
  options.relax = [](void*) { sched_yield(); };
}

bool ThreadTeam::pinned() const { return !members_->cores.empty(); }

}  // namespace rheobase
