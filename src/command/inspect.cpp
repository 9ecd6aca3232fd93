// rheobase inspect: what an image holds and costs. rheobase targets: what this machine can run.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "command/commands.hpp"
#include "command/options.hpp"
#include "observe/image_json.hpp"
#include "observe/streams.hpp"
#include "observe/text_output.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/rheobase.h"
#include "text/message.hpp"

namespace rheobase {
namespace {

struct InspectOptions {
  std::string path;
  bool json = false;
};

// The width of a column of names: as wide as the longest, at least `least`.
template <class Rows, class Name>
std::size_t column_width(const Rows& rows, std::size_t least, Name name) {
  for (const auto& row : rows) least = std::max(least, excerpt(name(row)).size());
  return least;
}

void print_text(const ImageReport& r) {
  const auto projection_name = [](const ProjectionReport& p) { return p.source + " -> " + p.target; };
  const auto channel_name = [](const ChannelReport& c) { return c.population + "." + c.name; };
  const std::size_t population = column_width(r.populations, 14, [](const PopulationReport& p) { return p.name; });
  const std::size_t projection = column_width(r.projections, 14, projection_name);
  const std::size_t channel = column_width(r.channels, 14, channel_name);
  print("{}: {} neurons, {} synapses, dt {:g} ms, seed {}\n", excerpt(r.model), r.neurons, r.synapses, r.dt_ms, r.seed);
  print("  flash {} bytes, RAM {} bytes\n", r.flash_bytes, r.ram_bytes);
  print("\n  {:<{}} {:>9}  {:<11} {:<11} {:<15} {:<5} {}\n", "population", population, "neurons", "type", "model",
        "integrator", "input", "stimulus");
  for (const PopulationReport& p : r.populations) {
    std::string stimulus = "no";
    if (p.stimulus) stimulus = fmt::format("{:g} ms", static_cast<double>(p.stimulus->ticks) * r.dt_ms);
    if (p.stimulus && p.stimulus->repeats) stimulus += ", repeats";
    print("  {:<{}} {:>9}  {:<11} {:<11} {:<15} {:<5} {}\n", excerpt(p.name), population, p.size,
          p.type.empty() ? "–" : excerpt(p.type), p.model, p.integrator, p.input ? "yes" : "no", stimulus);
  }
  print("\n  {:<{}} {:<11} {:>10} {:>12} {:>8} {:>11} {:>11} {:>11}\n", "projection", projection, "storage", "synapses",
        "bytes", "B/syn", "delay", "resolution", "max. error");
  for (const ProjectionReport& p : r.projections) {
    std::string delay = fmt::format("{:g}", p.delay_ms);
    if (p.longest_delay_ms != p.delay_ms) delay += fmt::format("–{:g}", p.longest_delay_ms);
    print("  {:<{}} {:<11} {:>10} {:>12} {:>8.2f} {:>8} ms {:>11.3g} {:>11.3g}{}\n", excerpt(projection_name(p)),
          projection, p.storage, p.synapses, p.bytes, p.bytes_per_synapse, delay, p.resolution, p.largest_error,
          p.stp.empty() ? "" : "  stp " + p.stp);
  }
  print("\n  {:<{}} {:<6} {:>16} {:>16} {:>12}\n", "channel", channel, "kind", "sum resolution", "largest sum",
        "headroom");
  for (const ChannelReport& c : r.channels) {
    print("  {:<{}} {:<6} {:>16.3g} {:>16.6g} {:>11.1f}x\n", excerpt(channel_name(c)), channel, c.kind, c.resolution,
          c.largest_sum, c.headroom);
  }
}

void print_bound(const StepBound& b) {
  const std::size_t part = column_width(b.parts, 28, [](const PartBound& p) { return p.name; });
  print("\n  {:<{}} {:>12} {:>12} {:>14}\n", "part", part, "flash", "RAM", "events a step");
  for (const PartBound& p : b.parts) {
    print("  {:<{}} {:>12} {:>12} {:>14}\n", excerpt(p.name), part, p.flash_bytes, p.ram_bytes, p.synaptic_events);
  }
  print("\n  one step at most (every neuron fires, all delayed spikes arrive together{})\n",
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

void run(const InspectOptions& options) {
  const Image image = read_image(options.path);
  const ImageReport report = describe_image(image);
  const StepBound bound = bound_step(image);
  if (options.json) {
    write_output(json_text(to_json(report, bound)));
  } else {
    print_text(report);
    print_bound(bound);
  }
}

}  // namespace

void add_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* sub =
      app.add_subcommand("inspect", "sizes, storage and numerics of an image, and the cost of its worst step");
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
