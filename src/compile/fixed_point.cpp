#include "compile/fixed_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "compile/message.hpp"
#include "image/format.hpp"
#include "image/limits.hpp"
#include "image/storage_forms.hpp"

namespace rheobase {
namespace {

constexpr std::int64_t largest_arrival = std::numeric_limits<std::int32_t>::max();
// A row this full costs less as a whole vector pass than as a scatter, and fewer bytes than
// entries that name their targets.
constexpr double dense_from = 0.25;
// Larger projections are regenerated at each delivery, where possible: the spikes are the
// same, and reading them from memory would not be faster.
constexpr std::uint64_t procedural_from_bytes = std::uint64_t{1} << 31;
// Targets beyond 16 bits: windows of 65,536 while a row has this many entries in each, else 32 bits.
constexpr std::uint64_t window_row = 16;

Storage resolve(const ChannelInput& input) {
  const Synapses& s = *input.synapses;
  if (input.storage == Storage::procedural && !s.not_procedural.empty()) {
    fail(input.where, "storage = \"procedural\" is not possible here: " + s.not_procedural);
  }
  if (input.storage != Storage::automatic) return input.storage;
  if (input.w_max > 0) return Storage::sparse_i16;
  const std::uint64_t count = input.fixed->count, pairs = std::uint64_t{s.sources} * s.targets;
  const std::uint64_t delays = input.fixed->delays.size();  // each has rows of its own
  const bool dense = static_cast<double>(count) >= dense_from * static_cast<double>(pairs * delays);
  const std::uint64_t bytes = dense ? 2 * pairs * delays : 4 * count;
  if (bytes > procedural_from_bytes && s.not_procedural.empty()) return Storage::procedural;
  if (dense) return Storage::dense_i16;
  const std::uint64_t windows = (std::uint64_t{s.targets} + 65535) / 65536;
  return windows == 1 || count / s.sources >= windows * delays * window_row ? Storage::sparse_i16
                                                                            : Storage::sparse32_i16;
}

// Of any weight that the expression can give, drawn or not; of all synapses of a pair, which may share a cell.
double largest_weight(const ChannelInput& input) {
  const FixedWeights& fixed = *input.fixed;
  if (input.w_max > 0) return input.w_max;
  if (fixed.most_of_pair > 1) return fixed.largest_of_pair;
  if (const std::optional<Affine>& affine = input.synapses->affine) {
    return std::max(std::fabs(affine->zero), std::fabs(affine->zero + affine->slope));
  }
  return std::max(std::fabs(fixed.weight_min), std::fabs(fixed.weight_max));
}

// Of a stored weight; 0: as large as the sum may be. Where synapses share a cell each may be rounded up by a half.
std::int32_t largest_stored(const FixedWeights& fixed) {
  const std::int32_t most = form_of(fixed.storage).largest_weight();
  return most - std::min(most / 2, static_cast<std::int32_t>(std::min<std::uint32_t>(fixed.most_of_pair, 65536) / 2));
}

void check_pairs(const ChannelInput& input) {
  const StorageForm& form = form_of(input.fixed->storage);
  if (form.layout != StorageLayout::dense || form.largest_weight() == 0) return;
  if (input.fixed->most_of_pair <= static_cast<std::uint32_t>(form.largest_weight())) return;
  fail(input.where, std::string(form.name) + " has no room for the " + std::to_string(input.fixed->most_of_pair) +
                        " synapses of one pair of neurons");
}

// The finest exponent at which every |weight| still fits.
std::int32_t finest(double largest, std::int32_t most) {
  auto exponent = static_cast<std::int32_t>(std::floor(std::log2(most / largest)));
  while (std::ldexp(largest, exponent) > most) --exponent;
  return exponent;
}

// Synapses of one pair follow each other.
void count_pairs(const SynapseRow& row, FixedWeights& fixed) {
  for (std::size_t k = 0; k < row.target.size();) {
    double sum = 0;
    const std::size_t first = k;
    for (; k < row.target.size() && row.target[k] == row.target[first]; ++k) sum += std::fabs(row.weight[k]);
    fixed.most_of_pair = std::max(fixed.most_of_pair, static_cast<std::uint32_t>(k - first));
    fixed.largest_of_pair = std::max(fixed.largest_of_pair, sum);
  }
}

// Counts, and the largest sum at any target, positive and negative weights apart, in real units.
double survey(const std::vector<ChannelInput>& inputs, std::uint32_t targets, std::uint32_t pulse_ticks) {
  std::vector<double> positive(targets, 0.0), negative(targets, 0.0);
  for (const ChannelInput& input : inputs) {
    FixedWeights& fixed = *input.fixed;
    std::vector<char> delays(input.synapses->delay_ticks + 1);  // by ticks: is there one
    input.synapses->for_each_row([&](std::uint32_t, const SynapseRow& row) {
      fixed.row_lengths.push_back(static_cast<std::uint32_t>(row.target.size()));
      count_pairs(row, fixed);
      for (const std::uint32_t ticks : row.delay_ticks) {
        if (delays.size() <= ticks) delays.resize(ticks + 1);
        delays[ticks] = 1;
      }
      for (std::size_t k = 0; k < row.target.size(); ++k) {
        const double w = row.weight[k], largest = input.w_max > 0 ? input.w_max : w;
        if (input.w_max > 0 && !is_within(input.w_min, input.w_max, w)) {
          fail(input.where, "a weight is " + number_text(w) + "; weights that learn are of w_min to w_max, " +
                                number_text(input.w_min) + " to " + number_text(input.w_max));
        }
        (largest > 0 ? positive : negative)[row.target[k]] += std::fabs(largest) * static_cast<double>(input.most_gain);
        fixed.weight_min = fixed.count == 0 ? w : std::min(fixed.weight_min, w);
        fixed.weight_max = fixed.count == 0 ? w : std::max(fixed.weight_max, w);
        ++fixed.count;
      }
    });
    if (fixed.count == 0) delays.back() = 1;
    for (std::uint32_t ticks = 0; ticks < delays.size(); ++ticks) {
      if (delays[ticks] != 0) fixed.delays.push_back(ticks);
    }
  }
  const double largest = std::max(*std::max_element(positive.begin(), positive.end()),
                                  *std::max_element(negative.begin(), negative.end()));
  return largest * pulse_ticks;
}

WeightRule rule_of(const Affine& affine, std::int32_t exponent) {
  WeightRule rule;
  const double slope = std::nearbyint(std::ldexp(affine.slope, exponent + 16));
  rule.base = static_cast<std::int32_t>(std::nearbyint(std::ldexp(affine.zero, exponent + 16))) + 0x8000;
  rule.slope = static_cast<std::uint32_t>(std::fabs(slope));
  if (slope < 0) {  // the complement is one less than the negative
    rule.flip = 0xFFFFFFFFu;
    ++rule.base;
  }
  return rule;
}

void choose_scale(const ChannelInput& input, std::int32_t exponent) {
  FixedWeights& fixed = *input.fixed;
  const std::int32_t most = largest_stored(fixed);
  const double largest = std::max(largest_weight(input), 1e-30);
  fixed.exponent = most > 0 ? std::min(exponent, finest(largest, most)) : exponent;
  fixed.shift = static_cast<std::uint32_t>(exponent - fixed.exponent);
  fixed.resolution = std::ldexp(1.0, -fixed.exponent);
  fixed.rule.reset();
  if (input.w_max > 0) return;  // rounded as they are, within their bounds
  if (most > 0 && input.synapses->affine) fixed.rule = rule_of(*input.synapses->affine, fixed.exponent);
}

// Chooses the scale of each and answers the largest sum as the engine would form it, in arrival units.
std::int64_t quantize(const std::vector<ChannelInput>& inputs, std::uint32_t targets, std::uint32_t pulse_ticks,
                      std::int32_t exponent) {
  std::vector<std::int64_t> positive(targets, 0), negative(targets, 0);
  std::vector<std::int32_t> weights;
  for (const ChannelInput& input : inputs) {
    choose_scale(input, exponent);
    FixedWeights& fixed = *input.fixed;
    fixed.largest_error = 0;
    fixed.losses = {};
    input.synapses->for_each_row([&](std::uint32_t, const SynapseRow& row) {
      fixed.fix_row(row, weights);
      for (std::size_t k = 0; k < weights.size(); ++k) {
        fixed.largest_error = std::max(fixed.largest_error, std::fabs(weights[k] * fixed.resolution - row.weight[k]));
        fixed.losses.add(row.weight[k], weights[k]);
        const std::int64_t largest =
            input.w_max > 0 ? static_cast<std::int64_t>(std::nearbyint(std::ldexp(input.w_max, fixed.exponent)))
                            : weights[k];
        const std::int64_t w = largest * (std::int64_t{1} << fixed.shift) * input.most_gain;
        (w > 0 ? positive : negative)[row.target[k]] += w > 0 ? w : -w;
      }
    });
  }
  return std::max(*std::max_element(positive.begin(), positive.end()),
                  *std::max_element(negative.begin(), negative.end())) *
         pulse_ticks;
}

}  // namespace

void Losses::add(double weight, std::int32_t stored) {
  const double size = std::fabs(weight);
  if (size == 0) return;
  if (stored == 0) {
    ++lost;
    largest_lost = std::max(largest_lost, size);
  } else {
    ++kept;
    smallest_kept = std::min(smallest_kept, size);
  }
}

bool Losses::matter(bool drawn) const {
  if (!drawn || lost == 0) return lost > 0;
  return lost * 100 > lost + kept || largest_lost * 16 < smallest_kept;
}

void FixedWeights::fix_row(const SynapseRow& row, std::vector<std::int32_t>& out) const {
  out.resize(row.weight.size());
  for (std::size_t k = 0; k < out.size(); ++k) {
    if (rule) {
      out[k] = weight_of(*rule, row.word.empty() ? 0u : row.word[k]);
    } else {
      out[k] = static_cast<std::int32_t>(std::nearbyint(std::ldexp(row.weight[k], exponent)));
    }
  }
}

StoredForecast forecast_storage(const SynapseForecast& s, Storage storage) {
  const std::uint64_t pairs = std::uint64_t{s.sources} * s.targets;
  const StorageForm& form = form_of(storage);
  const std::uint64_t windows = s.targets / form.window() + 1;
  const bool any_drawn = s.targets_drawn || s.weights_drawn, both_drawn = s.targets_drawn && s.weights_drawn;
  const auto dense_bytes = [&](std::uint64_t bytes) { return s.sources * image::padded(s.targets) * bytes; };
  // Windows of targets have rows of their own, which may be equal unless they are drawn.
  const auto bytes_of = [&](std::uint64_t bytes, bool drawn) { return (drawn ? s.least : s.least / windows) * bytes; };
  switch (form.layout) {
    case StorageLayout::procedural: return {0, true};
    case StorageLayout::dense: return {dense_bytes(form.weight_bytes), s.weights_drawn};
    case StorageLayout::entries: return {bytes_of(form.entry_bytes(), any_drawn), any_drawn};
    case StorageLayout::split:
      return {bytes_of(form.target_bytes, s.targets_drawn) + bytes_of(form.weight_bytes, s.weights_drawn), both_drawn};
    case StorageLayout::none: break;
  }
  // As resolve() decides, where the numbers are known.
  const auto is_dense = [&](std::uint64_t count) {
    return static_cast<double>(count) >= dense_from * static_cast<double>(pairs);
  };
  const bool may_be_sparse = !is_dense(s.least) || s.delays_vary, may_be_dense = is_dense(s.most);
  const bool may_be_large =
      (may_be_dense && 2 * pairs > procedural_from_bytes) || (may_be_sparse && 4 * s.most > procedural_from_bytes);
  if (s.may_be_procedural && may_be_large) return {0, true};
  const std::uint64_t sparse_windows = s.targets / 65536 + 1;
  const std::uint64_t sparse = 4 * (any_drawn ? s.least : s.least / sparse_windows), dense = dense_bytes(2);
  const bool sparse_differs = sparse_windows == 1 ? any_drawn : both_drawn;
  return {may_be_sparse && may_be_dense ? std::min(sparse, dense)
          : may_be_dense                ? dense
                                        : sparse,
          (!may_be_dense || s.weights_drawn) && (!may_be_sparse || sparse_differs)};
}

FixedChannel fix_weights(const std::vector<ChannelInput>& inputs, std::uint32_t targets, std::uint32_t pulse_ticks) {
  FixedChannel channel;
  channel.largest_sum = survey(inputs, targets, pulse_ticks);
  for (const ChannelInput& input : inputs) {
    const double largest = input.w_max > 0
                               ? input.w_max
                               : std::max(std::fabs(input.fixed->weight_min), std::fabs(input.fixed->weight_max));
    if (largest > 0 && largest < limits::least_weight) {
      fail(input.where, "the largest weight is " + number_text(largest) + "; weights are 0 or from 1e-12 in size");
    }
  }
  for (const ChannelInput& input : inputs) {
    input.fixed->storage = resolve(input);
    check_pairs(input);
  }
  if (channel.largest_sum == 0) {
    for (const ChannelInput& input : inputs) choose_scale(input, 0);
    channel.headroom = static_cast<double>(largest_arrival);
    return channel;
  }

  // As fine as the finest projection needs, as coarse as the largest sum demands.
  const auto limit = static_cast<std::int32_t>(std::min<double>(
      limits::most_exponent, std::floor(std::log2(static_cast<double>(largest_arrival) / channel.largest_sum))));
  std::int32_t wanted = std::numeric_limits<std::int32_t>::min();
  for (const ChannelInput& input : inputs) {
    const double largest = largest_weight(input);
    const std::int32_t most = largest_stored(*input.fixed);
    if (largest == 0 || input.fixed->count == 0) continue;
    wanted = std::max(wanted, most > 0 && !input.scaled ? finest(largest, most) : limit);
  }
  channel.exponent = std::min(wanted, limit);
  std::int64_t sum;
  for (;; --channel.exponent) {  // rounding up may cost a last bit
    sum = quantize(inputs, targets, pulse_ticks, channel.exponent);
    if (sum <= largest_arrival) break;
  }
  channel.headroom = (static_cast<double>(largest_arrival) + 1) / static_cast<double>(std::max<std::int64_t>(sum, 1));
  return channel;
}

}  // namespace rheobase
