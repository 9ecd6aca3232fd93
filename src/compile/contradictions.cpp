#include "compile/contradictions.hpp"

#include <algorithm>
#include <iterator>

#include "compile/given_table.hpp"
#include "compile/message.hpp"
#include "describe/channel_kinds.hpp"
#include "describe/parameters.hpp"
#include "image/limits.hpp"

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
    fail(place_of(c, {key.name}),
         std::string(key.name) + " of channel " + c.name + " of " + population + " needs kind " + kinds_with(key, ""));
  }
}

void check_stimulus(const Stimulus& stimulus, const std::string& population) {
  const int given = !stimulus.file.empty() + !stimulus.current.text.empty() + !stimulus.table.empty();
  if (given == 1) return;
  if (!stimulus.table.empty()) {
    fail(stimulus.where, "the stimulus of " + population + " is given by a table, and by current or file too");
  }
  fail(stimulus.where, "the stimulus of " + population + " needs either current (an expression of t) or file");
}

bool is_default(const Channel& c) {
  const Channel plain;
  return c.name == plain.name && c.kind == plain.kind && !c.reversal_mv && !c.subtract && !c.interpolate;
}

// What acts on a membrane, or is another source's.
void check_source(const Population& p) {
  const Population plain;
  const bool poisson = p.model == "poisson";
  const std::pair<const char*, bool> rules[] = {
      {"current", differs(p.current, plain.current)},
      {"noise", differs(p.noise, plain.noise)},
      {"noise_interval", p.noise_interval_ms != plain.noise_interval_ms},
      {"noise_kind", p.noise_kind != plain.noise_kind},
      {"noise_tau", p.noise_tau_ms != plain.noise_tau_ms},
      {"threshold", p.threshold_mv != plain.threshold_mv},
      {"refractory", p.refractory_ms != plain.refractory_ms},
      {"refractory_holds", p.refractory_holds != plain.refractory_holds},
      {"integrator", p.integrator.has_value()},
      {"spike_times", p.spike_times},
      {"substeps", p.substeps != plain.substeps},
      {"channels", p.channels.size() > 1 || (p.channels.size() == 1 && !is_default(p.channels[0]))},
      {"input", p.input && !poisson},
      {"stimulus", p.stimulus && !poisson},
  };
  for (const auto& [key, given] : rules) {
    if (!given) continue;
    fail(place_of(p, {key}), std::string(key) + " of " + p.name + " cannot be combined with the model " + p.model +
                                 ", which is a source of spikes");
  }
  const auto rate = p.parameters.find("rate");
  if (poisson && rate == p.parameters.end() && !p.input && !p.stimulus) {
    fail(p.where, p.name + " has no rate: the model poisson needs rate, stimulus or input");
  }
}

void check_spike_list(const Population& p) {
  if ((p.model == "spikes") != p.spikes.has_value()) {
    fail(p.where, p.spikes ? "a list of spikes needs the model spikes, and " + p.name + " is of the model " + p.model
                           : p.name + " has no spikes: the model spikes needs times or file");
  }
  if (p.spikes && is_given(*p.spikes) && !p.spikes->times_ms.empty()) {
    fail(place_of(p, {"file"}), "the spikes of " + p.name + " are given either as times or by a file, not both");
  }
}

void check_substeps(const Network& network, const Population& p) {
  const auto refuse = [&](const std::string& why) { fail(place_of(p, {"substeps"}), "substeps of " + p.name + why); };
  if (p.substeps < 1 || p.substeps > static_cast<int>(limits::most_substeps)) {
    refuse(" are " + std::to_string(p.substeps) + "; they are a whole number from 1 to " +
           std::to_string(limits::most_substeps));
  }
  if (p.substeps == 1) return;
  const Integrator integrator = integrator_of(network, p).integrator;
  if (integrator == Integrator::exact) refuse(" have no effect: the integrator exact has no error to make smaller");
  if (integrator == Integrator::riccati && (p.refractory_ms > 0 || p.spike_times)) {
    refuse(std::string(" with the integrator riccati cannot be combined with ") +
           (p.spike_times ? "spike_times" : "refractory") + ": take a smaller dt");
  }
}

void check_noise(const Population& p, bool built) {
  if (built && !differs(p.noise, 0.0)) {
    const std::pair<const char*, bool> rules[] = {{"noise_interval", p.noise_interval_ms != every_step},
                                                  {"noise_kind", p.noise_kind != NoiseKind::gaussian},
                                                  {"noise_tau", p.noise_tau_ms != 0}};
    for (const auto& [key, given] : rules) {
      if (given) fail("", std::string(key) + " of " + p.name + " needs noise, which is not given");
    }
  }
  const bool ou = p.noise_kind == NoiseKind::ou;
  if (!ou && p.noise_tau_ms != 0) {
    fail(place_of(p, {"noise_tau"}), "noise_tau of " + p.name + " needs noise_kind ou");
  }
  if (ou && p.noise_tau_ms == 0) {
    fail(place_of(p, {"noise_kind"}), "noise_kind of " + p.name + " is ou: it needs noise_tau");
  }
  if (ou && p.noise_interval_ms != every_step) {
    fail(place_of(p, {"noise_interval"}),
         "noise_interval of " + p.name + " needs noise_kind gaussian or uniform: ou is drawn in each step");
  }
}

void check_population(const Population& p) {
  if (!is_neuron(p)) check_source(p);
  check_spike_list(p);
  const bool built = p.places.empty();  // a model file may have noise = 0 or refractory = "0 ms" beside them
  check_noise(p, built);
  if (built && p.refractory_holds != RefractoryHolds::v_and_u && p.refractory_ms == 0) {
    fail("", "refractory_holds of " + p.name + " needs refractory, which is not given");
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
  const std::string ends = ends_of(p);
  const std::pair<const char*, bool> rules[] = {{"probability", differs(p.probability, 1.0)},
                                                {"out_degree", p.out_degree.has_value()},
                                                {"in_degree", p.in_degree.has_value()},
                                                {"one_to_one", p.one_to_one},
                                                {"file", is_given(p)}};
  const char* said = nullptr;
  for (const auto& [rule, given] : rules) {
    if (!given) continue;
    if (said != nullptr) fail(place_of(p, {rule}), ends + " has either " + said + " or " + rule + ", not both");
    said = rule;
  }
  if (is_given(p) && !p.self) fail(place_of(p, {"self"}), ends + ": self = false has no effect on a list");
}

}  // namespace

void check_contradictions(const Network& network) {
  for (const Population& p : network.populations) check_population(p), check_substeps(network, p);
  for (const Projection& p : network.projections) check_projection(p);
  const bool takes_the_networks =
      std::any_of(network.populations.begin(), network.populations.end(), [](const Population& p) {
        return is_neuron(p) && !p.integrator &&
               !declaration_of(model_named(p.model, place_of(p, {"model"}))).keeps_own_integrator;
      });
  if (network.places.count("integrator") > 0 && !takes_the_networks) {
    fail(place_of(network, {"integrator"}), "integrator has no effect: every population has its own");
  }
  if (network.storage && network.projections.empty()) {
    fail(place_of(network, {"storage"}), "storage has no effect: the network has no projection");
  }
}

}  // namespace rheobase
