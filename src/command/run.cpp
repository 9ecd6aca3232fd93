// rheobase run: compile a model (or take an image), run it, say what happened.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "command/black_box.hpp"
#include "command/commands.hpp"
#include "command/input_files.hpp"
#include "command/options.hpp"
#include "command/outputs.hpp"
#include "files/atomic_file.hpp"
#include "observe/limit_warnings.hpp"
#include "observe/output_directory.hpp"
#include "observe/panels.hpp"
#include "observe/plots.hpp"
#include "observe/progress.hpp"
#include "observe/recorder.hpp"
#include "observe/recording_json.hpp"
#include "observe/report.hpp"
#include "observe/spike_files.hpp"
#include "observe/streams.hpp"
#include "observe/text_output.hpp"
#include "observe/weight_recorder.hpp"
#include "observe/whole_number.hpp"
#include "rheobase/simulation.hpp"
#include "text/message.hpp"
#include "view/live.hpp"

namespace rheobase {
namespace {

struct RunOptions {
  ModelOptions model;
  BlackBoxOptions black_box;
  InputFileOptions input_files;
  StateOptions states;
  std::string target, out, snapshot;
  std::uint32_t threads = 1;
  bool json = false, live = false;
  std::uint16_t port = 0;
};

constexpr double many_updates = 1e9;  // of neurons: a run that somebody waits for

// Steps the network to its end; returns the seconds spent in steps.
double run_steps(const Simulation& simulation, InputFiles& inputs, RunLog& log, Recorder& recorder,
                 StateRecorder& states, WeightRecorder* weights, LiveView* live, std::uint64_t ticks,
                 std::uint64_t neurons) {
  using Clock = std::chrono::steady_clock;
  const double updates = static_cast<double>(ticks) * static_cast<double>(neurons);
  Progress progress("run", ticks, updates >= many_updates ? Progress::Elsewhere::lines : Progress::Elsewhere::silent);
  Clock::duration spent{};
  for (std::uint64_t k = 0; k < ticks; ++k) {
    inputs.set();
    log.before_step();
    const auto start = Clock::now();
    rheo_step(simulation.engine());
    spent += Clock::now() - start;
    recorder.observe();
    states.observe();
    if (weights != nullptr) weights->observe();
    if (live != nullptr) live->observe();
    if (progress.is_due())
      progress.at(k, fmt::format("{:.1f} s simulated", static_cast<double>(k) * recorder.recording().dt_ms / 1000));
  }
  return std::chrono::duration<double>(spent).count();
}

// Of a run too short for the clock: the seconds that repetitions of it take, from its start and with its inputs, until
// all of them have taken `timed_s`. What the engine is asked for has been read before.
std::vector<double> repeat_steps(const Simulation& simulation, InputFiles& inputs, const RunOptions& options,
                                 double first_s, std::uint64_t ticks) {
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;
  constexpr double timed_s = 0.2, long_s = 0.5;  // a first pass below long_s may be a short one that was interrupted
  constexpr std::size_t least_passes = 3, most_passes = 1000;
  if (first_s >= long_s) return {first_s};
  const bool has_inputs = options.input_files.given() || options.black_box.inputs_seed;
  BlackBoxOptions unlogged = options.black_box;
  unlogged.log.clear();
  std::vector<double> passes;
  for (double total_s = 0; passes.size() < least_passes || (total_s < timed_s && passes.size() < most_passes);
       total_s += passes.back()) {
    rheo_reset(simulation.engine());
    inputs.restart();
    RunLog random_inputs(unlogged, simulation.engine(), "");
    Clock::duration spent{};
    const auto begin = Clock::now();
    for (std::uint64_t k = 0; k < ticks; ++k) {
      if (!has_inputs) {  // the clock is read once a pass: to read it takes as long as the step of a hundred neurons
        rheo_step(simulation.engine());
        continue;
      }
      inputs.set();
      random_inputs.before_step();
      const auto start = Clock::now();
      rheo_step(simulation.engine());
      spent += Clock::now() - start;
    }
    passes.push_back(Seconds(has_inputs ? spent : Clock::now() - begin).count());
  }
  return passes;
}

std::uint64_t ticks_in(double duration_ms, double dt_ms) {
  const double ticks = std::ceil(duration_ms / dt_ms - 1e-6);
  if (ticks < 1) throw ModelError("--duration: shorter than one step");
  if (ticks > 4294967295.0) throw ModelError("--duration: more than 2^32 steps; record in parts");
  return static_cast<std::uint64_t>(ticks);
}

// All that a run may write.
std::vector<std::string> outputs_of(const RunOptions& options) {
  std::vector<std::string> outputs;
  if (!options.black_box.log.empty()) outputs.push_back(options.black_box.log);
  if (!options.snapshot.empty()) outputs.push_back(options.snapshot);
  if (options.out.empty()) return outputs;
  for (const char* name : {"spikes.npy", "spikes.csv", "recording.json", "report.json", "raster.svg", "raster.png",
                           "rates.svg", "rates.png", "spectrum.svg", "spectrum.png", "trace.svg", "trace.png"}) {
    outputs.push_back(options.out + "/" + name);
  }
  for (const StateSelection& selection : options.states.selections(options.out)) {
    for (const char* ending : {".npy", ".csv"}) {
      outputs.push_back(options.out + "/record/" + selection.file_name() + ending);
    }
  }
  return outputs;
}

void write_files(const std::string& directory, const Recording& recording, const StateRecorder& states,
                 const RunReport& report) {
  write_spikes_npy(recording, directory + "/spikes.npy");
  write_spikes_csv(recording, directory + "/spikes.csv");
  write_recording(to_json(report.model, recording, states), directory);
  AtomicFile json(directory + "/report.json");
  json.write(json_text(to_json(report)));
  json.keep();
  write_pictures(recording, report, directory);
  write_states(states, directory);
  draw_traces(report, states, recording, directory);
}

void write_snapshot(const Simulation& simulation, const std::string& path) {
  const std::vector<std::byte> bytes = simulation.snapshot();
  AtomicFile file(path);
  file.write(bytes.data(), bytes.size());
  file.keep();
}

// Of a population that waits for inputs where nobody gives any; else empty.
std::string warning_of_missing_inputs(const RunOptions& options, const ImageReport& image) {
  if (options.input_files.given() || options.black_box.inputs_seed) return "";
  for (const PopulationReport& p : image.populations) {
    if (!p.input) continue;
    return "population " + printable(p.name) + " takes inputs (input = true) and got none: give them by " +
           "--currents, --sensor or --inputs";
  }
  return "";
}

// With --live: says where, and waits until somebody looks.
std::unique_ptr<LiveView> live_view(const RunOptions& options, const rheo_engine* engine, const ImageReport& image,
                                    double every_ms) {
  if (!options.live) return nullptr;
  auto live = std::make_unique<LiveView>(engine, image, options.states.selections(options.out), every_ms, options.port);
  print_error("rheobase: open " + live->address() + " in a browser of this machine: the run waits for it");
  live->wait_for_viewer();
  return live;
}

void run(const RunOptions& options) {
  if (options.input_files.given() && options.black_box.inputs_seed) {
    throw ModelError("--inputs: sets random currents; --currents and --sensor say others");
  }
  check_outputs(outputs_of(options), options.input_files.files());
  const double every_ms = options.states.every_ms(options.out);
  SimulationOptions simulation_options;
  simulation_options.target = options.target;
  simulation_options.threads = options.threads;
  simulation_options.noise_seed = options.model.noise_seed;
  bool is_compiled = false;
  const Simulation simulation(options.model.image(outputs_of(options), &is_compiled), simulation_options);
  const ImageReport image = describe_image(simulation.image());
  options.model.check_noise(image);
  const double duration_ms =
      options.model.duration.empty() ? image.duration_ms : parse_time_ms(options.model.duration, "--duration");

  const std::uint64_t ticks = ticks_in(duration_ms, image.dt_ms);
  std::vector<std::string> warnings = simulation.image().warnings();
  for (const std::string& warning : options.model.check_stimuli(image, ticks)) warnings.push_back(warning);
  Recorder recorder(simulation.engine(), image);
  StateRecorder states(simulation.engine(), image.dt_ms, options.states.selections(options.out), every_ms);
  const OutputDirectory directory(options.out);  // one that cannot be is better known before the run
  const std::string image_source = is_compiled ? options.model.compile_command() : "";
  InputFiles inputs(options.input_files, simulation.engine(), image.dt_ms);
  RunLog log(options.black_box, simulation.engine(), image_source);
  const std::unique_ptr<LiveView> live = live_view(options, simulation.engine(), image, every_ms);
  std::optional<WeightRecorder> weights;
  if (!options.out.empty()) weights.emplace(simulation, ticks);
  const double first_s = run_steps(simulation, inputs, log, recorder, states, weights ? &*weights : nullptr, live.get(),
                                   ticks, image.neurons);
  if (weights) weights->finish();
  if (live) live->end();
  log.close();
  if (!options.snapshot.empty()) write_snapshot(simulation, options.snapshot);

  RunReport report = report_of(simulation.engine(), image, recorder.recording());
  report.noise_seed = options.model.noise_seed.value_or(image.seed);
  report.duration_ms = duration_ms;
  report.warnings = std::move(warnings);
  for (const std::string& warning : limit_warnings(image, report.statistics)) {
    report.warnings.push_back(warning);
    print_warning(warning);
  }
  report.passes_s = repeat_steps(simulation, inputs, options, first_s, report.ticks);
  const std::string missing_inputs = warning_of_missing_inputs(options, image);
  if (!missing_inputs.empty()) report.warnings.push_back(missing_inputs);
  if (!options.out.empty()) {
    write_files(options.out, recorder.recording(), states, report);
    weights->write(options.out, report);
  }
  if (!missing_inputs.empty()) print_warning(missing_inputs);
  if (options.json) {
    write_output(json_text(to_json(report)));
  } else {
    write_output(to_text(report));
    if (!options.out.empty()) print("  {:<12}{}\n", "written to", directory_text(options.out));
    if (!options.black_box.log.empty() && is_compiled) {
      print("  {:<12}{}; to replay it: {}\n", "log", printable(options.black_box.log), printable(image_source));
    }
  }
}

}  // namespace

void add_run(CLI::App& app) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* sub = app.add_subcommand("run", "run a model or an image and report rates, rhythm, hashes and speed");
  options->model.add_to(*sub);
  options->model.add_noise_to(*sub);
  sub->get_option("model")->description("model file (TOML; docs/model-files.md) or image");
  sub->add_option("--target", options->target,
                  "SIMD target, one of `rheobase targets` (default: the best; same bits on each)")
      ->type_name("NAME");
  sub->add_option("--threads", options->threads, "threads that share each step (same bits for any number)")
      ->check(whole_number(1, RHEO_THREADS_LIMIT))
      ->capture_default_str();
  sub->add_option("--out", options->out, "directory for spikes.npy, spikes.csv, report.json and pictures")
      ->type_name("DIR");
  options->states.add_to(*sub);
  sub->add_option("--snapshot", options->snapshot,
                  "file for the whole state at the end, with what was learned: for `rheobase bake`")
      ->type_name("FILE");
  CLI::Option* live = sub->add_flag("--live", options->live,
                                    "show the run in the browser while it goes on, at real time (docs/view.md)");
  sub->add_option("--port", options->port, "with --live: the port of 127.0.0.1; 0: one that is free")
      ->needs(live)
      ->check(whole_number(0, 65535))
      ->capture_default_str();
  sub->add_flag("--json", options->json, "print one JSON object (docs/statistics.md)");
  options->black_box.add_to(*sub);
  options->input_files.add_to(*sub);
  sub->footer("Example: rheobase run models/paper.toml --set n=500 --duration 2s --out out/");
  sub->callback([options] { run(*options); });
}

}  // namespace rheobase
