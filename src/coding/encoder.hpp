// An encoder as it lies in the caller's memory.
#pragma once

#include <cstdint>
#include <cstring>

#include "coding/following.hpp"
#include "engine/engine.hpp"
#include "rheobase/encode.h"

struct rheo_encoder {
  rheo_encoder(rheo_engine* of, const rheo_encoder_options& with) : engine(of), options(with), following(*of) {}

  rheo_engine* engine;
  rheo_encoder_options options;  // with their defaults
  rheobase::Following following;
  rheo_encoder_counters counters = {};
  bool begun = false;     // a first call has been
  bool known = false;     // `last` and `x` are a value
  bool recorded = false;  // a black box asks for `sent`
  float last = 0.0f;      // the last value that was not refused
  float x = 0.0f;         // the same, as a part of the range
  // The value that the currents follow: the last one, or that of the period underway. NaN: none yet.
  float sample = 0.0f;
  std::uint32_t calls = 0, sent = 0;  // times that currents were set, and hash_of_inputs right after
  std::uint32_t stuck_ticks = 0, same_ticks = 0;
  float spacing = 0.0f, sharpness = 0.0f;  // of preferred values, and 1 / (2 width^2); parts of the range
  std::uint32_t period_ticks = 1, pulse_ticks = 1;
  std::uint64_t period = 0;               // the number of that underway
  std::uint32_t phase = 0, pulse_at = 0;  // ticks since it began; LATENCY: phase of the pulse
  float period_s = 0.0f, ticks_per_ms = 0.0f;
  std::uint32_t population = 0;

  // POISSON: bit k, neuron k fires in this period. Behind the struct.
  std::uint32_t* fires() { return reinterpret_cast<std::uint32_t*>(this + 1); }
};

namespace rheobase {

// Gives back the neurons of all encoders: none of them is used again.
void release_encoders(rheo_engine& engine);

// Sets the currents of this tick as an encoder does whose `sample` is this.
void encode_sample(rheo_encoder& encoder, float sample);

// Of the currents of its neurons, whoever has set them.
inline std::uint32_t hash_of_inputs(const rheo_encoder& encoder) {
  const float* input = encoder.engine->populations[encoder.population].input + encoder.options.first;
  std::uint32_t hash = 0;
  for (std::uint32_t k = 0; k < encoder.options.count; ++k) {
    std::uint32_t bits;
    std::memcpy(&bits, input + k, sizeof bits);
    hash = ((hash ^ bits) << 5 | (hash ^ bits) >> 27) * 0x9E3779B1u;
  }
  return hash;
}

}  // namespace rheobase
