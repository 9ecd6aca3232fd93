#include "compile/contradictions.hpp"

#include <algorithm>
#include <iterator>

#include "compile/message.hpp"
#include "describe/channel_kinds.hpp"
#include "describe/parameters.hpp"

namespace rheobase {
namespace {

bool differs(const Value& value, const Value& from) { return value.text != from.text; }

void check_channel(const Channel& c, const std::string& population) {
  const Channel plain;
  // In the order of channel_keys.
  const bool said[] = {c.width_ms != plain.width_ms, c.tau_ms != plain.tau_ms, c.tau_rise_ms != plain.tau_rise_ms,
                       c.method != plain.method, c.clear_on_spike};
  static_assert(std::size(said) == std::size(channel_keys));
  for (std::size_t k = 0; k < std::size(said); ++k) {
    const ChannelKeyRule& key = channel_keys[k];
    if (!said[k] || rule_of(c.kind).*key.goes_with) continue;
    fail(place_of(c, {key.name}), std::string(key.name) + " of channel " + c.name + " of " + population +
                                      " goes with kind " + kinds_with(key, ""));
  }
}

void check_stimulus(const Stimulus& stimulus, const std::string& population) {
  if (stimulus.file.empty() != stimulus.current.text.empty()) return;
  fail(stimulus.where, "the stimulus of " + population + " needs either current (an expression of t) or file");
}

void check_population(const Population& p) {
  const bool built = p.places.empty();  // a model file may have noise = 0 or refractory = "0 ms" beside them
  if (built && p.noise_interval_ms != every_step && !differs(p.noise, 0.0)) {
    fail("", "noise_interval of " + p.name + " goes with noise, and there is none");
  }
  if (built && p.refractory_holds != RefractoryHolds::v_and_u && p.refractory_ms == 0) {
    fail("", "refractory_holds of " + p.name + " goes with refractory, which is not given");
  }
  if (!p.type.empty() && p.type != "excitatory" && p.type != "inhibitory") {
    fail(place_of(p, {"type"}),
         "type of " + p.name + " must be \"excitatory\" or \"inhibitory\", not '" + p.type + "'");
  }
  for (std::size_t k = 0; k < p.channels.size(); ++k) {
    check_channel(p.channels[k], p.name);
    for (std::size_t other = 0; other < k; ++other) {
      if (p.channels[other].name == p.channels[k].name)
        fail(p.channels[k].where, "two channels of " + p.name + " are called '" + p.channels[k].name + "'");
    }
  }
  if (p.stimulus) check_stimulus(*p.stimulus, p.name);
}

void check_projection(const Projection& p) {
  const std::string ends = p.source + " -> " + p.target;
  const std::pair<const char*, bool> rules[] = {{"probability", differs(p.probability, 1.0)},
                                                {"out_degree", p.out_degree.has_value()},
                                                {"in_degree", p.in_degree.has_value()},
                                                {"one_to_one", p.one_to_one},
                                                {"file", !p.file.empty()}};
  const char* said = nullptr;
  for (const auto& [rule, given] : rules) {
    if (!given) continue;
    if (said != nullptr) fail(place_of(p, {rule}), ends + " has either " + said + " or " + rule + ", not both");
    said = rule;
  }
  if (!p.file.empty() && !p.self) fail(place_of(p, {"self"}), ends + ": self = false has no effect on a list");
}

}  // namespace

void check_contradictions(const Network& network) {
  for (const Population& p : network.populations) check_population(p);
  for (const Projection& p : network.projections) check_projection(p);
  const bool takes_the_networks =
      std::any_of(network.populations.begin(), network.populations.end(), [](const Population& p) {
        return !p.integrator && !declaration_of(model_named(p.model, place_of(p, {"model"}))).keeps_own_integrator;
      });
  if (network.places.count("integrator") > 0 && !takes_the_networks) {
    fail(place_of(network, {"integrator"}), "integrator has no effect: every population has its own");
  }
  if (network.storage && network.projections.empty()) {
    fail(place_of(network, {"storage"}), "storage has no effect: the network has no projection");
  }
}

}  // namespace rheobase
