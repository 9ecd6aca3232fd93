// Threads that share the steps of one engine: rheo_work on as many std::threads as the engine asks
// for. For hosts (Linux pins); firmware makes its threads or cores itself and calls rheo_work.
#pragma once

#include <cstdint>
#include <memory>

#include "rheobase/rheobase.h"

namespace rheobase {

class ThreadTeam {
 public:
  // Starts options.threads - 1 threads for an engine made with `threads`. With `pin`, if there are as many
  // cores to run on, each of them and the calling thread is pinned to its own until the team ends.
  // Throws std::system_error if the system has no more threads.
  ThreadTeam(rheo_engine* engine, std::uint32_t threads, bool pin = true);
  ~ThreadTeam();  // between steps; stops and joins
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  // What an engine's options need for threads of this kind: they yield while they wait long.
  static void prepare(rheo_options& options, std::uint32_t threads);

  bool pinned() const;

 private:
  struct Members;
  std::unique_ptr<Members> members_;
};

}  // namespace rheobase
