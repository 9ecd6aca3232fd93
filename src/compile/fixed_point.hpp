// From real weights to the integers that arrivals are summed in.
//
// One arrival unit of a channel is 2^-exponent. Each projection stores small integers and says how
// far left they shift into that unit. The exponent is chosen from the largest sum that can ever
// arrive at any target (every source firing, in every tick of a pulse) and checked in integers, so
// a sum that overflows is impossible, not unlikely.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "compile/synapse_plan.hpp"

namespace rheobase {

// The synapses whose weight is not 0: how many rounding stores as 0.
struct Losses {
  std::uint64_t lost = 0, kept = 0;  // stored as 0, or not
  double largest_lost = 0;           // |weight|
  double smallest_kept = std::numeric_limits<double>::infinity();

  void add(double weight, std::int32_t stored);
  // A hundredth of drawn weights may lie that near to 0, if the range of the others begins there.
  bool matter(bool drawn) const;
};

struct FixedWeights {
  Storage storage = Storage::automatic;  // resolved by fix_weights
  std::uint64_t count = 0;
  std::vector<std::uint32_t> row_lengths;  // synapses of each source
  std::vector<std::uint32_t> delays;       // in ticks, ascending; at least one
  std::uint32_t most_of_pair = 0;          // synapses of one pair of neurons
  double largest_of_pair = 0;              // sum of their |weights|
  double weight_min = 0, weight_max = 0;
  std::int32_t exponent = 0;       // one stored unit is 2^-exponent
  std::uint32_t shift = 0;         // to the channel's unit
  std::optional<WeightRule> rule;  // affine weights of 8 and 16 bits: as the engine computes them
  double resolution = 0;           // value of one stored unit
  double largest_error = 0;        // |stored - real|, over all synapses
  Losses losses;

  // The stored weights of a row.
  void fix_row(const SynapseRow& row, std::vector<std::int32_t>& out) const;
};

struct FixedChannel {
  std::int32_t exponent = 0;
  double largest_sum = 0;  // in the weights' units
  double headroom = 0;     // 2^31 over the largest possible sum; at least 1
};

struct ChannelInput {
  const Synapses* synapses;
  Storage storage;              // as asked for; automatic is resolved here
  FixedWeights* fixed;          // written
  std::string where;            // for messages
  bool scaled = false;          // by efficacies or a gain: arrivals need a finer unit than the weights
  std::int64_t most_gain = 1;   // by which its sums may grow
  double w_min = 0, w_max = 0;  // of weights that learn; both 0: they are fixed
};

// The parts of a projection's synapses that are in the image.
struct StoredForecast {
  std::uint64_t least_bytes = 0;
  bool differs = false;  // from every other projection's
};
StoredForecast forecast_storage(const SynapseForecast& synapses, Storage storage);

// All projections that end in one channel, together: they share its unit. Throws ModelError where
// procedural storage is asked of synapses that cannot be regenerated.
FixedChannel fix_weights(const std::vector<ChannelInput>& inputs, std::uint32_t targets, std::uint32_t pulse_ticks);

}  // namespace rheobase
