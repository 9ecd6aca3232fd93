// One step, shared: it is cut into pieces, more than there are threads, and whoever is free takes the next. So nobody
// waits for a thread that has not begun: rheo_step does what no other has taken, and waits at most for the pieces that
// others have in hand.
//
// Each thread begins with the pieces of its own share, whose neurons it had in the step before, and goes on with the
// others'. A piece is taken by an atomic increment; outside of the shared part of a step there are none to take.
#pragma once

#include "engine/engine.hpp"

namespace rheobase {

// Where a processor has no atomic increment (Cortex-M0) one thread does it all.
constexpr std::uint32_t most_threads = std::atomic<std::uint32_t>::is_always_lock_free ? RHEO_THREADS_LIMIT : 1;

// Into how many pieces each thread's share is cut.
std::uint32_t share_pieces_of(const image::View& image, std::uint32_t threads);

// Deliver, integrate, fire and count: all of it, with whoever helps.
StepCounts run_with_helpers(rheo_engine& engine);

}  // namespace rheobase
