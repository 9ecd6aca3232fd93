// The models of neurons, one line each:
//   MODEL(name, slopes, integrator of its own, scheme of that integrator)
// `slopes` gives the explicit schemes (schemes-inl.h); <name>_shape says what lies in the image (shape.hpp);
// <name>_declaration is the host's half (declaration.hpp). A model's number in images is its place here: append. CMake
// and tools/stack_use.py read these lines too.
#pragma once

#include <cstdint>

// clang-format off
#define RHEOBASE_MODEL_LIST(MODEL) \
  MODEL(izhikevich, Izhikevich, riccati, IzhikevichRiccati) \
  MODEL(quadratic, Quadratic, riccati, QuadraticRiccati) \
  MODEL(lif, Lif, exact, LifExact)
// clang-format on

namespace rheobase {

#define RHEOBASE_MODEL_NUMBER(name, slopes, own, scheme) name,
enum class NeuronModel : std::uint8_t { RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_NUMBER) };
#undef RHEOBASE_MODEL_NUMBER

#define RHEOBASE_MODEL_ONE(name, slopes, own, scheme) +1
constexpr unsigned model_count = 0 RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_ONE);
#undef RHEOBASE_MODEL_ONE

}  // namespace rheobase
