// The quiet, the typical and the worst step of the paper's network, by size: µs a step. bench/worst.py makes the
// table of docs/real-time.md of it, beside the instructions.
#include <algorithm>
#include <map>

#include "bench.hpp"
#include "calibration.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

// Compiled once: Google Benchmark enters a benchmark for every repetition and every guess at its iterations.
const Image& image_of(int neurons, double probability) {
  static std::map<int, Image> images;
  Image& image = images[neurons];
  if (image.size() == 0) {
    image = compile(load_model(model_path("paper.toml"),
                               {{"n", std::to_string(neurons)},
                                {"p", std::to_string(probability)},
                                {"weight_scale", std::to_string(std::min(1.0, 1000 / (neurons * probability)))}}));
  }
  return image;
}

Image variant_of(const Image& image, const std::string& kind) {
  if (kind == "quiet") return quiet_variant(image);
  if (kind == "all_fire") return all_fire_variant(image);
  Image copy(image.size());
  std::memcpy(copy.data(), image.data(), image.size());
  return copy;
}

}  // namespace

void register_worst() {
  const std::pair<int, double> sizes[] = {{100, 1.0}, {1000, 1.0}, {10000, 0.1}};  // neurons, synapse probability
  for (const auto& [n, p] : sizes) {
    for (const std::string kind : {"quiet", "typical", "all_fire"}) {
      benchmark::RegisterBenchmark(("step/" + kind + "/" + std::to_string(n) + "/best").c_str(),
                                   [n = n, p = p, kind](benchmark::State& state) {
                                     Simulation simulation(variant_of(image_of(n, p), kind));
                                     simulation.run_steps(200);
                                     for (auto _ : state) simulation.step();
                                     per_item(state, "ns_per_step", 1);
                                   });
    }
  }
}

}  // namespace rheobase::bench
