// The models of populations, one line each:
//   MODEL(name, slopes, integrator of its own, scheme of that integrator)   a neuron's membrane
//   SOURCE(name, kernel)                                                    spikes without a membrane
// `slopes` gives the explicit schemes (schemes-inl.h); <name>_shape says what lies in the image (shape.hpp);
// <name>_declaration is the host's half (declaration.hpp). A model's number in images is its place here: append. CMake
// and tools/stack_use.py read these lines too.
#pragma once

#include <cstdint>

#ifndef RHEOBASE_MODELS
#define RHEOBASE_MODELS 0xFFFFFFFFu
#endif

// clang-format off
#define RHEOBASE_MODEL_LIST(MODEL, SOURCE) \
  MODEL(izhikevich, Izhikevich, riccati, IzhikevichRiccati) \
  MODEL(quadratic, Quadratic, riccati, QuadraticRiccati) \
  MODEL(lif, Lif, exact, LifExact) \
  SOURCE(poisson, poisson_spikes) \
  SOURCE(spikes, listed_spikes) \
  SOURCE(external, external_spikes) \
  MODEL(integrator, Integrating, exact, IntegratingExact)
// clang-format on

namespace rheobase {

#define RHEOBASE_MODEL_NAME(name, ...) name,
enum class NeuronModel : std::uint8_t { RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_NAME, RHEOBASE_MODEL_NAME) };
#undef RHEOBASE_MODEL_NAME

#define RHEOBASE_MODEL_ONE(...) +1
constexpr unsigned model_count = 0 RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_ONE, RHEOBASE_MODEL_ONE);
#undef RHEOBASE_MODEL_ONE

// Whether this build has it: bit i is NeuronModel i.
constexpr bool chosen(NeuronModel model) { return (RHEOBASE_MODELS >> static_cast<unsigned>(model) & 1u) != 0; }

#define RHEOBASE_NO_SOURCE(...)
#define RHEOBASE_SOURCE_CHOSEN(name, kernel) || chosen(NeuronModel::name)
constexpr bool has_sources = false RHEOBASE_MODEL_LIST(RHEOBASE_NO_SOURCE, RHEOBASE_SOURCE_CHOSEN);
#undef RHEOBASE_NO_SOURCE
#undef RHEOBASE_SOURCE_CHOSEN

}  // namespace rheobase
