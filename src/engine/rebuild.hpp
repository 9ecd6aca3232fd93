// What follows from the last spikes and the weights, made anew after a restore or a swap.
#pragma once

#include "engine/engine.hpp"

namespace rheobase {

// Arrivals of the pulses underway, and what interpolating channels remember of the last tick.
void rebuild_arrivals(rheo_engine& engine);

// Who is refractory, from the spikes of the last ticks. O(neurons times ticks of the longest period / 64).
void rebuild_held(rheo_engine& engine);

// Which sources have rows waiting, and how many events that is.
std::uint64_t rebuild_backlog(rheo_engine& engine);

}  // namespace rheobase
