// Spikes from a list: who fires in this step is found by the engine.
#if defined(RHEOBASE_MODELS_SPIKES_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_SPIKES_INL_H_
#undef RHEOBASE_MODELS_SPIKES_INL_H_
#else
#define RHEOBASE_MODELS_SPIKES_INL_H_
#endif

#include "kernels/kernels.hpp"
#include "kernels/numbers-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

inline void listed_spikes(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  for (std::size_t block = first_block; block < end_block; ++block) task.fired[block] = 0;
  for (std::uint32_t k = 0; k < task.listed_count; ++k) {
    const std::size_t neuron = task.listed[k], block = neuron / image::block_neurons;
    if (block < first_block || block >= end_block) continue;
    task.fired[block] |= std::uint64_t{1} << (neuron % image::block_neurons);
  }
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
