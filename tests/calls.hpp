// What the tests of the C functions call them with.
#pragma once

#include "coding_helpers.hpp"
#include "rheobase/blackbox.h"

namespace rheobase::test {

// A robot with a sensor and a motor, and what its functions are called with.
struct Calls {
  Simulation simulation{test::sensors(20)};
  rheo_engine* net = simulation.engine();
  std::vector<std::byte> snapshot = simulation.snapshot();
  const void* image = simulation.image().data();
  std::size_t image_bytes = simulation.image().size();
  rheo_encoder_options encodes = rheo_default_encoder_options(RHEO_ENCODE_CURRENT);
  rheo_decoder_options decodes = rheo_default_decoder_options(RHEO_DECODE_RATE);
  Image room{1u << 16};
  std::size_t bytes = 1;
  rheo_engine* engine_out = net;
  rheo_encoder* encoder_out = nullptr;
  rheo_decoder* decoder_out = nullptr;
  rheo_blackbox* box_out = nullptr;
  std::uint32_t number = 7;
  float current = 1.0f;
};

}  // namespace rheobase::test
