// What readers of model files share, beside load_model and parse_model (model.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rheobase/model.hpp"

namespace rheobase {

// The files that compile reads for a network: synapses, stimuli, spikes.
std::vector<std::string> files_of(const Network& network);

constexpr std::uint64_t largest_model_file = std::uint64_t{16} << 20;  // bytes; a wrong file is larger

}  // namespace rheobase
