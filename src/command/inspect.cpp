// rheobase inspect: what an image holds and costs. rheobase targets: what this machine can run.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "command/commands.hpp"
#include "command/options.hpp"
#include "describe/message.hpp"
#include "observe/streams.hpp"
#include "observe/text_output.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

struct InspectOptions {
  std::string path;
  bool json = false;
};

void print_text(const ImageReport& r) {
  print("{}: {} neurons, {} synapses, dt {:g} ms, seed {}\n", excerpt(r.model), r.neurons, r.synapses, r.dt_ms, r.seed);
  print("  flash {} bytes, RAM {} bytes\n", r.flash_bytes, r.ram_bytes);
  print("\n  {:<14} {:>9}  {:<11} {:<11} {:<15} {:<5} {}\n", "population", "neurons", "type", "model", "integrator",
        "input", "stimulus");
  for (const PopulationReport& p : r.populations) {
    std::string stimulus = "no";
    if (p.stimulus) stimulus = fmt::format("{:g} ms", static_cast<double>(p.stimulus->ticks) * r.dt_ms);
    if (p.stimulus && p.stimulus->repeats) stimulus += ", repeats";
    print("  {:<14} {:>9}  {:<11} {:<11} {:<15} {:<5} {}\n", excerpt(p.name), p.size,
          p.type.empty() ? "–" : excerpt(p.type), p.model, p.integrator, p.input ? "yes" : "no", stimulus);
  }
  print("\n  {:<14} {:<11} {:>10} {:>12} {:>8} {:>11} {:>11} {:>11}\n", "projection", "storage", "synapses", "bytes",
        "B/syn", "delay", "resolution", "max. error");
  for (const ProjectionReport& p : r.projections) {
    std::string delay = fmt::format("{:g}", p.delay_ms);
    if (p.longest_delay_ms != p.delay_ms) delay += fmt::format("–{:g}", p.longest_delay_ms);
    print("  {:<14} {:<11} {:>10} {:>12} {:>8.2f} {:>8} ms {:>11.3g} {:>11.3g}\n",
          excerpt(p.source + " -> " + p.target), p.storage, p.synapses, p.bytes, p.bytes_per_synapse, delay,
          p.resolution, p.largest_error);
  }
  print("\n  {:<14} {:<6} {:>16} {:>16} {:>12}\n", "channel", "kind", "sum resolution", "largest sum", "headroom");
  for (const ChannelReport& c : r.channels) {
    print("  {:<14} {:<6} {:>16.3g} {:>16.6g} {:>11.1f}x\n", excerpt(c.population + "." + c.name), c.kind, c.resolution,
          c.largest_sum, c.headroom);
  }
}

void print_bound(const StepBound& b) {
  print("\n  {:<28} {:>12} {:>12} {:>14}\n", "part", "flash", "RAM", "events a step");
  for (const PartBound& p : b.parts) {
    print("  {:<28} {:>12} {:>12} {:>14}\n", excerpt(p.name), p.flash_bytes, p.ram_bytes, p.synaptic_events);
  }
  print("\n  one step at most (every neuron fires, every delay falls due{})\n",
        b.event_budget > 0 ? fmt::format("; budget: {} events a step, the rest waits", b.event_budget) : "");
  print("    {:<20} {:>12}\n    {:<20} {:>12}\n    {:<20} {:>12}\n", "neuron updates", b.neuron_updates,
        "synaptic events", b.synaptic_events, "bytes touched", b.bytes_touched);
  const char* label = "instructions, x86-64";
  for (const InstructionBound& i : b.instructions) {
    print("    {:<20} {:>12}  {}\n", label, i.instructions, i.target);
    label = "";
  }
  label = "stack, bytes";
  for (const StackBound& s : b.stack) {
    print("    {:<20} {:>12}  {}\n", label, s.bytes, s.platform);
    label = "";
  }
}

nlohmann::ordered_json to_json(const StepBound& b) {
  using Json = nlohmann::ordered_json;
  Json parts = Json::array(), stack = Json::object(), instructions = Json::object();
  for (const PartBound& p : b.parts) {
    parts.push_back({{"name", p.name},
                     {"flash_bytes", p.flash_bytes},
                     {"ram_bytes", p.ram_bytes},
                     {"synaptic_events", p.synaptic_events}});
  }
  for (const StackBound& s : b.stack) stack[s.platform] = s.bytes;
  for (const InstructionBound& i : b.instructions) instructions[i.target] = i.instructions;
  return {{"event_budget", b.event_budget},
          {"neuron_updates", b.neuron_updates},
          {"synaptic_events", b.synaptic_events},
          {"bytes_touched", b.bytes_touched},
          {"instructions", instructions},
          {"stack_bytes", stack},
          {"parts", parts}};
}

nlohmann::ordered_json to_json(const ImageReport& r) {
  using Json = nlohmann::ordered_json;
  Json populations = Json::array(), projections = Json::array(), channels = Json::array();
  for (const PopulationReport& p : r.populations) {
    populations.push_back({{"name", p.name},
                           {"type", p.type},
                           {"neurons", p.size},
                           {"model", p.model},
                           {"integrator", p.integrator},
                           {"input", p.input}});
    if (!p.stimulus) continue;
    populations.back()["stimulus_ms"] = static_cast<double>(p.stimulus->ticks) * r.dt_ms;
    populations.back()["stimulus_repeats"] = p.stimulus->repeats;
  }
  for (const ProjectionReport& p : r.projections) {
    projections.push_back({{"source", p.source},
                           {"target", p.target},
                           {"channel", p.channel},
                           {"storage", p.storage},
                           {"synapses", p.synapses},
                           {"bytes", p.bytes},
                           {"bytes_per_synapse", p.bytes_per_synapse},
                           {"delay_ms", p.delay_ms},
                           {"longest_delay_ms", p.longest_delay_ms},
                           {"weight_min", p.weight_min},
                           {"weight_max", p.weight_max},
                           {"resolution", p.resolution},
                           {"largest_error", p.largest_error}});
  }
  for (const ChannelReport& c : r.channels) {
    channels.push_back({{"population", c.population},
                        {"name", c.name},
                        {"kind", c.kind},
                        {"resolution", c.resolution},
                        {"largest_sum", c.largest_sum},
                        {"headroom", c.headroom}});
  }
  return {
      {"model", r.model},           {"dt_ms", r.dt_ms},     {"seed", r.seed},         {"flash_bytes", r.flash_bytes},
      {"ram_bytes", r.ram_bytes},   {"neurons", r.neurons}, {"synapses", r.synapses}, {"populations", populations},
      {"projections", projections}, {"channels", channels}};
}

void run(const InspectOptions& options) {
  const Image image = read_image(options.path);
  const ImageReport report = describe_image(image);
  const StepBound bound = bound_step(image);
  if (options.json) {
    nlohmann::ordered_json json = to_json(report);
    json["step_at_most"] = to_json(bound);
    write_output(json_text(json));
  } else {
    print_text(report);
    print_bound(bound);
  }
}

}  // namespace

void add_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* sub =
      app.add_subcommand("inspect", "sizes, storage and numerics of an image, and the most one step can cost");
  sub->add_option("image", options->path, "image file, from `rheobase compile`")->required();
  sub->add_flag("--json", options->json, "print one JSON object");
  sub->callback([options] { run(*options); });
}

void add_targets(CLI::App& app) {
  CLI::App* sub = app.add_subcommand("targets", "the SIMD targets usable here, one name a line, scalar first");
  sub->callback([] {
    for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) print("{}\n", name);
  });
}

}  // namespace rheobase
