// Which kernel tables this machine can run. No state: the CPU is asked each time, at init only.
#include "kernels/strict_math.hpp"

#include "image/text.hpp"
#include "kernels/kernels.hpp"
#ifndef RHEOBASE_NO_SIMD
#include "kernels/vector_tables.hpp"
#endif

namespace rheobase {

const KernelTable* kernels_at(std::size_t index) {
  if (index == 0) return &reference_kernels;
#ifndef RHEOBASE_NO_SIMD
  const std::int64_t supported = vector_targets_of_cpu();
  std::size_t count;
  const VectorTarget* targets = vector_targets(count);
  for (std::size_t i = 0; i < count; ++i) {
    if ((targets[i].bit & supported) != 0 && --index == 0) return targets[i].kernels;
  }
#endif
  return nullptr;
}

const KernelTable* kernels_named(const char* name) {
  const KernelTable* found = nullptr;
  for (std::size_t i = 0; const KernelTable* table = kernels_at(i); ++i) {
    if (name == nullptr || same_text(table->name, name)) found = table;
  }
  return found;
}

}  // namespace rheobase
