// From times in ms to whole steps. A time that is not a whole number of steps is refused, never rounded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rheobase/model.hpp"

namespace rheobase {

struct Clock {
  std::string what;   // "noise_interval of E"
  std::string where;  // place in the model file
  double ms;
};

// Every clock of the network that has to be a whole number of steps (those of every_step are).
std::vector<Clock> clocks_of(const Network& network);

// Throws ModelError naming the first clock that dt_ms does not divide, and the steps that are possible.
void check_clocks(const Network& network);

// Of the steps from 1 to 0.01 ms that people use, largest first, those that divide all clocks.
std::vector<double> dts_that_would_do(const Network& network);

bool is_whole_ticks(double ms, double dt_ms);

// Steps in `ms`, at least 1; every_step gives 1. Only for what check_clocks has accepted.
std::uint32_t ticks_of(double ms, double dt_ms);

// A refractory time up to one step has no effect: a neuron fires at most once a step.
std::uint32_t refractory_ticks_of(const Population& population, double dt_ms);

}  // namespace rheobase
