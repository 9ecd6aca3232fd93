// What vector.cpp offers to dispatch.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/kernels.hpp"

namespace rheobase {

struct VectorTarget {
  std::int64_t bit;  // Highway's
  const KernelTable* kernels;
};

const VectorTarget* vector_targets(std::size_t& count);
std::int64_t vector_targets_of_cpu();

}  // namespace rheobase
