#include "compile/fixed_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rheobase {
namespace {

constexpr std::int64_t largest_arrival = std::numeric_limits<std::int32_t>::max();
// A row this full costs less as a whole vector pass than as a scatter, and fewer bytes than
// entries that name their targets.
constexpr double dense_from = 0.25;

Storage resolve(Storage asked, const Synapses& synapses) {
  if (asked != Storage::automatic) return asked;
  return synapses.density() >= dense_from ? Storage::dense_i16 : Storage::sparse_i16;
}

bool is_i16(Storage storage) { return storage == Storage::dense_i16 || storage == Storage::sparse_i16; }

double largest_weight(const Synapses& synapses) {
  double largest = 0;
  for (double w : synapses.weight) largest = std::max(largest, std::fabs(w));
  return largest;
}

// The finest exponent at which every |weight| still fits in 16 bits.
std::int32_t finest_i16(double largest) {
  auto exponent = static_cast<std::int32_t>(std::floor(std::log2(32767.0 / largest)));
  while (std::nearbyint(std::ldexp(largest, exponent)) > 32767.0) --exponent;
  return exponent;
}

// The largest sum at any target, positive and negative weights apart, in real units.
double largest_sum(const std::vector<ChannelInput>& inputs, std::uint32_t targets, std::uint32_t pulse_ticks) {
  std::vector<double> positive(targets, 0.0), negative(targets, 0.0);
  for (const ChannelInput& input : inputs) {
    for (std::uint64_t k = 0; k < input.synapses->count(); ++k) {
      const double w = input.synapses->weight[k];
      (w > 0 ? positive : negative)[input.synapses->target[k]] += std::fabs(w);
    }
  }
  const double largest = std::max(*std::max_element(positive.begin(), positive.end()),
                                  *std::max_element(negative.begin(), negative.end()));
  return largest * pulse_ticks;
}

void quantize(const ChannelInput& input, std::int32_t exponent) {
  FixedWeights& fixed = *input.fixed;
  std::int32_t own = exponent;
  if (is_i16(fixed.storage)) own = std::min(exponent, finest_i16(std::max(largest_weight(*input.synapses), 1e-30)));
  fixed.shift = static_cast<std::uint32_t>(exponent - own);
  fixed.resolution = std::ldexp(1.0, -own);
  fixed.largest_error = 0;
  fixed.weight.clear();
  fixed.weight.reserve(input.synapses->weight.size());
  for (double w : input.synapses->weight) {
    const double q = std::nearbyint(std::ldexp(w, own));
    fixed.weight.push_back(static_cast<std::int32_t>(q));
    fixed.largest_error = std::max(fixed.largest_error, std::fabs(std::ldexp(q, -own) - w));
  }
}

// The largest sum as the engine would form it, in arrival units.
std::int64_t largest_integer_sum(const std::vector<ChannelInput>& inputs, std::uint32_t targets,
                                 std::uint32_t pulse_ticks) {
  std::vector<std::int64_t> positive(targets, 0), negative(targets, 0);
  for (const ChannelInput& input : inputs) {
    for (std::uint64_t k = 0; k < input.synapses->count(); ++k) {
      const std::int64_t w = std::int64_t{input.fixed->weight[k]} * (std::int64_t{1} << input.fixed->shift);
      (w > 0 ? positive : negative)[input.synapses->target[k]] += w > 0 ? w : -w;
    }
  }
  return std::max(*std::max_element(positive.begin(), positive.end()),
                  *std::max_element(negative.begin(), negative.end())) *
         pulse_ticks;
}

}  // namespace

FixedChannel fix_weights(const std::vector<ChannelInput>& inputs, std::uint32_t targets, std::uint32_t pulse_ticks) {
  FixedChannel channel;
  for (const ChannelInput& input : inputs) input.fixed->storage = resolve(input.storage, *input.synapses);
  channel.largest_sum = largest_sum(inputs, targets, pulse_ticks);
  if (channel.largest_sum == 0) {
    for (const ChannelInput& input : inputs) quantize(input, 0);
    channel.headroom = static_cast<double>(largest_arrival);
    return channel;
  }

  // As fine as the finest projection needs, as coarse as the largest sum demands.
  const auto limit =
      static_cast<std::int32_t>(std::floor(std::log2(static_cast<double>(largest_arrival) / channel.largest_sum)));
  std::int32_t wanted = std::numeric_limits<std::int32_t>::min();
  for (const ChannelInput& input : inputs) {
    const double largest = largest_weight(*input.synapses);
    if (largest > 0) wanted = std::max(wanted, is_i16(input.fixed->storage) ? finest_i16(largest) : limit);
  }
  channel.exponent = std::min(wanted, limit);
  std::int64_t sum;
  for (;; --channel.exponent) {  // rounding up may cost a last bit
    for (const ChannelInput& input : inputs) quantize(input, channel.exponent);
    sum = largest_integer_sum(inputs, targets, pulse_ticks);
    if (sum <= largest_arrival) break;
  }
  channel.headroom = (static_cast<double>(largest_arrival) + 1) / static_cast<double>(std::max<std::int64_t>(sum, 1));
  return channel;
}

}  // namespace rheobase
