// The synapses of one projection before any storage is chosen: rows by source, targets ascending,
// weights as real numbers. Rows are made on demand: rows from random numbers and a formula are
// drawn again each time, so that a hundred million synapses take little memory here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compile/in_order.hpp"
#include "kernels/procedural.hpp"

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
  // Calls each(source, row) for all sources in order. Rows may be made on several threads, each calls here alone.
  template <class Each>
  void for_each_row(Each each) const {
    in_order<SynapseRow>(
        sources, rows_at_once, threads,
        [this](std::size_t source, SynapseRow& row) { this->row(static_cast<std::uint32_t>(source), row); },
        [&](std::size_t source, const SynapseRow& row) {
          each(static_cast<std::uint32_t>(source), row);
          if (on_row) on_row();
        });
  }

  unsigned threads = 1;  // that may make rows
  std::size_t rows_at_once = 64;
  const std::uint32_t sources, targets;
  std::function<void()> on_row;   // called after each row
  std::uint32_t delay_ticks = 1;  // unless they vary
  std::optional<Affine> affine;
  Procedural recipe;           // without the weights: how the engine regenerates these synapses
  std::string not_procedural;  // why it may not; empty: it may
  bool drawn = false;          // weights depend on random numbers
};

// Synapses kept in memory.
class ListedSynapses : public Synapses {
 public:
  using Synapses::Synapses;

  std::vector<std::uint64_t> row_begin;  // sources + 1
  std::vector<std::uint32_t> target;
  std::vector<double> weight;
  std::vector<std::uint32_t> varying_delay_ticks;  // empty: all have delay_ticks

  void row(std::uint32_t source, SynapseRow& out) const override;
};

// Called with the random words of each row that has been drawn.
using OnDraws = std::function<void(std::uint64_t)>;

// Random words of one pass over one source; of a fixed in-degree, over one target.
std::uint64_t draws_of_row(const Procedural& recipe);

// `by_target`: each target draws its sources, else each source its targets. Rows of affine weights and one delay are
// made when asked for; others are kept. On as many threads: the same synapses for every number. Throws ModelError.
struct SynapseExpressions;
std::unique_ptr<Synapses> draw_synapses(const Procedural& recipe, bool by_target, const SynapseExpressions& expressions,
                                        std::uint32_t sources, std::uint32_t targets, unsigned threads,
                                        const OnDraws& on_draws);

}  // namespace rheobase
