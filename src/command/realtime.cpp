// rheobase realtime: the network paced by the clock, as a robot would run it, and what each step took.
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "command/commands.hpp"
#include "command/options.hpp"
#include "image/view.hpp"
#include "observe/output_directory.hpp"
#include "observe/streams.hpp"
#include "observe/text_output.hpp"
#include "observe/whole_number.hpp"
#include "realtime/latency_report.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/simulation.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

struct RealtimeOptions {
  ModelOptions model;
  std::string target, out, rate, overrun = "skip";
  OsSetup setup;
  std::uint32_t threads = 1;
  bool all_fire = false, no_pin = false, json = false, no_prefault = false;
};

constexpr std::uint64_t least_warm_up = 100;  // steps

class Setup {
 public:
  // Says at once what was refused: the run may be long.
  void apply(const std::string& option, const std::string& refusal) {
    if (refusal.empty()) return;
    refusals.push_back(option + " refused: " + refusal);
    print_error("rheobase: " + refusals.back() + "; going on without");
  }
  std::vector<std::string> refusals;
};

std::uint64_t period_of(double rate_hz) {
  const double period = 1e9 / rate_hz;
  if (!(period >= 1000 && period <= 1e12)) throw ModelError("--rate: 0.001 Hz to 1 MHz");
  return static_cast<std::uint64_t>(std::llround(period));
}

// All caches and tables as they will be, every delay filled; then, unless the worst case is the subject, back to 0.
void warm_up(const Simulation& simulation, const RealtimeOptions& options) {
  rheo_engine* engine = simulation.engine();
  if (!options.no_prefault) {
    prefault(simulation.image().data(), simulation.image().size());
    prefault(engine, simulation.memory_bytes());
    prefault_stack();
  }
  const std::uint64_t ring = image::View(simulation.image().data()).header().ring_ticks;
  for (std::uint64_t k = 0; k < std::max(least_warm_up, ring); ++k) rheo_step(engine);
  if (!options.all_fire) rheo_reset(engine);
}

struct Counts {
  explicit Counts(const Simulation& s) : counters(s.counters()), load(s.load()) {}
  rheo_counters counters;
  rheo_load load;
};

// The worst case has to be what it says: all fired, all arrived.
void check_all_fired(const Counts& before, const Counts& after, std::uint64_t neurons, std::uint64_t synapses,
                     std::uint64_t steps) {
  const std::uint64_t spikes = after.counters.spikes - before.counters.spikes;
  const std::uint64_t events = after.load.events_due - before.load.events_due;
  if (spikes != neurons * steps || events != synapses * steps) {
    throw ModelError(
        fmt::format("--all-fire: {} of {} spikes, {} of {} synaptic events due: this model cannot be made to "
                    "fire at every step",
                    spikes, neurons * steps, events, synapses * steps));
  }
}

std::uint64_t arriving_events(const image::View& view) {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < view.header().projections; ++i) {
    sum += view.projection(i).synapses;
  }
  return sum;
}

