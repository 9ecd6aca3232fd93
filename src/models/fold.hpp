// How the host folds a model's parameters into the planes that its kernels read: what a step would need an exponential,
// a root or a quotient of constants for. Host code, of which the engine includes nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "image/format.hpp"
#include "models/list.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase {

// The parameters of one population, evaluated: one double per neuron and parameter.
struct NeuronParameters {
  std::uint32_t size = 0;
  std::vector<double> a, b, c, d, v0, u0, current, noise;
};

struct StepSetting {
  Integrator integrator = Integrator::riccati;
  double dt_ms = 1, threshold_mv = 30;
  double refractory_ms = 0;
  bool refractory_moves_u = false;
};

struct FoldedPlane {
  image::PlaneIndex plane;
  std::vector<double> values;  // one a neuron, or constants of the population
  double padding = 0;          // of neurons that only fill a block: they must rest
  bool constants = false;
};

// All but the planes that every model has: current, noise, v0, u0.
std::vector<FoldedPlane> folded(NeuronModel model, const NeuronParameters& neurons, const StepSetting& step);

// By model, each in a file of its own.
std::vector<FoldedPlane> fold_izhikevich(const NeuronParameters& neurons, const StepSetting& step);

}  // namespace rheobase
