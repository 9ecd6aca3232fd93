// Synapses that are drawn and not kept: who is connected and how strongly, by integer arithmetic on
// counter-based random words. Compile stores what these functions say; the procedural kernels
// compute it again at each delivery: the same synapses, bit for bit.
#pragma once

#include <cstdint>

#include "kernels/gaps.hpp"
#include "kernels/philox.hpp"

namespace rheobase {

// Which targets a source has. Part of the image format: append, never renumber.
enum class Pattern : std::uint32_t {
  every = 0,       // all targets
  pairwise = 1,    // of earlier versions: a draw for each pair. Refused
  out_degree = 2,  // a fixed number of targets
  one_to_one = 3,  // the target with the source's index
  some = 4,        // each target independently with a probability
};
constexpr std::uint32_t pattern_count = 5;

// weight = (base ± slope * word / 2^32) / 2^16, rounded to nearest: an affine function of one
// uniform number, in units of the stored weights. All sums modulo 2^32; compile has made sure that
// results fit.
struct WeightRule {
  std::int32_t base = 0;    // with the half that makes the shift round
  std::uint32_t slope = 0;  // magnitude; 0: one weight for all, no draw
  std::uint32_t flip = 0;   // all ones: the slope is negative
};

constexpr std::int32_t weight_of(const WeightRule& rule, std::uint32_t word) {
  const auto part = static_cast<std::uint32_t>((std::uint64_t{rule.slope} * word) >> 32);
  const std::uint32_t sum = static_cast<std::uint32_t>(rule.base) + (part ^ rule.flip);
  return static_cast<std::int32_t>(sum) >> 16;
}

struct Procedural {
  PhiloxKey key;
  std::uint32_t stream = 0;  // the projection's, of random numbers
  Pattern pattern = Pattern::every;
  bool skip_self = false;        // source i has no target i
  std::uint32_t targets = 0;     // in the population, no padding
  std::uint32_t yes = 0;         // some: the probability, in units of 2^-32
  GapRule gaps;                  // some: of `yes`
  std::uint32_t degree = 0;      // out_degree
  std::uint32_t candidates = 0;  // out_degree: targets to choose from
  std::uint64_t step = 0;        // out_degree: candidates / degree * 2^32
  WeightRule weight;
};

// A fixed out-degree K of M candidates (all targets, or all but the source itself): the candidates
// stand in a circle that starts at a random place and is cut into K slices of (nearly) equal size;
// one candidate is drawn from each. So the K targets are distinct, each candidate is as likely as
// any other, and target k is found without the ones before it.
constexpr std::uint64_t degree_step(std::uint32_t candidates, std::uint32_t degree) {
  return (std::uint64_t{candidates} << 32) / degree;
}
constexpr std::uint32_t slice_begin(const Procedural& p, std::uint32_t k) {
  return static_cast<std::uint32_t>((k * p.step) >> 32);
}
constexpr std::uint32_t circle_start(const Procedural& p, std::uint32_t source) {
  return static_cast<std::uint32_t>(
      (std::uint64_t{draw(p.key, Draw::synapse_start, p.stream, source, 0)} * p.candidates) >> 32);
}
struct SynapseWords {
  std::uint32_t target, r;
};
constexpr SynapseWords words_in(const PhiloxBlock& block, std::uint32_t k) {
  return {block.word[2 * (k % 2)], block.word[2 * (k % 2) + 1]};
}
constexpr SynapseWords degree_words(const Procedural& p, std::uint32_t source, std::uint32_t k) {
  return words_in(philox(draw_counter(Draw::synapse_degree, p.stream, source, k / 2), p.key), k);
}
constexpr std::uint32_t degree_target(const Procedural& p, std::uint32_t source, std::uint32_t start, std::uint32_t k,
                                      std::uint32_t word) {
  const std::uint32_t begin = slice_begin(p, k), size = slice_begin(p, k + 1) - begin;
  std::uint32_t t = start + begin + static_cast<std::uint32_t>((std::uint64_t{word} * size) >> 32);
  if (t >= p.candidates) t -= p.candidates;
  if (p.skip_self && t >= source) ++t;
  return t;
}

// A probability: the synapses of the chunk that begins with target `first`, ascending, by its gaps one after the other.
// Gap k has the words of index first + k of the row: each takes one target at least, so that no two chunks share an
// index.
class ChunkWalk {
 public:
  ChunkWalk(const Procedural& p, std::uint32_t first)
      : next_(first), end_(p.targets - first > p.gaps.chunk ? first + p.gaps.chunk : p.targets) {}

  // With the next gap's word; false: there are no more.
  bool next(const GapRule& gaps, std::uint32_t word, std::uint32_t& target) {
    const std::uint64_t gap = gap_of(gaps, word);
    if (gap >= end_ - next_) return false;
    target = next_ + static_cast<std::uint32_t>(gap);
    next_ = target + 1;
    return true;
  }

 private:
  std::uint32_t next_, end_;
};
constexpr SynapseWords gap_words(const Procedural& p, std::uint32_t source, std::uint32_t index) {
  return words_in(philox(draw_counter(Draw::synapse_gap, p.stream, source, index / 2), p.key), index);
}

}  // namespace rheobase
