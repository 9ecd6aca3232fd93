// A closed loop through every kind of encoder and decoder: what is decoded is what is sensed next. No heap, no library:
// the scene runner has it on every platform. One bit that differs anywhere in coding differs in the network from then
// on.
#pragma once

#include "rheobase/rheobase.hpp"

namespace rheobase::test {

// For the network of sensor_network() (golden.hpp): population 0, of 100 neurons, senses; 1, of 60, moves.
class SensorLoop {
 public:
  static constexpr int kinds = 4, decoders = 6;

  rheo_status init(Engine net) {
    net_ = net;
    for (std::uint32_t k = 0; k < kinds; ++k) {
      rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT + k);
      o.first = 25 * k;
      o.count = 25;
      o.value_low = -180.0f;
      o.value_high = 180.0f;
      o.current_low = o.kind == RHEO_ENCODE_CURRENT ? 3.0f : 0.0f;
      o.rate_high_hz = 200.0f;
      o.period_ms = o.kind == RHEO_ENCODE_LATENCY ? 25.0f : 1.0f;
      o.latency_at_low_ms = 22.5f;
      o.width = 40.0f;
      o.circular = 1;
      o.stuck_ms = 5.0f;
      const rheo_status status = encoders_[k].init(encoder_memory_[k], net, o);
      if (status != RHEO_OK) return status;
    }
    for (std::uint32_t k = 0; k < decoders; ++k) {
      rheo_decoder_options o =
          rheo_default_decoder_options(k < 4 ? k + RHEO_DECODE_RATE : std::uint32_t{RHEO_DECODE_VECTOR});
      const bool first = k == 3 || k == 5;
      o.population = net.population_name(first ? 0 : 1);
      o.first = k == 3 ? 75 : k == 5 ? 50 : 0;
      o.count = first ? 25 : 0;
      o.out_low = -200.0f;  // beyond what the sensors can tell
      o.out_high = 200.0f;
      o.rate_low_hz = 2.0f;
      o.rate_high_hz = 30.0f;
      if (k >= 4) o.circular = 1;
      if (k == 4) o.tau_ms = 0.0f;  // a window instead
      if (k == 4) o.window_ms = 8.0f;
      const rheo_status status = decoders_[k].init(decoder_memory_[k], net, o);
      if (status != RHEO_OK) return status;
    }
    return RHEO_OK;
  }

  // Before each step: a sweep, shifted by what was decoded; at times far outside, or nothing a sensor may say.
  void sense() {
    const auto tick = static_cast<std::uint32_t>(net_.tick());
    for (std::uint32_t k = 0; k < kinds; ++k) {
      const auto sweep = static_cast<std::int32_t>((tick * (7 + k)) % 360) - 180;
      float value = value_[k] * 0.75f + static_cast<float>(sweep);
      if (tick % 61 == 10 + k) value *= 1e30f;
      const float endless = value * 1e38f * 1e38f;
      if (tick % 67 == 20 + k) value = endless;
      if (tick % 71 == 30 + k) value = endless - endless;  // not a number
      encoders_[k].encode(value);
    }
  }

  // After each step.
  void move() {
    for (std::uint32_t k = 0; k < decoders; ++k) value_[k] = decoders_[k].decode(details_[k]);
    value_[0] = value_[0] * 0.5f + value_[4] * 0.25f + details_[5].magnitude * 60.0f;
    value_[1] = value_[1] - value_[5];
    if (details_[3].neuron != RHEO_NO_NEURON && net_.tick() % 25 == 0) {
      value_[3] -= details_[3].latency_ms;
      decoders_[3].start();
    }
  }

  Encoder encoder(std::uint32_t k) const { return encoders_[k]; }
  Decoder decoder(std::uint32_t k) const { return decoders_[k]; }
  const rheo_decoded& details(std::uint32_t k) const { return details_[k]; }

 private:
  Engine net_;
  Memory<256> encoder_memory_[kinds];
  Memory<768> decoder_memory_[decoders];
  Encoder encoders_[kinds];
  Decoder decoders_[decoders];
  rheo_decoded details_[decoders] = {};
  float value_[decoders] = {};
};

}  // namespace rheobase::test
