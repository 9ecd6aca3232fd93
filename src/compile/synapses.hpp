// The synapses of one projection before any storage is chosen: rows by source, targets ascending,
// weights as real numbers. Rows are made when asked for: what random numbers and a formula say is
// drawn again each time, so that a hundred million synapses take no memory here.
#pragma once

#include <cstdint>
#include <functional>
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
  void row(std::uint32_t source, SynapseRow& out) const {
    make_row(source, out);
    if (on_row) on_row();
  }

  const std::uint32_t sources, targets;
  std::function<void()> on_row;   // called after each row
  std::uint32_t delay_ticks = 1;  // unless they vary
  std::optional<Affine> affine;
  Procedural recipe;           // without the weights: how the engine may draw these synapses anew
  std::string not_procedural;  // why it may not; empty: it may
  bool drawn = false;          // weights depend on random numbers

 private:
  virtual void make_row(std::uint32_t source, SynapseRow& out) const = 0;
};

// Synapses kept in memory.
class ListedSynapses : public Synapses {
 public:
  using Synapses::Synapses;

  std::vector<std::uint64_t> row_begin;  // sources + 1
  std::vector<std::uint32_t> target;
  std::vector<double> weight;
  std::vector<std::uint32_t> varying_delay_ticks;  // empty: all have delay_ticks

 private:
  void make_row(std::uint32_t source, SynapseRow& out) const override;
};

// What the synapses of a projection are made from, beside its description.
struct SynapseContext {
  std::uint32_t index;  // the projection's number: its stream of random numbers
  std::uint32_t sources, targets;
  double dt_ms;
  const std::map<std::string, double>& constants;
  PhiloxKey key;
  std::function<void(std::uint64_t)> on_draws = {};  // called with the draws of each row that has been drawn
};

// What the description says of them.
struct SynapseForecast {
  std::uint32_t sources = 0, targets = 0;
  // How many: at least and at most. Where each is drawn with a probability, ten standard deviations from the mean.
  std::uint64_t least = 0, most = 0;
  std::uint64_t draws = 0;  // of all passes over them
  bool kept = false;        // in memory, while the image is made
  bool may_be_procedural = false;
  bool delays_vary = false;
  bool targets_drawn = false, weights_drawn = false;  // then they differ from those of other projections
};
// Throws ModelError.
SynapseForecast forecast_synapses(const Projection& projection, const SynapseContext& context);

// Throws ModelError.
std::unique_ptr<Synapses> make_synapses(const Projection& projection, const SynapseContext& context);

}  // namespace rheobase
