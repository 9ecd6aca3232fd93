// Model files. docs/model-files.md is the reference; each reader below is one of its tables.
#include "describe/model_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "describe/channel_kinds.hpp"
#include "describe/nesting.hpp"
#include "describe/parameters.hpp"
#include "describe/plasticity_file.hpp"
#include "describe/toml_reader.hpp"
#include "describe/values.hpp"
#include "files/input_file.hpp"
#include "models/shapes.hpp"
#include "text/message.hpp"
#include "text/name_characters.hpp"

namespace rheobase {
namespace {

// Names that mean something already: to expressions, to muParser, or to --set.
const std::set<std::string> reserved = {
    "r",      "r2",   "r3",    "z",     "i",   "j",    "size",       "t",        "a",     "b",
    "c",      "d",    "v",     "u",     "dt",  "seed", "abs",        "acos",     "acosh", "asin",
    "asinh",  "atan", "atan2", "atanh", "avg", "ceil", "cos",        "cosh",     "exp",   "floor",
    "ln",     "log",  "log10", "log2",  "max", "min",  "integrator", "duration", "rint",  "sign",
    "sin",    "sinh", "sqrt",  "round", "sum", "tan",  "tanh",       "_pi",      "_e",    "event_budget",
    "storage"};

bool is_identifier(const std::string& name) {
  return !name.empty() && name.size() <= 60 && begins_name(name[0]) &&
         std::all_of(name.begin(), name.end(), continues_name);
}

constexpr char identifier_rule[] = "use letters, digits and _, at most 60, not beginning with a digit";

template <class Named>
std::string names_of(const std::vector<Named>& all) {
  std::string list;
  for (const Named& one : all) list += (list.empty() ? "" : ", ") + one.name;
  return list.empty() ? "none" : list;
}

template <class Named>
const Named* find_named(const std::vector<Named>& all, const std::string& name) {
  for (const Named& one : all) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

void read_parameters(const toml::table& table, const std::string& file, Network& network) {
  const TableReader reader(table, file, "[parameters]");
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (!is_identifier(name))
      reader.fail(name, "'" + excerpt(name) + "' is no name for a parameter: " + identifier_rule);
    if (reserved.count(name) > 0) {
      reader.fail(name, "a parameter cannot be called '" + name + "': the name has a meaning already");
    }
    reader.number(name, network.parameters[name]);
    network.places.emplace(name, reader.where(name));
  }
}

Channel read_channel(const toml::table& table, const std::string& file, const std::string& population) {
  TableReader reader(
      table, file, "a channel of " + population,
      {"name", "kind", "width", "tau", "method", "clear_on_spike", "subtract", "interpolate", "tau_rise", "reversal"});
  Channel channel;
  channel.where = reader.where();
  channel.places = reader.places();
  reader.text("name", channel.name);
  if (!is_identifier(channel.name)) {
    reader.fail("name", "'" + excerpt(channel.name) + "' is no name for a channel: " + identifier_rule);
  }
  reader.rename("channel " + channel.name + " of " + population);
  std::string kind = "pulse";
  reader.text("kind", kind);
  std::vector<std::pair<const char*, ChannelKind>> kinds;
  for (const ChannelKindRule& rule : channel_kinds) kinds.emplace_back(rule.name, rule.kind);
  reader.choice("kind", "kind of channel", channel.kind, kinds);
  // A key of another kind would have no effect: refused, not ignored.
  for (const ChannelKeyRule& key : channel_keys) {
    if (!reader.has(key.name) || rule_of(channel.kind).*key.goes_with) continue;
    reader.fail(key.name, std::string(key.name) + " of channel " + channel.name + " of " + population +
                              " needs kind = " + kinds_with(key, "\"") + ", and this one is \"" + kind + "\"");
  }
  if (channel.kind == ChannelKind::rise && !reader.has("tau_rise")) {
    reader.fail("kind", "channel " + channel.name + " of " + population +
                            " is of the kind rise: it needs tau_rise (equal to tau: an alpha function)");
  }
  reader.time("tau_rise", channel.tau_rise_ms);
  if (reader.has("reversal")) reader.number("reversal", channel.reversal_mv.emplace());
  reader.time_or_step("width", channel.width_ms);
  reader.time("tau", channel.tau_ms);
  reader.choice("method", "method of decay", channel.method,
                {{"exact", DecayMethod::exact}, {"sampled", DecayMethod::sampled}, {"euler", DecayMethod::euler}});
  reader.boolean("clear_on_spike", channel.clear_on_spike);
  reader.boolean("interpolate", channel.interpolate);
  reader.boolean("subtract", channel.subtract);
  return channel;
}

// `channels = [{…}, …]` and [[population.channel]] say the same.
void read_channels(const TableReader& reader, const std::string& file, Population& p) {
  if (reader.has("channels") && reader.has("channel")) {
    reader.fail("channels", "population " + p.name + " has both channels = [...] and [[population.channel]]; use one");
  }
  const char* key = reader.has("channel") ? "channel" : "channels";
  if (!reader.has(key)) return;
  p.channels.clear();
  for (const toml::table* table : reader.tables(key)) {
    Channel channel = read_channel(*table, file, p.name);
    if (find_named(p.channels, channel.name) != nullptr) {
      throw error_at(channel.where, "two channels of " + p.name + " are called '" + channel.name + "'");
    }
    p.channels.push_back(std::move(channel));
  }
}

// The key "file": relative to the model file.
void read_path(const TableReader& reader, const std::string& model_file, std::string& out) {
  reader.text("file", out);
  if (!reader.has("file")) return;
  if (out.empty() || out.find('\0') != std::string::npos) reader.fail("file", "file must be the name of a file");
  out = (std::filesystem::path(model_file).parent_path() / out).string();
}

// `quantity`: the key of its expression, a current or a rate.
Stimulus read_stimulus(const toml::table& table, const std::string& file, const std::string& population,
                       const std::string& quantity) {
  const TableReader reader(table, file, "the stimulus of " + population, {quantity, "file", "hold", "repeat"});
  Stimulus stimulus;
  stimulus.where = reader.where();
  stimulus.places = reader.places();
  if (reader.has(quantity) == reader.has("file")) {
    reader.fail(quantity,
                "the stimulus of " + population + " needs either " + quantity + " (an expression of t) or file");
  }
  reader.value(quantity, stimulus.current);
  read_path(reader, file, stimulus.file);
  reader.time("hold", stimulus.hold_ms);
  reader.boolean("repeat", stimulus.repeat);
  return stimulus;
}

// Of [[population]]: those of every model, and those of this.
std::vector<std::string> population_keys(NeuronModel model) {
  std::vector<std::string> keys = {"name", "type", "size"};
  for (std::string& key : parameter_keys(model)) keys.push_back(std::move(key));
  if (model == NeuronModel::poisson) keys.insert(keys.end(), {"input", "stimulus"});
  if (model == NeuronModel::spikes) keys.insert(keys.end(), {"times", "file", "repeat"});
  keys.emplace_back("model");
  if (!has_membrane(model)) return keys;
  for (const char* key :
       {"current", "noise", "noise_interval", "noise_kind", "noise_tau", "threshold", "refractory", "refractory_holds",
        "input", "channels", "channel", "stimulus", "spike_times", "integrator", "substeps"}) {
    keys.emplace_back(key);
  }
  return keys;
}

void read_neuron_parameters(const TableReader& reader, NeuronModel model, Population& p) {
  for (const std::string& key : parameter_keys(model)) {
    if (model == NeuronModel::izhikevich) {
      reader.value(key, *field_of(p, key));
    } else if (reader.has(key)) {
      reader.value(key, p.parameters[key]);
    }
  }
}

// Those of the model spikes, beside the population's other keys.
SpikeList read_spikes(const TableReader& reader, const std::string& file, const std::string& population) {
  SpikeList list;
  if (reader.has("times") == reader.has("file")) {
    reader.fail("times", population + " needs either times (a list of ms for each neuron) or file");
  }
  list.times_ms = reader.number_lists("times");
  read_path(reader, file, list.file);
  reader.time("repeat", list.repeat_ms);
  return list;
}

Population read_population(const toml::table& table, const std::string& file) {
  std::string model_name = Population().model;
  const TableReader any_model(table, file, "a population");
  any_model.text("model", model_name);
  const NeuronModel model = model_named(model_name, any_model.where("model"));
  TableReader reader(table, file, "a population", population_keys(model));
  Population p;
  p.where = reader.where();
  p.places = reader.places();
  if (!reader.has("name")) reader.fail("name", "a population has no name");
  reader.text("name", p.name);
  if (!is_identifier(p.name)) {
    reader.fail("name", "'" + excerpt(p.name) + "' is no name for a population: " + identifier_rule);
  }
  reader.rename(p.name);
  reader.text("type", p.type);
  if (reader.has("type") && p.type != "excitatory" && p.type != "inhibitory") {
    reader.fail("type",
                "type of " + p.name + " must be \"excitatory\" or \"inhibitory\", not '" + excerpt(p.type) + "'");
  }
  if (!reader.has("size")) reader.fail("size", "population " + p.name + " has no size");
  reader.value("size", p.size);
  p.model = model_name;
  if (reader.has("integrator")) {
    std::string integrator;
    reader.text("integrator", integrator);
    p.integrator = integrator_named(integrator, reader.where("integrator"));
  }
  read_neuron_parameters(reader, model, p);
  if (model == NeuronModel::spikes) p.spikes = read_spikes(reader, file, p.name);
  if (!has_membrane(model)) p.channels.clear();
  reader.value("current", p.current);
  reader.value("noise", p.noise);
  reader.time_or_step("noise_interval", p.noise_interval_ms);
  reader.choice("noise_kind", "kind of noise", p.noise_kind,
                {{"gaussian", NoiseKind::gaussian}, {"uniform", NoiseKind::uniform}, {"ou", NoiseKind::ou}});
  reader.time("noise_tau", p.noise_tau_ms);
  for (const char* key : {"noise_interval", "noise_kind", "noise_tau"}) {
    if (!reader.has(key) || reader.has("noise")) continue;
    reader.fail(key, std::string(key) + " of " + p.name + " needs noise, which is not given");
  }
  reader.number("threshold", p.threshold_mv);
  if (std::fabs(p.threshold_mv) > 1e5)
    reader.fail("threshold", "threshold of " + p.name + " must lie from -1e5 to 1e5 mV");
  reader.time_or_zero("refractory", p.refractory_ms);
  if (reader.has("refractory_holds") && !reader.has("refractory")) {
    reader.fail("refractory_holds", "refractory_holds of " + p.name + " needs refractory, which is not given");
  }
  reader.choice("refractory_holds", "choice of what stays while refractory", p.refractory_holds,
                {{"v u", RefractoryHolds::v_and_u}, {"v", RefractoryHolds::v}});
  reader.boolean("input", p.input);
  reader.boolean("spike_times", p.spike_times);
  reader.whole_number("substeps", p.substeps);
  read_channels(reader, file, p);
  if (const toml::table* stimulus = reader.table("stimulus")) {
    p.stimulus = read_stimulus(*stimulus, file, p.name, model == NeuronModel::poisson ? "rate" : "current");
  }
  return p;
}

// The ends of a projection, each at the line of its key.
void check_ends(const Network& network, const Projection& p, const TableReader& reader) {
  const std::string populations = "; there are " + names_of(network.populations);
  if (find_named(network.populations, p.source) == nullptr) {
    reader.fail("source", "no population is called '" + excerpt(p.source) + "'" + populations);
  }
  const Population* target = find_named(network.populations, p.target);
  if (target == nullptr) reader.fail("target", "no population is called '" + excerpt(p.target) + "'" + populations);
  if (target->channels.empty()) reader.fail("target", "population " + p.target + " has no channel to project to");
  if (!reader.has("channel") || find_named(target->channels, p.channel) != nullptr) return;
  reader.fail("channel", "population " + p.target + " has no channel '" + excerpt(p.channel) +
                             "'; its channels: " + names_of(target->channels));
}

// Which pairs have a synapse: said in one way, or all to all.
void read_connectivity(const TableReader& reader, const std::string& file, Projection& p) {
  const char* said = nullptr;
  for (const char* key : {"probability", "out_degree", "in_degree", "one_to_one", "file"}) {
    if (!reader.has(key)) continue;
    if (said != nullptr) {
      reader.fail(key, std::string("a projection has either ") + said + " or " + key + ", not both");
    }
    said = key;
  }
  reader.value("probability", p.probability);
  if (reader.has("out_degree")) reader.value("out_degree", p.out_degree.emplace());
  if (reader.has("in_degree")) reader.value("in_degree", p.in_degree.emplace());
  reader.boolean("one_to_one", p.one_to_one);
  read_path(reader, file, p.file);
  if (reader.has("file") && !p.self) {
    reader.fail("self", "self = false is for probability and out_degree; a list names each pair itself");
  }
}

ShortTermPlasticity read_stp(const toml::table& table, const std::string& file) {
  const TableReader reader(table, file, "stp of a projection", {"form", "U", "tau_rec", "tau_facil"});
  ShortTermPlasticity stp;
  stp.where = reader.where();
  stp.places = reader.places();
  reader.choice("form", "form of short-term plasticity", stp.form,
                {{name_of(ShortTermForm::tsodyks), ShortTermForm::tsodyks},
                 {name_of(ShortTermForm::mongillo), ShortTermForm::mongillo}});
  reader.number("U", stp.U);
  reader.time("tau_rec", stp.tau_rec_ms);
  reader.time_or_zero("tau_facil", stp.tau_facil_ms);
  return stp;
}

void read_projections(const toml::table& table, const std::string& file, Network& network) {
  TableReader reader(table, file, "a projection",
                     {"source", "target", "channel", "probability", "out_degree", "in_degree", "one_to_one", "file",
                      "weight", "delay", "self", "storage", "stp", "max_gain", "plasticity"});
  Projection p;
  p.where = reader.where();
  p.places = reader.places();
  const std::vector<std::string> sources = reader.texts("source"), targets = reader.texts("target");
  reader.rename("the projection from " + sources[0]);
  reader.text("channel", p.channel);
  reader.boolean("self", p.self);
  read_connectivity(reader, file, p);
  reader.value("weight", p.weight);
  reader.time_or_expression("delay", p.delay_ms);
  std::string storage = name_of(p.storage);
  reader.text("storage", storage);
  p.storage = storage_named(storage, reader.where("storage"));
  reader.number("max_gain", p.max_gain);
  if (const toml::table* stp = reader.table("stp")) p.stp = read_stp(*stp, file);
  if (const toml::table* rule = reader.table("plasticity")) p.plasticity = read_plasticity(*rule, file);
  for (const std::string& source : sources) {
    for (const std::string& target : targets) {
      p.source = source;
      p.target = target;
      check_ends(network, p, reader);
      network.connect(p);
    }
  }
}

Network read_network(const toml::table& table, const std::string& file, const Overrides& overrides,
                     const Arrays& arrays) {
  const TableReader reader(table, file, "the model",
                           {"name", "description", "dt", "duration", "integrator", "seed", "event_budget", "parameters",
                            "population", "projection"});
  Network network;
  network.where = file;
  network.places = reader.places();
  reader.text("name", network.name);
  reader.text("description", network.description);
  reader.time("dt", network.dt_ms);
  if (network.dt_ms < 1e-3 || network.dt_ms > 100) {
    reader.fail("dt", "dt is " + Value(network.dt_ms).text + " ms; it must be from 0.001 to 100 ms");
  }
  reader.time("duration", network.duration_ms);
  std::string integrator = name_of(network.integrator);
  reader.text("integrator", integrator);
  network.integrator = integrator_named(integrator, reader.where("integrator"));
  reader.seed("seed", network.seed);
  reader.value("event_budget", network.event_budget);
  if (const toml::table* parameters = reader.table("parameters")) read_parameters(*parameters, file, network);
  apply_overrides(network, overrides);
  for (const toml::table* population : reader.tables("population")) {
    Population p = read_population(*population, file);
    if (find_named(network.populations, p.name) != nullptr) {
      throw error_at(p.where, "two populations are called '" + p.name + "'");
    }
    network.add(std::move(p));
  }
  if (network.populations.empty()) throw error_at(file, "the model has no [[population]]");
  for (const toml::table* projection : reader.tables("projection")) read_projections(*projection, file, network);
  give_arrays(network, arrays);
  name_overrides(network, overrides);
  check_expressions(network);
  return network;
}

}  // namespace

namespace {

// toml++ says "Error while parsing string: encountered end-of-file".
std::string reason(std::string text) {
  const std::string begin = "Error while parsing ", end_of_file = "encountered end-of-file";
  if (text.rfind(begin, 0) == 0) text.erase(0, begin.size());
  if (const std::size_t at = text.find(end_of_file); at != std::string::npos) {
    text.replace(at, end_of_file.size(), "the file ends here");
  }
  return "not TOML: " + text;
}

}  // namespace

Network parse_model(const std::string& text, const std::string& name, const Overrides& overrides,
                    const Arrays& arrays) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) throw error_at(name, "the file is empty");
  check_nesting(text, name);
  toml::table table;
  try {
    table = toml::parse(std::string_view(text), std::string_view(name));
  } catch (const toml::parse_error& error) {
    const toml::source_position& at = error.source().begin;
    throw error_at(name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column),
                   reason(std::string(error.description())));
  }
  return read_network(table, name, overrides, arrays);
}

Network load_model(const std::string& path, const Overrides& overrides) {
  return parse_model(read_input(path, "a model file", largest_model_file), path, overrides);
}

}  // namespace rheobase
