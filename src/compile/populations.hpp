// A population as its image has it: parameters drawn and folded, stimulus, spikes, channels.
#pragma once

#include <cstdint>
#include <vector>

#include "compile/channels.hpp"
#include "compile/message.hpp"
#include "compile/writer.hpp"
#include "image/format.hpp"
#include "kernels/philox.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct FoldedPopulation {
  image::Population record{};  // but for its first word and its first channel
  std::vector<FoldedChannel> channels;
};

// Population `index` of the network, with its `size`. Throws ModelError.
FoldedPopulation fold_population(const Network& network, std::uint32_t index, std::uint32_t size, PhiloxKey key,
                                 ImageWriter& writer, Warnings& warnings);

}  // namespace rheobase
