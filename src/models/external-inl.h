// Spikes that the program has set for this step.
#if defined(RHEOBASE_MODELS_EXTERNAL_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_EXTERNAL_INL_H_
#undef RHEOBASE_MODELS_EXTERNAL_INL_H_
#else
#define RHEOBASE_MODELS_EXTERNAL_INL_H_
#endif

#include "kernels/kernels.hpp"
#include "kernels/numbers-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

inline void external_spikes(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  for (std::size_t block = first_block; block < end_block; ++block) {
    task.fired[block] = task.pending[block];
    task.pending[block] = 0;
  }
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
