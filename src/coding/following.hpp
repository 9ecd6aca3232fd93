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

enum class Turn { same_tick, next_tick, restart };

// Where an engine is, relative to the last call of advance().
class Following {
 public:
  explicit Following(const rheo_engine& engine) : tick_(engine.tick), rewinds_(engine.rewinds) {}

  Turn advance(const rheo_engine& engine) {
    const bool known = engine.rewinds == rewinds_;
    const Turn turn = known && engine.tick == tick_       ? Turn::same_tick
                      : known && engine.tick == tick_ + 1 ? Turn::next_tick
                                                          : Turn::restart;
    tick_ = engine.tick;
    rewinds_ = engine.rewinds;
    return turn;
  }

  // Whether advance() was called in this tick.
  bool here(const rheo_engine& engine) const { return engine.rewinds == rewinds_ && engine.tick == tick_; }

 private:
  std::uint64_t tick_;
  std::uint32_t rewinds_;
};

inline rheo_error_detail out_of_range(const char* option) { return {RHEO_E_OPTION, 0, option}; }

// Both 0: their defaults.
inline void fill_in(float& low, float& high, float default_low, float default_high) {
  if (low != 0.0f || high != 0.0f) return;
  low = default_low;
  high = default_high;
}
inline void fill_in(float& value, float default_value) {
  if (value == 0.0f) value = default_value;
}

// Fills in the population's name and `count`, and finds its number.
template <class Options>
rheo_error_detail find_neurons(const rheo_engine& engine, Options& o, std::uint32_t& population) {
  population = 0;
  if (o.population != nullptr && rheo_find_population(&engine, o.population, &population) != RHEO_OK) {
    return {RHEO_E_NAME, 0, "population: the name of one of the network's"};
  }
  o.population = rheo_population_name(&engine, population);  // the image's, which lasts
  const std::uint32_t size = rheo_population_size(&engine, population);
  if (o.first >= size) return {RHEO_E_RANGE, 0, "first: a neuron of the population"};
  if (o.count > size - o.first) return {RHEO_E_RANGE, 0, "count: up to the population's end"};
  if (o.count == 0) o.count = size - o.first;
  return {};
}

}  // namespace rheobase
