// The synapses of a projection as described: parsed and checked once, counted before they are drawn.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "compile/synapse_expressions.hpp"
#include "compile/synapses.hpp"
#include "kernels/procedural.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// What the synapses of a projection are made from, beside its description.
struct SynapseContext {
  std::uint32_t index;  // the projection's number: its stream of random numbers
  std::uint32_t sources, targets;
  double dt_ms;
  const std::map<std::string, double>& constants;
  PhiloxKey key;
};

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

class SynapsePlan {
 public:
  // `projection` and the constants outlive it. Throws ModelError.
  SynapsePlan(const Projection& projection, const SynapseContext& context);

  SynapseForecast forecast() const;
  // Throws ModelError.
  std::unique_ptr<Synapses> make(unsigned threads = 1, const OnDraws& on_draws = {}) const;

 private:
  const Projection& projection_;
  SynapseContext context_;
  SynapseExpressions expressions_;
  std::optional<Procedural> recipe_;  // none: a file lists them
};

}  // namespace rheobase
