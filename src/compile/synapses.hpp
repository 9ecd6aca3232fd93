// The synapses of one projection before any storage is chosen: rows by source, targets ascending,
// weights as real numbers. Rows are made when asked for: what random numbers and a formula say is
// drawn again each time, so that a hundred million synapses take no memory here.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernels/procedural.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct SynapseRow {
  std::vector<std::uint32_t> target;  // ascending
  std::vector<double> weight;
  std::vector<std::uint32_t> word;  // of affine weights: the draw behind each

  void clear() {
    target.clear();
    weight.clear();
    word.clear();
  }
};

// weight = zero + slope * r, r = word / 2^32
struct Affine {
  double zero = 0, slope = 0;
  double at(std::uint32_t word) const { return zero + slope * (word * 0x1p-32); }
};

class Synapses {
 public:
  Synapses(std::uint32_t source_count, std::uint32_t target_count) : sources(source_count), targets(target_count) {}
  virtual ~Synapses() = default;
  virtual void row(std::uint32_t source, SynapseRow& out) const = 0;

  const std::uint32_t sources, targets;
  std::optional<Affine> affine;
  Procedural recipe;           // without the weights: how the engine may draw these synapses anew
  std::string not_procedural;  // why it may not; empty: it may
  bool drawn = false;          // weights depend on random numbers
};

// Synapses kept in memory.
class ListedSynapses : public Synapses {
 public:
  using Synapses::Synapses;
  void row(std::uint32_t source, SynapseRow& out) const override;

  std::vector<std::uint64_t> row_begin;  // sources + 1
  std::vector<std::uint32_t> target;
  std::vector<double> weight;
};

// `index` is the projection's number (its stream of random numbers). Throws ModelError.
std::unique_ptr<Synapses> make_synapses(const Projection& projection, std::uint32_t index, std::uint32_t sources,
                                        std::uint32_t targets, const std::map<std::string, double>& constants,
                                        PhiloxKey key);

}  // namespace rheobase
