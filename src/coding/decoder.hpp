// A decoder as it lies in the caller's memory.
#pragma once

#include <cstdint>

#include "coding/following.hpp"
#include "engine/engine.hpp"
#include "rheobase/decode.h"

namespace rheobase {

// Spikes of a tick, or of a window: how many, and their preferred values (or directions) summed as integers, so that
// what leaves a window is exactly what came in.
template <class Integer>
struct Sum {
  std::uint32_t spikes = 0;
  Integer x = 0, y = 0;
};
using TickSum = Sum<std::int32_t>;

}  // namespace rheobase

struct rheo_decoder {
  rheo_decoder(const rheo_engine* of, const rheo_decoder_options& with)
      : engine(of), options(with), following(*of), start_tick(of->tick) {}

  const rheo_engine* engine;
  rheo_decoder_options options;  // with their defaults
  std::uint32_t population = 0;
  rheobase::Following following;
  rheo_decoder_counters counters = {};
  std::uint32_t starts = 0;  // calls of rheo_decoder_start
  rheo_decoded now = {};
  std::uint32_t window_ticks = 1, slot = 0;
  bool windowed = false;
  rheobase::Sum<std::int64_t> window;                                      // of all slots
  float keep = 0.0f, spikes_trace = 0.0f, x_trace = 0.0f, y_trace = 0.0f;  // TRACE: spikes_trace alone
  float hz_per_spike = 0.0f;                                               // of the window, or of the trace
  float scale = 0.0f;                                                      // of preferred values as integers
  float dt_ms = 0.0f;
  std::uint64_t start_tick;  // FIRST_SPIKE

  // One slot a tick of the window, behind the struct: the spikes (RATE) or a TickSum (VECTOR).
  std::uint32_t* counts() { return reinterpret_cast<std::uint32_t*>(this + 1); }
  rheobase::TickSum* sums() { return reinterpret_cast<rheobase::TickSum*>(this + 1); }
};
