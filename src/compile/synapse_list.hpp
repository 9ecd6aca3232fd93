// Explicit synapses: a file that names each.
#pragma once

#include <memory>

#include "compile/synapses.hpp"

namespace rheobase {

// Rows of source, target and, in a third column, weight; in any order, each pair once. Without a
// third column `weight` of the result stays empty. Throws ModelError with the place of a bad row.
std::unique_ptr<ListedSynapses> read_synapse_list(const Projection& projection, std::uint32_t sources,
                                                  std::uint32_t targets);

}  // namespace rheobase
