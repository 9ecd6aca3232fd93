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
  // Ascending. One that stands several times has several synapses, by delay.
  std::vector<std::uint32_t> target;
  std::vector<double> weight;
  std::vector<std::uint32_t> delay_ticks;
  std::vector<std::uint32_t> word;  // of affine weights: the draw behind each

  void clear() {
    target.clear();
    weight.clear();
    delay_ticks.clear();
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
  std::uint32_t delay_ticks = 1;  // unless they vary
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
  std::vector<std::uint32_t> varying_delay_ticks;  // empty: all have delay_ticks
};

// What the synapses of a projection are made from, beside its description.
struct SynapseContext {
  std::uint32_t index;  // the projection's number: its stream of random numbers
  std::uint32_t sources, targets;
  double dt_ms;
  const std::map<std::string, double>& constants;
  PhiloxKey key;
};

// Throws ModelError.
std::unique_ptr<Synapses> make_synapses(const Projection& projection, const SynapseContext& context);

}  // namespace rheobase
