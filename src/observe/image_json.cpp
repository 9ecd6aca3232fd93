#include "observe/image_json.hpp"

namespace rheobase {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const StepBound& b) {
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

}  // namespace

nlohmann::ordered_json to_json(const ImageReport& r, const StepBound& bound) {
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
                           {"stp", p.stp.empty() ? Json() : Json(p.stp)},
                           {"storage", p.storage},
                           {"synapses", p.synapses},
                           {"bytes", p.bytes},
                           {"bytes_per_synapse", p.bytes_per_synapse},
                           {"delay_ms", p.delay_ms},
                           {"longest_delay_ms", p.longest_delay_ms},
                           {"weight_min", p.weight_min},
                           {"weight_max", p.weight_max},
                           {"resolution", p.resolution},
                           {"largest_error", p.largest_error},
                           {"max_gain", p.max_gain}});
  }
  for (const ChannelReport& c : r.channels) {
    channels.push_back({{"population", c.population},
                        {"name", c.name},
                        {"kind", c.kind},
                        {"resolution", c.resolution},
                        {"largest_sum", c.largest_sum},
                        {"headroom", c.headroom}});
  }
  return {{"model", r.model},
          {"dt_ms", r.dt_ms},
          {"seed", r.seed},
          {"flash_bytes", r.flash_bytes},
          {"ram_bytes", r.ram_bytes},
          {"neurons", r.neurons},
          {"synapses", r.synapses},
          {"populations", populations},
          {"projections", projections},
          {"channels", channels},
          {"step_at_most", to_json(bound)}};
}

}  // namespace rheobase
