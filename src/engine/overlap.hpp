// Whether memory that a caller hands over lies in memory that is in use.
#pragma once

#include <cstdint>

#include "engine/engine.hpp"

namespace rheobase {

inline bool overlap(const void* a, std::uint64_t a_bytes, const void* b, std::uint64_t b_bytes) {
  const auto from_a = reinterpret_cast<std::uintptr_t>(a), from_b = reinterpret_cast<std::uintptr_t>(b);
  return from_a < from_b ? from_b - from_a < a_bytes : from_a - from_b < b_bytes;
}

inline bool overlaps_memory(const rheo_engine& engine, const void* bytes, std::uint64_t count) {
  return overlap(bytes, count, &engine, engine.memory_bytes);
}

// What the engine or something beside it is going to write to.
inline bool overlaps(const rheo_engine& engine, const void* bytes, std::uint64_t count) {
  return overlaps_memory(engine, bytes, count) ||
         overlap(bytes, count, &engine.image.header(), engine.image.header().image_bytes);
}

// What the init functions ask of the memory they are given.
inline rheo_status memory_status(const rheo_engine& engine, const void* memory, std::size_t bytes, std::size_t needed,
                                 std::uintptr_t alignment) {
  if (reinterpret_cast<std::uintptr_t>(memory) % alignment != 0) return RHEO_E_MEMORY_MISALIGNED;
  if (bytes < needed) return RHEO_E_MEMORY_TOO_SMALL;
  return overlaps(engine, memory, needed) ? RHEO_E_OVERLAP : RHEO_OK;
}

}  // namespace rheobase