void run(const RealtimeOptions& options) {
  LatencyReport report;
  report.options.overrun = overrun_named(options.overrun);
  if (options.setup.cpu && options.threads > 1) {
    throw ModelError("--cpu is for one thread; with --threads each has a core of its own");
  }
  Setup setup;
  if (options.setup.lock_memory) setup.apply("--lock-memory", lock_memory());
  if (options.setup.priority) {
    setup.apply(fmt::format("--priority {}", *options.setup.priority), set_fifo_priority(*options.setup.priority));
  }
  std::vector<std::string> outputs;
  if (!options.out.empty())
    outputs = {options.out + "/latency.json", options.out + "/latency.svg", options.out + "/latency.png"};
  Image image = options.model.image(outputs);
  SimulationOptions simulation_options;
  simulation_options.target = options.target;
  simulation_options.noise_seed = options.model.noise_seed;
  simulation_options.threads = options.threads;
  simulation_options.pin_threads = !options.no_pin;
  const ImageReport description = describe_image(image);
  const Simulation simulation(options.all_fire ? all_fire_variant(image) : std::move(image), simulation_options);
  if (options.setup.cpu) setup.apply(fmt::format("--cpu {}", *options.setup.cpu), pin_to_cpu(*options.setup.cpu));

  options.model.check_noise(description);
  report.model = description.model;
  report.simd_target = rheo_engine_target(simulation.engine());
  report.kernel = kernel_name();
  report.threads = options.threads;
  report.neurons = description.neurons;
  report.dt_ms = description.dt_ms;
  report.rate_hz = options.rate.empty() ? 1000 / description.dt_ms : parse_rate_hz(options.rate, "--rate");
  report.options.period_ns = period_of(report.rate_hz);
  report.duration_s = (options.model.duration.empty() ? description.duration_ms / report.real_time_ratio()
                                                      : parse_time_ms(options.model.duration, "--duration")) /
                      1000;
  report.options.releases = static_cast<std::uint64_t>(std::llround(report.duration_s * report.rate_hz));
  if (report.options.releases == 0) throw ModelError("--duration: shorter than one step");
  if (!options.all_fire) options.model.check_stimuli(description, report.options.releases);
  report.all_fire = options.all_fire;
  report.prefaulted = !options.no_prefault;
  report.asked = options.setup;
  report.refusals = setup.refusals;
  const OutputDirectory directory(options.out);

  warm_up(simulation, options);
  const auto result = std::make_unique<PacedResult>();
  const Counts before(simulation);
  const LostTime lost_before = lost_time();
  run_paced(simulation.engine(), report.options, *result);
  const LostTime lost_after = lost_time();
  report.lost = {lost_after.stolen_ms - lost_before.stolen_ms, lost_after.interrupts_ms - lost_before.interrupts_ms};
  const Counts after(simulation);
  if (options.all_fire) {
    check_all_fired(before, after, description.neurons, arriving_events(image::View(simulation.image().data())),
                    result->steps);
  }
  report.spikes = after.counters.spikes - before.counters.spikes;
  report.load = after.load;
  report.events = after.counters.events - before.counters.events;
  report.spike_hash = rheo_spike_hash(simulation.engine());
  report.result = result.get();

  if (!options.out.empty()) write_latency_files(report, options.out);
  if (options.json) {
    write_output(json_text(to_json(report, false)));
  } else {
    write_output(to_text(report));
    if (!options.out.empty()) print("  {:<12}{}\n", "written to", directory_text(options.out));
  }
  if (result->stopped) throw ModelError(fmt::format("stopped: step {} ended past its deadline", result->steps));
}

}  // namespace

void add_realtime(CLI::App& app) {
  auto options = std::make_shared<RealtimeOptions>();
  CLI::App* sub = app.add_subcommand("realtime", "run a model or an image paced by the clock; latency and jitter");
  options->model.add_to(*sub);
  options->model.add_noise_to(*sub);
  sub->get_option("model")->description("model file (TOML; docs/model-files.md) or image");
  sub->get_option("--duration")->description("time on the clock, with its unit: 60s");
  sub->add_option("--rate", options->rate, "steps a second, with its unit: 1kHz (default: 1/dt, real time)")
      ->type_name("RATE");
  sub->add_option("--overrun", options->overrun, "after a missed deadline: skip, catch-up or stop")
      ->type_name("POLICY")
      ->capture_default_str();
  sub->add_option("--priority", options->setup.priority, "SCHED_FIFO priority, 1 to 99")
      ->check(whole_number(1, 99))
      ->type_name("N");
  sub->add_option("--cpu", options->setup.cpu, "run only on this CPU")->check(whole_number(0, 1023))->type_name("N");
  CLI::Option* threads =
      sub->add_option("--threads", options->threads, "threads that share each step, each on a core of its own")
          ->check(whole_number(1, RHEO_THREADS_LIMIT))
          ->capture_default_str();
  sub->add_flag("--no-pin", options->no_pin, "with --threads: leave the cores to the system")->needs(threads);
  sub->add_flag("--lock-memory", options->setup.lock_memory, "keep all memory in RAM (mlockall)");
  sub->add_flag("--no-prefault", options->no_prefault, "do not touch every page before the loop");
  sub->add_flag("--all-fire", options->all_fire, "the worst case: every neuron fires at every step");
  sub->add_option("--target", options->target, "SIMD target, one of `rheobase targets`")->type_name("NAME");
  sub->add_option("--out", options->out, "directory for latency.json and the histogram, latency.svg and .png")
      ->type_name("DIR");
  sub->add_flag("--json", options->json, "print one JSON object (docs/real-time.md)");
  sub->footer("Example: rheobase realtime net.rheo --rate 1kHz --duration 60s --priority 80 --lock-memory --cpu 1");
  sub->callback([options] { run(*options); });
}

}  // namespace rheobase
