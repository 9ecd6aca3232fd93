// Encoders and decoders on small networks, and what they did.
#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "engine/engine.hpp"
#include "networks.hpp"
#include "rheobase/rheobase.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase::test {

// Two populations that take input, without synapses.
inline Network sensors(std::uint32_t size, double dt_ms = 1.0, bool spike_times = false) {
  Network network = cells(size, Integrator::riccati, dt_ms);
  network.populations[0].input = true;
  network.populations[0].spike_times = spike_times;
  network.add(network.populations[0]).name = "more";
  return network;
}

struct Sensor {
  std::vector<std::uint64_t> memory;
  Encoder encoder;
  Sensor(const Simulation& s, const rheo_encoder_options& options) {
    std::size_t bytes = 0;
    REQUIRE(rheo_encoder_size(s.engine(), &options, &bytes) == RHEO_OK);
    memory.resize(bytes / 8);
    REQUIRE(encoder.init(memory.data(), bytes, Engine(s.engine()), options) == RHEO_OK);
  }
};

struct Motor {
  std::vector<std::uint64_t> memory;
  Decoder decoder;
  rheo_decoded details = {};
  Motor(const Simulation& s, const rheo_decoder_options& options) {
    std::size_t bytes = 0;
    REQUIRE(rheo_decoder_size(s.engine(), &options, &bytes) == RHEO_OK);
    memory.resize(bytes / 8);
    REQUIRE(decoder.init(memory.data(), bytes, Engine(s.engine()), options) == RHEO_OK);
  }
  float decode() { return decoder.decode(details); }
};

inline std::vector<float> currents(const Simulation& s, std::uint32_t population = 0) {
  const float* input = s.engine()->populations[population].input;
  return {input, input + rheo_population_size(s.engine(), population)};
}

// A step after which exactly these neurons of population 0 have fired.
inline void step_firing(const Simulation& s, const std::vector<std::uint32_t>& neurons) {
  rheo_step(s.engine());
  std::uint32_t words = 0;
  auto* bits = const_cast<std::uint64_t*>(rheo_spikes(s.engine(), 0, &words));
  for (std::uint32_t w = 0; w < words; ++w) bits[w] = 0;
  for (const std::uint32_t i : neurons) bits[i / 64] |= std::uint64_t{1} << i % 64;
}

}  // namespace rheobase::test
