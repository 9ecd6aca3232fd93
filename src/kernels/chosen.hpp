// Which kernels stand in a table: what each model, integrator and storage form asks for, but for what this build leaves
// out (CMake: RHEOBASE_MODELS, RHEOBASE_INTEGRATORS, RHEOBASE_STORAGE, RHEOBASE_EXTRAS: bit i of each macro is
// NeuronModel, Integrator, Storage or Extra i). A kernel that no table names is not compiled into the archive.
#pragma once

#include <type_traits>
#include <utility>

#include "image/storage_forms.hpp"
#include "kernels/kernels.hpp"

#ifndef RHEOBASE_INTEGRATORS
#define RHEOBASE_INTEGRATORS 0xFFFFFFFFu
#endif
#ifndef RHEOBASE_STORAGE
#define RHEOBASE_STORAGE 0xFFFFFFFFu
#endif

namespace rheobase {

constexpr bool chosen(Integrator integrator) {
  return (RHEOBASE_INTEGRATORS >> static_cast<unsigned>(integrator) & 1u) != 0;
}
constexpr bool chosen(NeuronModel model, Integrator integrator) { return chosen(model) && chosen(integrator); }

// What few networks need. engine_sources.cmake has the names.
enum class Extra : std::uint8_t {
  conductances,  // channels that are conductances, rise, or arrive on v
  stp,           // short-term plasticity
  substeps,      // several integration steps a tick
  inputs,        // noise that is uniform, or correlated in time; a stimulus of each neuron
  gains,         // projections whose weights a program may scale
  plasticity,    // weights that learn
};
constexpr bool chosen(Extra extra) { return (RHEOBASE_EXTRAS >> static_cast<unsigned>(extra) & 1u) != 0; }
static_assert(chosen(Extra::stp) == (RHEOBASE_STP != 0) && chosen(Extra::gains) == (RHEOBASE_GAINS != 0) &&
              chosen(Extra::plasticity) == (RHEOBASE_PLASTICITY != 0));

constexpr bool chosen(Storage storage) { return (RHEOBASE_STORAGE >> static_cast<unsigned>(storage) & 1u) != 0; }

template <unsigned bytes>
using TargetOf = std::conditional_t<bytes == 2, std::uint16_t, std::uint32_t>;
template <unsigned bytes>
using WeightOf =
    std::conditional_t<bytes == 1, std::int8_t, std::conditional_t<bytes == 2, std::int16_t, std::int32_t>>;

// The kernel for a storage form. `Kernels` has, each a constexpr function that answers a DeliverFn: dense<Weight>(),
// entries<Target, Weight>(), split<Target, Weight>(), procedural().
template <class Kernels, unsigned storage>
constexpr DeliverFn deliver_kernel() {
  constexpr StorageForm form = storage_forms[storage];
  using Target = TargetOf<form.target_bytes>;
  using Weight = WeightOf<form.weight_bytes>;
  if constexpr (form.layout == StorageLayout::none || !chosen(static_cast<Storage>(storage))) {
    return nullptr;
  } else if constexpr (form.layout == StorageLayout::dense) {
    return Kernels::template dense<Weight>();
  } else if constexpr (form.layout == StorageLayout::entries) {
    return Kernels::template entries<Target, Weight>();
  } else if constexpr (form.layout == StorageLayout::split) {
    return Kernels::template split<Target, Weight>();
  } else {
    return Kernels::procedural();
  }
}

template <class Kernels, std::size_t... storage>
constexpr DeliverTable deliver_table(std::index_sequence<storage...>) {
  return {{deliver_kernel<Kernels, storage>()...}};
}
template <class Kernels>
constexpr DeliverTable deliver_table() {
  return deliver_table<Kernels>(std::make_index_sequence<storage_count>());
}

}  // namespace rheobase
