// Networks that the instruction counts are made with.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rheobase/bounds.hpp"
#include "rheobase/model.hpp"

namespace rheobase::bench {

// Networks that differ from each other in few features of a step, so that each one's cost can be told.
std::vector<std::pair<std::string, Network>> calibration_networks();

// Those of them in integers.
std::vector<std::pair<std::string, Network>> fixed_networks();

// Those of them that learn.
std::vector<std::pair<std::string, Network>> learning_networks();

// Others, of every storage form, complete and budgeted, to hold the bounds against.
std::vector<std::pair<std::string, Network>> held_out_networks();

// all_fire_variant, but refractory times stay: then all fire whenever they may.
Image firing_variant(const Image& image);
// No neuron ever fires. Not for riccati.
Image quiet_variant(const Image& image);

}  // namespace rheobase::bench
