// The values of a stimulus: a row per hold interval, of one value or of one for each neuron.
#pragma once

#include <string>
#include <vector>

#include "compile/message.hpp"
#include "compile/riccati_range.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct StimulusValues {
  std::vector<float> values;  // rows of one value, or of padded(neurons)
  std::size_t rows = 0;
  bool of_each = false;
  std::vector<CurrentRange> ranges;  // of all neurons, or of each; with the 0 after its end
};

// Of a population of `neurons` that has one. Throws ModelError for an expression or table that does not give finite
// numbers from -1e6 to 1e6, or has another number of columns.
StimulusValues evaluate_stimulus(const Population& population, std::uint32_t neurons, const Network& network,
                                 Warnings& warnings);

}  // namespace rheobase
