// rheobase_golden: the hashes of the golden scenes on every SIMD target of this machine, against
// tests/data/golden_hashes.json. CI runs it from builds by g++ and clang++ at -O0, -O2 and -O3.
//   rheobase_golden           check; exit code 1 and the first difference if any
//   rheobase_golden --write   make the file anew (after a deliberate change of the numerics)
#include "golden.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "rheobase/simulation.hpp"
#include "sensor_loop.hpp"

using namespace rheobase;

namespace {

const std::string path = std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/golden_hashes.json";

nlohmann::ordered_json hashes(const test::Scene& scene, const std::string& target, std::uint32_t threads = 1) {
  SimulationOptions options;
  options.target = target;
  options.threads = threads;
  options.share_every_step = true;
  Simulation s(compile(scene.network), options);
  test::SensorLoop loop;
  if (scene.closed_loop && loop.init(Engine(s.engine())) != RHEO_OK) throw ModelError(scene.name + ": no loop");
  for (std::uint64_t t = 0; t < scene.steps; ++t) {
    if (scene.closed_loop) loop.sense();
    s.step();
    if (scene.closed_loop) loop.move();
  }
  return {{"spikes", s.counters().spikes},
          {"spike_hash", fmt::format("{:016x}", rheo_spike_hash(s.engine()))},
          {"state_hash", fmt::format("{:016x}", rheo_state_hash(s.engine()))}};
}

int write() {
  nlohmann::ordered_json all;
  for (const test::Scene& scene : test::scenes()) all[scene.name] = hashes(scene, "scalar");
  std::ofstream(path) << all.dump(2) << "\n";
  return 0;
}

int check() {
  std::ifstream file(path);
  const auto golden = nlohmann::ordered_json::parse(file);
  int passed = 0, failed = 0;
  for (const test::Scene& scene : test::scenes()) {
    struct Way {
      std::string target;
      std::uint32_t threads;
    };
    std::vector<Way> ways = {{"", 3}};  // other numbers: threads_test.cpp
    for (std::uint32_t i = 0; const char* target = rheo_target_name(i); ++i) ways.push_back({target, 1});
    for (const Way& way : ways) {
      const auto got = hashes(scene, way.target, way.threads);
      if (golden.contains(scene.name) && got == golden[scene.name]) {
        ++passed;
        continue;
      }
      ++failed;
      const std::string where = way.target.empty() ? std::to_string(way.threads) + " threads" : way.target;
      fmt::print("{} on {}: {}, not {}\n", scene.name, where, got.dump(),
                 golden.contains(scene.name) ? golden[scene.name].dump() : "in the file");
    }
  }
  fmt::print("golden hashes: {} equal, {} different\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) { return argc > 1 && std::string(argv[1]) == "--write" ? write() : check(); }
