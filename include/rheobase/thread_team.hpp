// Threads that share the steps of one engine: rheo_help on as many std::threads as the engine asks for. For hosts
// (Linux pins); firmware makes its threads or cores itself and calls rheo_work or rheo_help.
//
// They are for steps that are long enough: a step is shared if it takes 150 us or more on one thread, or if it takes
// 15 us or more and the helpers are still awake from the step before. Others are done by the calling thread alone.
// Idle threads look out for work for 100 us, then they sleep; a step that wakes them makes a system call.
#pragma once

#include <cstdint>
#include <memory>

#include "rheobase/rheobase.h"

namespace rheobase {

class ThreadTeam {
 public:
  // Starts threads - 1 threads for an engine made with `threads`, whose step hooks they use. With `pin`, if there are
  // as many cores to run on, each of them and the calling thread is pinned to its own until the team ends. With
  // `share_every_step` also those are shared that one thread does faster. Throws std::system_error if the system has no
  // more threads.
  ThreadTeam(rheo_engine* engine, std::uint32_t threads, bool pin, bool share_every_step);
  ~ThreadTeam();  // between steps; stops and joins
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  // What an engine's options need for threads of this kind: who waits long for a piece that another has in hand sleeps.
  static void prepare(rheo_options& options, std::uint32_t threads);

  bool pinned() const;

 private:
  struct Members;
  void end();
  std::unique_ptr<Members> members_;
};

}  // namespace rheobase
