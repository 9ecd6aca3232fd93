// Learning rules, the columns of their synapses, and the weights that they start from.
#pragma once

#include "image/sections.hpp"
#include "image/view.hpp"

namespace rheobase::image {

// Of projection record `i`, whose synapses have been checked. Records of one projection share the rule. What arrives is
// of one step alone: a pulse that lasts would be taken back with another weight.
bool check_plasticity(const View& view, const Sections& data, std::uint32_t i);

}  // namespace rheobase::image
