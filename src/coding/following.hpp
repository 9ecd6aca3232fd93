// What encoders and decoders share: which tick follows which, and times in steps.
#pragma once

#include <cstdint>

#include "engine/engine.hpp"

namespace rheobase {

constexpr std::uint32_t most_coding_ticks = 1u << 20;
constexpr std::uintptr_t coding_alignment = 8;

// A time in steps: of a multiple of the step, to float precision, or 0, which is one step. 0: it is neither, or too
// long.
inline std::uint32_t ticks_of(float ms, double dt_ms) {
  if (ms == 0.0f) return 1;
  const double exact = static_cast<double>(ms) / dt_ms;
  if (!(exact > 0.5 && exact < most_coding_ticks)) return 0;
  const auto ticks = static_cast<std::uint32_t>(exact + 0.5);  // NOLINT(bugprone-incorrect-roundings)
  const double off = exact - ticks;
  return (off < 0 ? -off : off) <= 1e-6 * exact ? ticks : 0;
}

enum class Turn { same_tick, next_tick, anew };

// Where an engine is, as seen from the last time it was looked at.
class Following {
 public:
  explicit Following(const rheo_engine& engine) : tick_(engine.tick), rewinds_(engine.rewinds) {}

  Turn look(const rheo_engine& engine) {
    const bool known = engine.rewinds == rewinds_;
    const Turn turn = known && engine.tick == tick_       ? Turn::same_tick
                      : known && engine.tick == tick_ + 1 ? Turn::next_tick
                                                          : Turn::anew;
    tick_ = engine.tick;
    rewinds_ = engine.rewinds;
    return turn;
  }

  // Whether it was looked at in this tick.
  bool here(const rheo_engine& engine) const { return engine.rewinds == rewinds_ && engine.tick == tick_; }

 private:
  std::uint64_t tick_;
  std::uint32_t rewinds_;
};

// The neurons named by `first` and `count`, 0 meaning the rest: their number, or 0 if there are no such.
inline std::uint32_t neurons_of(const rheo_engine& engine, std::uint32_t population, std::uint32_t first,
                                std::uint32_t count) {
  const std::uint32_t size = rheo_population_size(&engine, population);
  if (first >= size) return 0;
  if (count == 0) return size - first;
  return count <= size - first ? count : 0;
}

// What the init functions ask of the memory they are given.
inline rheo_status memory_status(const void* memory, std::size_t bytes, std::size_t needed) {
  if (reinterpret_cast<std::uintptr_t>(memory) % coding_alignment != 0) return RHEO_E_MEMORY_MISALIGNED;
  return bytes < needed ? RHEO_E_MEMORY_TOO_SMALL : RHEO_OK;
}

}  // namespace rheobase
