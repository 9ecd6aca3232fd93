#include "kernels/strict_math.hpp"

#include "kernels/bits.hpp"
#include "rheobase/rheobase.h"

extern "C" uint32_t rheo_next_spike(const rheo_engine* engine, uint32_t population, uint32_t from) {
  uint32_t words;
  const uint64_t* bits = rheo_spikes(engine, population, &words);
  uint64_t mask = ~uint64_t{0} << from % 64;
  for (uint32_t w = from / 64; w < words; ++w, mask = ~uint64_t{0}) {
    const uint64_t rest = bits[w] & mask;
    if (rest != 0) return w * 64 + rheobase::lowest_bit(rest);
  }
  return RHEO_NO_NEURON;
}
