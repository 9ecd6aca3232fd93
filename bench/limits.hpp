// What the machine can do at best, measured beside what the kernels do: the same arithmetic without
// memory, and the same traffic without arithmetic. One table per SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rheobase::bench {

struct LimitTable {
  const char* name;
  // The paper's step and its firing for `neurons` neurons (a multiple of 128), all in registers, several vectors
  // side by side so that no operation waits for another's result.
  void (*paper_step)(std::size_t neurons, float* sink);
  // 64-byte aligned arrays of `count` floats: reads all of `in`, writes to each of `out`.
  void (*stream)(const float* const* in, std::size_t in_count, float* const* out, std::size_t out_count,
                 std::size_t count);
  // Reads `bytes` (a multiple of 512) and returns something that depends on all of them.
  std::uint32_t (*load)(const void* data, std::size_t bytes);
};

// Null where there is none (scalar).
const LimitTable* limits_named(const char* target);

}  // namespace rheobase::bench
