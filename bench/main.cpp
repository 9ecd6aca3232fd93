// rheobase_bench [--quick | --worst] [Google Benchmark options]
// --quick: some sizes and the scalar and the two best SIMD targets alone; --worst: the steps of bench/worst.py alone.
#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "bench.hpp"
#include "support.hpp"

int main(int argc, char** argv) {
  bool quick = false, worst = false;
  std::vector<char*> rest;
  for (int i = 0; i < argc; ++i) {
    if (std::strcmp(argv[i], "--quick") == 0) {
      quick = true;
    } else if (std::strcmp(argv[i], "--worst") == 0) {
      worst = true;
    } else {
      rest.push_back(argv[i]);
    }
  }
  int count = static_cast<int>(rest.size());
  rest.push_back(nullptr);
  benchmark::Initialize(&count, rest.data());
  if (benchmark::ReportUnrecognizedArguments(count, rest.data())) return 2;
  auto& targets = rheobase::bench::measured_targets();
  for (std::size_t i = 0; const rheobase::KernelTable* kernels = rheobase::kernels_at(i); ++i) {
    if (quick && targets.size() == 3) targets.erase(targets.begin() + 1);
    targets.push_back(kernels);
  }
  if (worst) {
    rheobase::bench::register_worst();
  } else {
    rheobase::bench::register_neurons(quick);
    rheobase::bench::register_delivery(quick);
    rheobase::bench::register_networks(quick);
    rheobase::bench::register_learning(quick);
    rheobase::bench::register_coding();
    rheobase::bench::register_limits(quick);
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
