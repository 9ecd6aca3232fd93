// A robot's program as it runs on another machine: tests/replay_elsewhere.sh builds it for one.
//   robot_device record IMAGE LOG STEPS   drive the network with random sensors, log it
//   robot_device replay IMAGE LOG         replay a log made elsewhere
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

#include "log/writer.hpp"
#include "rheobase/log.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

int record(Image image, const std::string& path, int steps) {
  const Simulation s(std::move(image));
  rheo_engine* net = s.engine();
  rheo_blackbox_options box = rheo_default_blackbox_options();
  box.hash_ticks = 10;
  box.snapshot_ticks = 250;
  FlightRecorder recorder(net, path, {}, box);
  std::mt19937 random(42);
  for (int k = 0; k < steps; ++k) {
    float values[8];
    for (float& x : values) x = static_cast<float>(random() % 300) * 0.1f - 5.0f;
    if (rheo_set_input(net, 0, static_cast<std::uint32_t>(random() % 100), 8, values) != RHEO_OK) return 2;
    recorder.record();
    rheo_step(net);
  }
  recorder.close();
  std::printf("%s: %d steps, state %016llx, %llu records lost\n", rheo_engine_target(net), steps,
              static_cast<unsigned long long>(rheo_state_hash(net)),
              static_cast<unsigned long long>(recorder.stats().lost));
  return 0;
}

int replay_log(Image image, const std::string& path) {
  std::vector<Image> images;
  images.push_back(std::move(image));
  const ReplayReport r = replay(Log::read(path), images);
  std::printf("%llu steps, %llu hashes and %llu snapshots equal, %s\n", static_cast<unsigned long long>(r.steps),
              static_cast<unsigned long long>(r.hashes), static_cast<unsigned long long>(r.snapshots),
              r.divergence ? "DIFFERS" : "no difference");
  return r.divergence ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 5 && std::string(argv[1]) == "record") return record(read_image(argv[2]), argv[3], std::atoi(argv[4]));
    if (argc == 4 && std::string(argv[1]) == "replay") return replay_log(read_image(argv[2]), argv[3]);
    std::fprintf(stderr, "robot_device record IMAGE LOG STEPS | replay IMAGE LOG\n");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  return 2;
}
