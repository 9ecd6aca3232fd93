// Parts that the benchmarks share: kernels to loop over, and memory laid out as the engine's.
#pragma once

#include <benchmark/benchmark.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "kernels/kernels.hpp"
#include "limits.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase::bench {

// A zeroed, aligned array.
template <class T>
class Array {
 public:
  explicit Array(std::size_t count) : bytes_(count * sizeof(T)), size_(count) {}
  T* data() { return reinterpret_cast<T*>(bytes_.data()); }
  T& operator[](std::size_t i) { return data()[i]; }
  std::size_t size() const { return size_; }

 private:
  Image bytes_;
  std::size_t size_;
};

// ns per item, which is what the bars are stated in.
inline void per_item(benchmark::State& state, const char* name, double items) {
  state.counters[name] = benchmark::Counter(
      items * static_cast<double>(state.iterations()) * 1e-9,
      static_cast<benchmark::Counter::Flags>(benchmark::Counter::kIsRate | benchmark::Counter::kInvert));
}

inline std::string model_path(const std::string& name) { return std::string(RHEOBASE_SOURCE_DIR) + "/models/" + name; }

// The targets measured: all, or with --quick the scalar one and the two best.
inline std::vector<const KernelTable*>& measured_targets() {
  static std::vector<const KernelTable*> targets;
  return targets;
}

// Registers `run(state, kernels)` for each of them as NAME/TARGET.
template <class Run>
void for_each_target(const std::string& name, Run run) {
  for (const KernelTable* kernels : measured_targets()) {
    benchmark::RegisterBenchmark((name + "/" + kernels->name).c_str(),
                                 [run, kernels](benchmark::State& state) { run(state, *kernels); });
  }
}

// The same with what the machine can do at best there.
template <class Run>
void for_each_limit(const std::string& name, Run run) {
  for (const KernelTable* kernels : measured_targets()) {
    const LimitTable* limits = limits_named(kernels->name);
    if (limits == nullptr) continue;
    benchmark::RegisterBenchmark((name + "/" + kernels->name).c_str(),
                                 [run, limits](benchmark::State& state) { run(state, *limits); });
  }
}

}  // namespace rheobase::bench
