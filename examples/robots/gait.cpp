// A gait from a half-centre: Box2D for the body, Izhikevich neurons for the rhythm, 1 kHz. docs/closed-loop.md.

#include <cmath>

#include "gait_drawing.hpp"
#include "gait_run.hpp"
#include "observe/number_options.hpp"
#include "observe/output_directory.hpp"
#include "observe/program.hpp"
#include "observe/streams.hpp"
#include "rheobase/compiler.hpp"
#include "text/message.hpp"

namespace {

using namespace robots;

constexpr double most_frequency_error = 0.05;
constexpr double most_lag_error_degrees = 15;
constexpr double settle_s = 3, measured_s = 20;
constexpr std::uint64_t first_seed = 101;  // the calibration was measured with others

struct Options {
  std::string model = ROBOTS_DIR "/gait.toml";
  std::string out;
  std::vector<double> frequencies_hz{1, 1.5, 2, 2.5, 3, 3.5, 4};
  int seeds = 5;
  bool paced = false;
};

void take(const Options& options, const rheobase::Overrides& changed, std::uint64_t seed) {
  static rheobase::Image image;  // the network reads it as long as it runs
  image = rheobase::compile(rheobase::load_model(options.model, changed), {seed});
  const rheo_status status = gait_control::init(image.data(), image.size());
  if (status != RHEO_OK) throw rheobase::ModelError(options.model + ": " + rheo_status_text(status));
}

double frequency_error(const Beat& beat, double asked_hz) { return beat.frequency_hz / asked_hz - 1; }
double lag_error(const Beat& beat) { return beat.lag_degrees - 180; }

bool holds(const GaitResult& r) {
  bool good = r.speed > 0;
  for (const Beat& beat : {r.network, r.hips}) {
    good = good && std::abs(frequency_error(beat, r.asked_hz)) <= most_frequency_error &&
           std::abs(lag_error(beat)) <= most_lag_error_degrees;
  }
  return good;
}

// Of all seeds at one frequency: the worst, with its sign.
template <class Error>
double worst(const std::vector<GaitResult>& results, Error error) {
  double most = 0;
  for (const GaitResult& r : results) {
    if (std::abs(error(r)) > std::abs(most)) most = error(r);
  }
  return most;
}

// Returns whether every seed holds.
bool report(const std::vector<GaitResult>& results) {
  double hz = 0, lag = 0, lag_sd = 0, speed = 0;
  bool good = true;
  const double count = static_cast<double>(results.size());
  for (const GaitResult& r : results) {
    hz += r.network.frequency_hz / count;
    lag += r.network.lag_degrees / count;
    lag_sd += r.network.lag_sd_degrees / count;
    speed += r.speed / count;
    good = good && holds(r);
  }
  const double asked = results.front().asked_hz;
  rheobase::print(
      "  {:>4.1f} Hz    {:6.3f} Hz {:+5.1f} % {:+5.1f} %   {:5.1f} ± {:4.1f} {:+6.1f} {:+6.1f}     {:.2f} m/s{}\n",
      asked, hz, 100 * worst(results, [&](const GaitResult& r) { return frequency_error(r.network, asked); }),
      100 * worst(results, [&](const GaitResult& r) { return frequency_error(r.hips, asked); }), lag, lag_sd,
      worst(results, [](const GaitResult& r) { return lag_error(r.network); }),
      worst(results, [](const GaitResult& r) { return lag_error(r.hips); }), speed, good ? "" : "   FAILED");
  return good;
}

int run(const Options& options) {
  const rheobase::OutputDirectory directory(options.out);
  StepTimes times(options.paced);
  std::vector<GaitResult> all;
  bool good = true;
  rheobase::print("gait: {} networks (seeds {} …), {:g} s each after {:g} s\n", options.seeds, first_seed, measured_s,
                  settle_s);
  rheobase::print("  command    frequency   worst   hips     lag (degrees)  worst   hips     speed\n");
  for (const double hz : options.frequencies_hz) {
    std::vector<GaitResult> results;
    for (int k = 0; k < options.seeds; ++k) {
      take(options, {}, first_seed + static_cast<std::uint64_t>(k));
      results.push_back(run_gait({{hz, settle_s + measured_s}}, settle_s, times));
    }
    good = report(results) && good;
    all.insert(all.end(), results.begin(), results.end());
  }
  StepTimes ignored;
  take(options, {{"coupling", "0"}}, first_seed);
  const GaitResult apart = run_gait({{2, settle_s + measured_s}}, settle_s, ignored);
  rheobase::print("  ablation    no synapses, command 2 Hz: {} cycles, {:.2f} m/s\n", apart.network.cycles,
                  apart.speed);
  good = good && apart.network.cycles == 0 && std::abs(apart.speed) < 0.1;
  print(times);
  if (!options.out.empty()) {
    Walk walk;
    take(options, {}, first_seed);
    run_gait({{1, 3}, {2, 2.5}, {4, 2.5}}, 0, ignored, &walk);
    draw_command(all, options.out);
    draw_walk(walk, options.out);
    draw_walking(walk, options.out);
    rheobase::print("  pictures    {0}/gait.html, gait.svg, command.png, walk.png (and .svg)\n",
                    rheobase::printable(options.out));
  }
  if (!good) {
    rheobase::print(
        "FAILED: asked are a frequency within {:g} % and a lag of 180 ± {:g} degrees, of network and hips, a body "
        "that moves on, and none of it without synapses\n",
        100 * most_frequency_error, most_lag_error_degrees);
  }
  return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("A walking body whose rhythm is that of two populations of spiking neurons", "gait");
  app.add_option("--frequencies", options.frequencies_hz, "commands, Hz")
      ->check(rheobase::decimal_number(0.8, 5.0))
      ->delimiter(',');
  app.add_option("--seeds", options.seeds, "networks for each")
      ->check(rheobase::whole_number(1, 1000))
      ->capture_default_str();
  app.add_option("--out", options.out, "directory for pictures")->type_name("DIR");
  app.add_option("--model", options.model, "another network with the same populations")->type_name("FILE");
  app.add_flag("--paced", options.paced, "in real time, 1 ms a step");
  return rheobase::run_program(app, argc, argv, [&options] { return run(options); });
}
