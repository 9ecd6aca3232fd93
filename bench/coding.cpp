// One call of each encoder and decoder over 64 neurons; decoders: 4 spikes a tick.
#include "bench.hpp"
#include "engine/engine.hpp"
#include "rheobase/rheobase.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

Simulation cells() {
  Network network;
  Population p;
  p.name = "cells";
  p.size = 64;
  p.input = true;
  network.add(p);
  return Simulation(network);
}

void encode(benchmark::State& state, std::uint32_t kind) {
  const Simulation s = cells();
  Memory<256> memory;
  Encoder encoder;
  (void)encoder.init(memory, Engine(s.engine()), rheo_default_encoder_options(kind));
  float value = 0;
  for (auto _ : state) {
    encoder.encode(value);
    value = value < 1.0f ? value + 0.01f : 0.0f;
    ++s.engine()->tick;  // the step itself is another benchmark
  }
  per_item(state, "ns_per_call", 1);
}

void decode(benchmark::State& state, std::uint32_t kind, bool circular) {
  const Simulation s = cells();
  Memory<1024> memory;
  Decoder decoder;
  rheo_decoder_options o = rheo_default_decoder_options(kind);
  o.circular = circular ? 1 : 0;
  (void)decoder.init(memory, Engine(s.engine()), o);
  *s.engine()->bits(0) = 0x0010001000100010u;
  for (auto _ : state) {
    if (kind == RHEO_DECODE_FIRST_SPIKE) decoder.start();
    ++s.engine()->tick;
    benchmark::DoNotOptimize(decoder.decode());
  }
  per_item(state, "ns_per_call", 1);
}

}  // namespace

void register_coding() {
  const char* encoders[] = {"current", "poisson", "population", "latency"};
  const char* decoders[] = {"rate", "trace", "vector", "first_spike"};
  for (std::uint32_t k = 0; k < 4; ++k) {
    benchmark::RegisterBenchmark((std::string("encode/") + encoders[k] + "/scalar").c_str(),
                                 [k](benchmark::State& state) { encode(state, RHEO_ENCODE_CURRENT + k); });
    benchmark::RegisterBenchmark((std::string("decode/") + decoders[k] + "/scalar").c_str(),
                                 [k](benchmark::State& state) { decode(state, RHEO_DECODE_RATE + k, false); });
  }
  benchmark::RegisterBenchmark("decode/vector_circular/scalar",
                               [](benchmark::State& state) { decode(state, RHEO_DECODE_VECTOR, true); });
}

}  // namespace rheobase::bench
