// rheobase inspect: what an image holds and costs. rheobase targets: what this machine can run.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "command/commands.hpp"
#include "command/options.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

struct InspectOptions {
  std::string path;
  bool json = false;
};

void print_text(const ImageReport& r) {
  fmt::print("{}: {} neurons, {} synapses, dt {:g} ms, seed {}\n", r.model, r.neurons, r.synapses, r.dt_ms, r.seed);
  fmt::print("  flash {} bytes, RAM {} bytes\n", r.flash_bytes, r.ram_bytes);
  fmt::print("\n  {:<14} {:>9}  {:<11} {:<15} {}\n", "population", "neurons", "type", "integrator", "input");
  for (const PopulationReport& p : r.populations) {
    fmt::print("  {:<14} {:>9}  {:<11} {:<15} {}\n", p.name, p.size, p.type.empty() ? "–" : p.type, p.integrator,
               p.input ? "yes" : "no");
  }
  fmt::print("\n  {:<14} {:<11} {:>10} {:>12} {:>8} {:>8} {:>11} {:>11}\n", "projection", "storage", "synapses",
             "bytes", "B/syn", "delay", "resolution", "max. error");
  for (const ProjectionReport& p : r.projections) {
    fmt::print("  {:<14} {:<11} {:>10} {:>12} {:>8.2f} {:>5g} ms {:>11.3g} {:>11.3g}\n", p.source + " -> " + p.target,
               p.storage, p.synapses, p.bytes, p.bytes_per_synapse, p.delay_ms, p.resolution, p.largest_error);
  }
  fmt::print("\n  {:<14} {:<6} {:>16} {:>16} {:>12}\n", "channel", "kind", "sum resolution", "largest sum", "headroom");
  for (const ChannelReport& c : r.channels) {
    fmt::print("  {:<14} {:<6} {:>16.3g} {:>16.6g} {:>11.1f}x\n", c.population + "." + c.name, c.kind, c.resolution,
               c.largest_sum, c.headroom);
  }
}

nlohmann::ordered_json to_json(const ImageReport& r) {
  using Json = nlohmann::ordered_json;
  Json populations = Json::array(), projections = Json::array(), channels = Json::array();
  for (const PopulationReport& p : r.populations) {
    populations.push_back(
        {{"name", p.name}, {"type", p.type}, {"neurons", p.size}, {"integrator", p.integrator}, {"input", p.input}});
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
  const ImageReport report = describe_image(read_image(options.path));
  if (options.json) {
    fmt::print("{}\n", to_json(report).dump(2));
  } else {
    print_text(report);
  }
}

}  // namespace

void add_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* sub = app.add_subcommand("inspect", "sizes, storage and numerics of an image");
  sub->add_option("image", options->path, "image file, from `rheobase compile`")->required();
  sub->add_flag("--json", options->json, "print one JSON object");
  sub->callback([options] { run(*options); });
}

void add_targets(CLI::App& app) {
  CLI::App* sub = app.add_subcommand("targets", "the SIMD targets usable here, one name a line, scalar first");
  sub->callback([] {
    for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) fmt::print("{}\n", name);
  });
}

}  // namespace rheobase
