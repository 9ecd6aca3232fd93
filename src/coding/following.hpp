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

// What is wrong with options; `option` names it and its range, null where all is well.
struct OptionFault {
  rheo_status status = RHEO_OK;
  const char* option = nullptr;
};
inline OptionFault out_of_range(const char* option) { return {RHEO_E_OPTION, option}; }

// Fills in `count`.
inline OptionFault find_neurons(const rheo_engine& engine, std::uint32_t population, std::uint32_t first,
                                std::uint32_t& count) {
  const std::uint32_t size = rheo_population_size(&engine, population);
  if (size == 0) return {RHEO_E_RANGE, "population: the number of one of the network's"};
  if (first >= size) return {RHEO_E_RANGE, "first: a neuron of the population"};
  if (count > size - first) return {RHEO_E_RANGE, "count: up to the population's end"};
  if (count == 0) count = size - first;
  return {};
}

}  // namespace rheobase
