// The limits of the neuron update: limit/KERNEL has the traffic or the arithmetic of KERNEL and nothing
// else. bars.py divides.
#include "bench.hpp"
#include "limits.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

// What a paper step reads (v, u, a, b, c, d, arrivals) and writes (v, u, arrivals).
void neuron_traffic(benchmark::State& state, const LimitTable& limits, std::size_t n) {
  std::vector<Array<float>> arrays;
  for (int k = 0; k < 7; ++k) arrays.emplace_back(n);
  std::vector<const float*> in;
  for (Array<float>& array : arrays) in.push_back(array.data());
  float* const out[] = {arrays[0].data(), arrays[1].data(), arrays[2].data()};
  for (auto _ : state) {
    limits.stream(in.data(), in.size(), out, 3, n);
    benchmark::ClobberMemory();
  }
  per_item(state, "ns_per_neuron_step", static_cast<double>(n));
}

}  // namespace

void register_limits(bool quick) {
  for_each_limit("limit/neurons/izhikevich2003/quiet/1024", [](benchmark::State& state, const LimitTable& limits) {
    alignas(64) float sink[16] = {};
    for (auto _ : state) {
      limits.paper_step(1024, sink);
      benchmark::ClobberMemory();
    }
    per_item(state, "ns_per_neuron_step", 1024);
  });
  const std::vector<std::size_t> sizes =
      quick ? std::vector<std::size_t>{1024} : std::vector<std::size_t>{64, 1024, 16384, 1 << 20};
  for (std::size_t n : sizes) {
    for_each_limit("limit/memory/neurons/" + std::to_string(n),
                   [n](benchmark::State& state, const LimitTable& limits) { neuron_traffic(state, limits, n); });
  }
}

}  // namespace rheobase::bench
