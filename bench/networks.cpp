// Whole steps, one second of biological time an iteration: the two source networks and the workloads
// that peers run too (workloads.json). The hash of every iteration is compared with the scalar
// reference's: a fast wrong step is an error.
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "bench.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

struct Workload {
  std::string name, model;
  Overrides overrides;
};

// Compiled once; every target and repetition runs a copy.
struct Prepared {
  Image image;
  std::uint64_t steps, expected;
};

Image copy_of(const Image& image) {
  Image copy(image.size());
  std::memcpy(copy.data(), image.data(), image.size());
  return copy;
}

std::uint64_t hash_of(Simulation& s, std::uint64_t steps) {
  rheo_reset(s.engine());
  s.run_steps(steps);
  return rheo_spike_hash(s.engine());
}

const Prepared& prepared(const Workload& work) {
  static std::map<std::string, Prepared> all;
  const auto found = all.find(work.name);
  if (found != all.end()) return found->second;
  const Network network = load_model(model_path(work.model), work.overrides);
  Prepared p{compile(network), static_cast<std::uint64_t>(1000.0 / network.dt_ms + 0.5), 0};
  SimulationOptions options;
  options.target = "scalar";
  Simulation reference(copy_of(p.image), options);
  p.expected = hash_of(reference, p.steps);
  return all.emplace(work.name, std::move(p)).first->second;
}

void whole(benchmark::State& state, const KernelTable& kernels, const Workload& work) {
  const Prepared& p = prepared(work);
  SimulationOptions options;
  options.target = kernels.name;
  Simulation s(copy_of(p.image), options);
  hash_of(s, p.steps / 10);  // the first touch of the weights is not the step's cost
  for (auto _ : state) {
    if (hash_of(s, p.steps) != p.expected) {
      state.SkipWithError("spike hash differs from the scalar reference");
      return;
    }
  }
  const double neurons = static_cast<double>(describe_image(p.image).neurons);
  per_item(state, "ns_per_neuron_step", neurons * static_cast<double>(p.steps));
  state.counters["times_real_time"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void add(const Workload& work) {
  for_each_target("network/" + work.name,
                  [work](benchmark::State& state, const KernelTable& kernels) { whole(state, kernels, work); });
}

}  // namespace

void register_networks(bool quick) {
  add({"paper.toml", "paper.toml", {}});
  add({"forum.toml", "forum.toml", {}});
  if (quick) return;  // compiling W3 alone takes half a minute
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/bench/workloads.json");
  const nlohmann::json workloads = nlohmann::json::parse(file);
  for (const auto& [name, work] : workloads.items()) {
    Overrides overrides;
    for (const auto& [key, value] : work["parameters"].items()) overrides.emplace_back(key, value.dump());
    add({name, work["model"].get<std::string>() + ".toml", overrides});
  }
}

}  // namespace rheobase::bench
