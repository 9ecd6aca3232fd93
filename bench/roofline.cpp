// The limits as benchmarks: limit/KERNEL has the traffic or the arithmetic of KERNEL and nothing
// else. bars.py divides.
#include "bench.hpp"
#include "limits.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

template <class Run>
void for_each_limit(const std::string& name, Run run) {
  for (std::size_t i = 0; const KernelTable* kernels = kernels_at(i); ++i) {
    const LimitTable* limits = limits_named(kernels->name);
    if (limits == nullptr) continue;
    benchmark::RegisterBenchmark((name + "/" + kernels->name).c_str(),
                                 [run, limits](benchmark::State& state) { run(state, *limits); });
  }
}

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

void row_traffic(benchmark::State& state, const LimitTable& limits, std::size_t sources, std::size_t row_bytes,
                 std::size_t spikes, std::size_t events_per_row) {
  Array<unsigned char> rows(sources * row_bytes);
  for (auto _ : state) {
    for (std::size_t k = 0; k < spikes; ++k) {  // rows as far apart as random spikes are
      benchmark::DoNotOptimize(limits.load(rows.data() + (k * 7919 % sources) * row_bytes, row_bytes));
    }
  }
  per_item(state, "ns_per_event", static_cast<double>(spikes * events_per_row));
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
  // 1024 x 1024 weights, as in delivery.cpp: 2 MB of i16, 4 MB of i32.
  const std::vector<std::size_t> counts =
      quick ? std::vector<std::size_t>{8, 64} : std::vector<std::size_t>{1, 8, 64, 256, 1024};
  for (std::size_t spikes : counts) {
    for (std::size_t bytes : {1u, 2u, 4u}) {
      const std::string form = bytes == 1 ? "dense_i8" : bytes == 2 ? "dense_i16" : "dense_i32";
      for_each_limit("limit/delivery/" + form + "/spikes:" + std::to_string(spikes),
                     [=](benchmark::State& state, const LimitTable& limits) {
                       row_traffic(state, limits, 1024, 1024 * bytes, spikes, 1024);
                     });
    }
  }
}

}  // namespace rheobase::bench
