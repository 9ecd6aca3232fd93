// Poisson spikes: in each step a neuron fires with the probability rate dt, its input being the rate in Hz.
#if defined(RHEOBASE_MODELS_POISSON_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_POISSON_INL_H_
#undef RHEOBASE_MODELS_POISSON_INL_H_
#else
#define RHEOBASE_MODELS_POISSON_INL_H_
#endif

#include "kernels/bits.hpp"
#include "models/input-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

inline void poisson_spikes(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  const RoundKeys keys(task.noise_key);
  const FloatVec level_of_1_hz = set<FloatVec>(task.dt * (uniform_end / 1000));
  // Beyond a probability of 1, and beyond what rounding makes of it.
  const FloatVec too_fast = set<FloatVec>(uniform_end * 1.00001f);
  RHEOBASE_ALIGN float rate_hz[image::block_neurons], drawn[image::block_neurons];
  for (std::size_t block = first_block; block < end_block; ++block) {
    const std::size_t left = task.size - block * image::block_neurons;
    const std::size_t neurons = left < image::block_neurons ? left : image::block_neurons;
    fill_input(task, keys, block, neurons, rate_hz, nullptr);
    uniform_block(keys, task.noise_stream, task.noise_tick, block, neurons, drawn);
    std::uint64_t fired = 0, at_limit = 0;
    for (std::size_t i = 0; i < neurons; i += vector_lanes()) {
      const FloatVec level = mul(load_vec(rate_hz + i), level_of_1_hz);
      add_bits(gt(level, load_vec(drawn + i)), i, fired);
      add_bits(gt(level, too_fast), i, at_limit);
    }
    const std::uint64_t real = ~std::uint64_t{0} >> (image::block_neurons - neurons);
    task.fired[block] = fired & real;
    task.at_limit[block] += count_bits(at_limit & real);
  }
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
