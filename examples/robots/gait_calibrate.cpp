// Measures which current into the interneurons gives which frequency, and writes gait_calibration.inc:
//
//   build/release/examples/gait_calibrate examples/robots/gait.toml > examples/robots/gait_calibration.inc
//
// The mean of eight networks (seeds 1 … 8), 20 s each. The gait is tested with other seeds.
#include <fmt/format.h>

#include <cstdio>

#include "gait_control.hpp"
#include "rheobase/compiler.hpp"
#include "rhythm_meter.hpp"

namespace {

constexpr int networks = 8;
constexpr int settle_ms = 2000, measured_ms = 20000;

double frequency_of(const rheobase::Network& model, std::uint64_t seed, float current) {
  const rheobase::Image image = rheobase::compile(model, {seed});
  const rheo_status status = robots::gait_control::init(image.data(), image.size());
  if (status != RHEO_OK) throw rheobase::ModelError(rheo_status_text(status));
  robots::Onsets a(0.25f, 0.5f), b(0.25f, 0.5f);
  for (int ms = 0; ms < settle_ms + measured_ms; ++ms) {
    const robots::gait_control::Rhythm now = robots::gait_control::step(current);
    if (ms < settle_ms) continue;
    a.add(ms * 1e-3, now.a);
    b.add(ms * 1e-3, now.b);
  }
  return robots::beat_of(a, b).frequency_hz;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    fmt::print(stderr, "gait_calibrate MODEL > gait_calibration.inc\n");
    return 2;
  }
  const rheobase::Network model = rheobase::load_model(argv[1]);
  std::string table = "// By gait_calibrate: current into the interneurons, frequency in Hz.\n";
  double last = 1e9;
  for (float current = robots::gait_control::current_low; current <= robots::gait_control::current_high;
       current += 0.25f) {
    double sum = 0;
    for (int seed = 1; seed <= networks; ++seed) sum += frequency_of(model, static_cast<std::uint64_t>(seed), current);
    const double mean = sum / networks;
    if (mean >= last) break;  // the map must be one to one
    last = mean;
    table += fmt::format("{{{:.2f}f, {:.4f}f}},\n", current, mean);
  }
  std::fputs(table.c_str(), stdout);
  return 0;
} catch (const rheobase::ModelError& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 2;
}
