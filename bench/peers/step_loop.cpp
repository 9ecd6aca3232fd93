// rheobase_step_loop IMAGE STEPS: the engine's steps and nothing else between two readings of the
// clock; prints seconds, spikes and the target as JSON. `rheobase run` records statistics too.
#include <chrono>
#include <cstdio>
#include <cstdlib>

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
    s.run_steps(steps);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    std::printf("{\"seconds\": %.9g, \"spikes\": %llu, \"simd_target\": \"%s\"}\n", spent.count(),
                static_cast<unsigned long long>(s.counters().spikes), rheo_engine_target(s.engine()));
  } catch (const rheobase::ModelError& error) {
    std::fprintf(stderr, "rheobase_step_loop: %s\n", error.what());
    return 2;
  }
  return 0;
}
