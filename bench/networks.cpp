// Whole steps of the two source networks, one second of biological time an iteration. The hash of
// every iteration is compared with the scalar reference's: a fast wrong step is an error.
#include "bench.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

void whole(benchmark::State& state, const KernelTable& kernels, const std::string& model) {
  const Network network = load_model(model_path(model));
  const auto steps = static_cast<std::uint64_t>(1000.0 / network.dt_ms + 0.5);
  const auto hash_of = [&](Simulation& s) {
    rheo_reset(s.engine());
    s.run_steps(steps);
    return rheo_spike_hash(s.engine());
  };
  SimulationOptions options;
  options.target = "scalar";
  Simulation reference(network, {}, options);
  const std::uint64_t expected = hash_of(reference);
  options.target = kernels.name;
  Simulation s(network, {}, options);
  for (auto _ : state) {
    if (hash_of(s) != expected) {
      state.SkipWithError("spike hash differs from the scalar reference");
      return;
    }
  }
  per_item(state, "ns_per_neuron_step", 1000.0 * static_cast<double>(steps));
  state.counters["times_real_time"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

}  // namespace

void register_networks() {
  for (const char* model : {"paper.toml", "forum.toml"}) {
    for_each_target(std::string("network/") + model,
                    [model](benchmark::State& state, const KernelTable& kernels) { whole(state, kernels, model); });
  }
}

}  // namespace rheobase::bench
