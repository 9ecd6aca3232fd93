// A light follower: Box2D for the world, an Izhikevich network for the brain, 1 kHz. docs/closed-loop.md.

#include <memory>

#include "light_drawing.hpp"
#include "observe/number_options.hpp"
#include "observe/output_directory.hpp"
#include "observe/program.hpp"
#include "observe/streams.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/log.hpp"
#include "text/message.hpp"

namespace {

using namespace robots;

constexpr double enough = 0.95;     // of the starts must reach the lamp
constexpr double by_chance = 0.25;  // and no more than this without the network's wiring

// A run of 30 s writes some 2 MB, here faster than a disk may take them: the queue holds all of it, and so does a
// segment of the file, since a new one waits for a snapshot behind all that is queued.
constexpr std::size_t queue_bytes = 4u << 20;
const rheobase::LogOptions log_options{10u << 20, 2};

struct Options {
  std::string model = ROBOTS_DIR "/light_follower.toml";
  std::string out, log;
  int runs = 100, ablation_runs = 20, shown = 61;
  LightRules rules;
  bool paced = false;
};

// `changed`: what the model's parameters are set to.
LightSeries run_series(const Options& options, const Arena& arena, const std::string& name, int runs,
                       const rheobase::Overrides& changed, StepTimes& times, bool logged) {
  const rheobase::Image image = rheobase::compile(rheobase::load_model(options.model, changed));
  const rheo_status status = light_control::init(image.data(), image.size());
  if (status != RHEO_OK) throw rheobase::ModelError(options.model + ": " + rheo_status_text(status));
  LightSeries series{name, {}};
  for (int k = 0; k < runs; ++k) {
    std::unique_ptr<rheobase::FlightRecorder> recorder;
    LightHooks hooks;
    if (logged && k == options.shown) {
      rheo_blackbox_options box = light_control::recorded();
      box.queue_bytes = queue_bytes;
      recorder = std::make_unique<rheobase::FlightRecorder>(light_control::engine(), options.log, log_options, box);
      hooks.recorded = [&recorder] { recorder->record(); };
    }
    series.runs.push_back(run_light(arena, start_number(arena, k), options.rules, times, hooks));
    if (recorder) recorder->close();
  }
  return series;
}

int run(const Options& options) {
  const rheobase::OutputDirectory directory(options.out);
  const Arena arena;
  StepTimes times(options.paced), ignored;
  std::vector<LightSeries> all;
  all.push_back(run_series(options, arena, "network", options.runs, {}, times, !options.log.empty()));
  double sum_s = 0, longest_s = 0;
  for (const LightRun& r : all[0].runs) {
    if (r.reached) sum_s += r.time_s, longest_s = std::max(longest_s, r.time_s);
  }
  const int reached = all[0].reached();
  bool good = reached >= enough * options.runs;
  rheobase::print("light_follower: {} starts, {:g} s each at most\n", options.runs, options.rules.limit_s);
  rheobase::print("  network     lamp reached from {} of {}; after {:.1f} s on average, {:.1f} s at most\n", reached,
                  options.runs, sum_s / std::max(reached, 1), longest_s);
  if (options.ablation_runs > 0) {
    all.push_back(
        run_series(options, arena, "no synapses", options.ablation_runs, {{"synapses", "0"}}, ignored, false));
    all.push_back(
        run_series(options, arena, "eyes uncrossed", options.ablation_runs, {{"crossed", "0"}}, ignored, false));
    for (std::size_t k = 1; k < all.size(); ++k) {
      rheobase::print("  ablation    {}: from {} of {}\n", all[k].name, all[k].reached(), options.ablation_runs);
      good = good && all[k].reached() <= by_chance * options.ablation_runs;
    }
  }
  print(times);
  const LightRun& shown = all[0].runs[static_cast<std::size_t>(options.shown)];
  if (!options.log.empty()) {
    rheobase::print("  log         {} holds run {}, {:.3f} s\n", rheobase::printable(options.log), options.shown,
                    shown.time_s);
  }
  if (!options.out.empty()) {
    draw_paths(arena, options.rules, all, options.out);
    draw_run(arena, options.rules, shown, options.out);
    rheobase::print("  pictures    {0}/light.html, light.svg (run {1}), paths.png, paths.svg\n",
                    rheobase::printable(options.out), options.shown);
  }
  if (!good) {
    rheobase::print("FAILED: asked are {:g} % with the network and at most {:g} % without its wiring\n", 100 * enough,
                    100 * by_chance);
  }
  return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("A robot finds a lamp among pillars, steered by spiking neurons", "light_follower");
  app.add_option("--runs", options.runs, "random starts")
      ->check(rheobase::whole_number(1, 100000))
      ->capture_default_str();
  app.add_option("--ablation-runs", options.ablation_runs,
                 "starts without synapses, and with the eyes uncrossed; 0: none")
      ->check(rheobase::whole_number(0, 100000))
      ->capture_default_str();
  app.add_option("--limit", options.rules.limit_s, "time for each, s")
      ->check(rheobase::decimal_number(0.1, 3600.0))
      ->capture_default_str();
  app.add_option("--out", options.out, "directory for pictures")->type_name("DIR");
  app.add_option("--shown", options.shown, "the run that is drawn and logged, from 0; at most the last")
      ->check(rheobase::whole_number(0, 100000))
      ->capture_default_str();
  app.add_option("--log", options.log, "black box of that run; rheobase replay runs it again")->type_name("FILE");
  app.add_option("--model", options.model, "another network with the same populations")->type_name("FILE");
  app.add_flag("--paced", options.paced, "in real time, 1 ms a step");
  return rheobase::run_program(app, argc, argv, [&options] {
    options.shown = std::min(options.shown, options.runs - 1);
    return run(options);
  });
}
