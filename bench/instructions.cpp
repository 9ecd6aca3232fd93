// Steps for callgrind to count: bench/instructions.py runs this under it and reads what it dumps.
//
//   rheobase_instructions calibrate [PREFIX]     small networks that differ in one feature at a time, every target
//   rheobase_instructions held_out               all-fire steps of networks that the costs were not fitted to
//   rheobase_instructions IMAGE [quiet|typical|all_fire] ...   steps of images
//
// Each counted step is one dump, labelled "TARGET NAME"; beside it a line on stdout gives the label and the
// features of the step (bounds/step_features.hpp), or, for images, the stated bound.
#include <fmt/format.h>
#include <valgrind/callgrind.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "bounds/step_features.hpp"
#include "calibration.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase::bench {
namespace {

// Counts `steps` steps, each on its own.
void count(const Simulation& simulation, const std::string& label, int steps) {
  CALLGRIND_START_INSTRUMENTATION;
  for (int k = 0; k < steps; ++k) {
    CALLGRIND_ZERO_STATS;
    rheo_step(simulation.engine());
    CALLGRIND_DUMP_STATS_AT(label.c_str());
  }
  CALLGRIND_STOP_INSTRUMENTATION;
}

std::vector<std::string> targets() {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) names.emplace_back(name);
  return names;
}

Simulation warmed(const Image& image, const std::string& target, std::uint64_t steps) {
  Image copy(image.size());
  std::memcpy(copy.data(), image.data(), image.size());
  SimulationOptions options;
  options.target = target;
  Simulation simulation(std::move(copy), options);
  simulation.run_steps(steps);
  return simulation;
}

std::uint64_t ring_ticks(const Image& image) { return image::View(image.data()).header().ring_ticks; }

// Of an all-fire step: all that a budget lets through in turn, for as long as it takes to go around.
int steps_around(const StepBound& bound, const Image& image) {
  if (bound.event_budget == 0) return 2;
  std::uint64_t events = 0;
  for (const auto& w : work_of(image::View(image.data())).projections) events += w.events;
  return static_cast<int>(std::min<std::uint64_t>(events / bound.event_budget + 2, 64));
}

// Counts networks whose names begin with `prefix`; of the others it says the features alone.
void calibrate(const std::string& prefix) {
  for (const auto& [name, network] : calibration_networks()) {
    const Image image = compile(network);
    const Image variant = firing_variant(image);
    std::string features;
    for (const double x : sum_of(work_of(image::View(variant.data())))) features += fmt::format(" {}", x);
    for (const std::string& target : targets()) {
      const std::string label = target + " " + name;
      // Two rings: neurons with a refractory time fire in one of its ticks.
      const int steps = static_cast<int>(ring_ticks(variant)) > 8 ? 2 : static_cast<int>(ring_ticks(variant)) + 1;
      if (name.rfind(prefix, 0) == 0) count(warmed(variant, target, 2 * ring_ticks(variant) + 4), label, steps);
      fmt::print("{} |{}\n", label, features);
    }
  }
}

void count_held_out() {
  for (const auto& [name, network] : held_out_networks()) {
    const Image image = compile(network);
    const Image variant = all_fire_variant(image);
    const StepBound bound = bound_step(image);
    for (const InstructionBound& stated : bound.instructions) {
      const std::string label = stated.target + " " + name;
      count(warmed(variant, stated.target, ring_ticks(variant) + 4), label, steps_around(bound, image));
      fmt::print("{} | {}\n", label, stated.instructions);
    }
  }
}

void count_image(const std::string& path, const std::string& kind) {
  const Image image = read_image(path);
  const std::string name = path.substr(path.find_last_of('/') + 1);
  const StepBound bound = bound_step(image);
  for (const InstructionBound& stated : bound.instructions) {
    const std::string label = stated.target + " " + name + ":" + kind;
    if (kind == "typical") {
      count(warmed(image, stated.target, 200), label, 100);
    } else {
      const Image variant = kind == "quiet" ? quiet_variant(image) : all_fire_variant(image);
      const int steps = kind == "quiet" ? 2 : steps_around(bound, image);
      count(warmed(variant, stated.target, ring_ticks(variant) + 4), label, steps);
    }
    fmt::print("{} | {}\n", label, stated.instructions);
  }
}

}  // namespace
}  // namespace rheobase::bench

int main(int argc, char** argv) {
  using namespace rheobase::bench;
  if (argc >= 2 && argc <= 3 && std::strcmp(argv[1], "calibrate") == 0) {
    calibrate(argc == 3 ? argv[2] : "");
    return 0;
  }
  if (argc == 2 && std::strcmp(argv[1], "held_out") == 0) {
    count_held_out();
    return 0;
  }
  if (argc < 3 || argc % 2 == 0) {
    fmt::print(stderr, "rheobase_instructions calibrate | held_out | IMAGE quiet|typical|all_fire ...\n");
    return 2;
  }
  for (int i = 1; i < argc; i += 2) count_image(argv[i], argv[i + 1]);
  return 0;
}
