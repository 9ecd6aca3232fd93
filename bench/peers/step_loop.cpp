// rheobase_step_loop IMAGE STEPS: the engine's steps and nothing else between two readings of the
// clocks; prints seconds, CPU seconds of the process, spikes and the target as JSON. `rheobase run` records statistics
// too.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "rheobase/simulation.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: rheobase_step_loop IMAGE STEPS\n");
    return 2;
  }
  try {
    rheobase::Simulation s(rheobase::read_image(argv[1]));
    const auto steps = std::strtoull(argv[2], nullptr, 10);
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu_start = std::clock();
    s.run_steps(steps);
    const double cpu_spent = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    std::printf("{\"seconds\": %.9g, \"cpu_seconds\": %.9g, \"spikes\": %llu, \"simd_target\": \"%s\"}\n",
                spent.count(), cpu_spent, static_cast<unsigned long long>(s.counters().spikes),
                rheo_engine_target(s.engine()));
  } catch (const rheobase::ModelError& error) {
    std::fprintf(stderr, "rheobase_step_loop: %s\n", error.what());
    return 2;
  }
  return 0;
}
