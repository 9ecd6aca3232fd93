// Model files. docs/model-files.md is the reference; each reader below is one of its tables.
#include "describe/model_file.hpp"

#include <toml++/toml.h>

#include <cmath>
#include <filesystem>
#include <set>

#include "describe/expression.hpp"
#include "describe/input_file.hpp"
#include "describe/message.hpp"
#include "describe/nesting.hpp"
#include "describe/toml_reader.hpp"

namespace rheobase {
namespace {

constexpr double most_neurons = 1 << 24;  // per population

// Names that mean something already: to expressions, to muParser, or to --set.
const std::set<std::string> reserved = {
    "r",      "r2",   "r3",    "z",     "i",   "j",    "size",       "t",        "a",     "b",
    "c",      "d",    "v",     "u",     "dt",  "seed", "abs",        "acos",     "acosh", "asin",
    "asinh",  "atan", "atan2", "atanh", "avg", "ceil", "cos",        "cosh",     "exp",   "floor",
    "ln",     "log",  "log10", "log2",  "max", "min",  "integrator", "duration", "rint",  "sign",
    "sin",    "sinh", "sqrt",  "round", "sum", "tan",  "tanh",       "_pi",      "_e",    "event_budget",
    "storage"};

bool is_identifier(const std::string& name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || name.size() > 60 || !letter(name[0])) return false;
  for (char c : name) {
    if (!letter(c) && !(c >= '0' && c <= '9')) return false;
  }
  return true;
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
  }
}

Channel read_channel(const toml::table& table, const std::string& file, const std::string& population) {
  TableReader reader(table, file, "a channel of " + population,
                     {"name", "kind", "width", "tau", "method", "clear_on_spike", "subtract", "interpolate"});
  Channel channel;
  channel.where = reader.where();
  reader.text("name", channel.name);
  if (!is_identifier(channel.name)) {
    reader.fail("name", "'" + excerpt(channel.name) + "' is no name for a channel: " + identifier_rule);
  }
  reader.rename("channel " + channel.name + " of " + population);
  std::string kind = "pulse";
  reader.text("kind", kind);
  reader.choice("kind", "kind of channel", channel.kind,
                {{"pulse", ChannelKind::pulse}, {"decay", ChannelKind::decay}, {"hold", ChannelKind::hold}});
  // A key that another kind has would be without effect: say so rather than ignore it.
  const auto refuse = [&](const char* key, const char* kinds) {
    if (reader.has(key)) {
      reader.fail(key, std::string(key) + " of channel " + channel.name + " of " + population +
                           " goes with kind = " + kinds + ", and this one is \"" + kind + "\"");
    }
  };
  if (channel.kind != Channel::Kind::pulse) refuse("width", "\"pulse\"");
  if (channel.kind != Channel::Kind::decay) refuse("tau", "\"decay\"");
  if (channel.kind != Channel::Kind::decay) refuse("method", "\"decay\"");
  if (channel.kind == Channel::Kind::pulse) refuse("clear_on_spike", "\"decay\" or \"hold\"");
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

Stimulus read_stimulus(const toml::table& table, const std::string& file, const std::string& population) {
  const TableReader reader(table, file, "the stimulus of " + population, {"current", "file", "hold", "repeat"});
  Stimulus stimulus;
  stimulus.where = reader.where();
  if (reader.has("current") == reader.has("file")) {
    reader.fail("current", "the stimulus of " + population + " needs either current (an expression of t) or file");
  }
  reader.value("current", stimulus.current);
  reader.text("file", stimulus.file);
  if (!stimulus.file.empty()) stimulus.file = (std::filesystem::path(file).parent_path() / stimulus.file).string();
  reader.time("hold", stimulus.hold_ms);
  reader.boolean("repeat", stimulus.repeat);
  return stimulus;
}

Population read_population(const toml::table& table, const std::string& file) {
  TableReader reader(table, file, "a population", {"name",      "type",       "size",
                                                   "a",         "b",          "c",
                                                   "d",         "v0",         "u0",
                                                   "current",   "noise",      "noise_interval",
                                                   "threshold", "refractory", "refractory_holds",
                                                   "input",     "channels",   "channel",
                                                   "stimulus",  "spike_times"});
  Population p;
  p.where = reader.where();
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
  reader.value("a", p.a);
  reader.value("b", p.b);
  reader.value("c", p.c);
  reader.value("d", p.d);
  reader.value("v0", p.v0);
  reader.value("u0", p.u0);
  reader.value("current", p.current);
  reader.value("noise", p.noise);
  reader.time_or_step("noise_interval", p.noise_interval_ms);
  reader.number("threshold", p.threshold_mv);
  if (std::fabs(p.threshold_mv) > 1e5)
    reader.fail("threshold", "threshold of " + p.name + " must lie from -1e5 to 1e5 mV");
  reader.time_or_zero("refractory", p.refractory_ms);
  if (reader.has("refractory_holds") && !reader.has("refractory")) {
    reader.fail("refractory_holds", "refractory_holds of " + p.name + " goes with refractory, which is not given");
  }
  reader.choice("refractory_holds", "choice of what stays while refractory", p.refractory_holds,
                {{"v u", RefractoryHolds::v_and_u}, {"v", RefractoryHolds::v}});
  reader.boolean("input", p.input);
  reader.boolean("spike_times", p.spike_times);
  read_channels(reader, file, p);
  if (const toml::table* stimulus = reader.table("stimulus")) p.stimulus = read_stimulus(*stimulus, file, p.name);
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
  reader.text("file", p.file);
  if (!p.file.empty()) p.file = (std::filesystem::path(file).parent_path() / p.file).string();
}

void read_projections(const toml::table& table, const std::string& file, Network& network) {
  TableReader reader(table, file, "a projection",
                     {"source", "target", "channel", "probability", "out_degree", "in_degree", "one_to_one", "file",
                      "weight", "delay", "self", "storage"});
  Projection p;
  p.where = reader.where();
  const std::vector<std::string> sources = reader.texts("source"), targets = reader.texts("target");
  reader.rename("the projection from " + sources[0]);
  reader.text("channel", p.channel);
  read_connectivity(reader, file, p);
  reader.value("weight", p.weight);
  reader.time_or_expression("delay", p.delay_ms);
  reader.boolean("self", p.self);
  std::string storage = name_of(p.storage);
  reader.text("storage", storage);
  p.storage = storage_named(storage, reader.where("storage"));
  for (const std::string& source : sources) {
    for (const std::string& target : targets) {
      p.source = source;
      p.target = target;
      check_ends(network, p, reader);
      network.connect(p);
    }
  }
}

[[noreturn]] void fail_range(const Value& value, const std::string& what, double x, const char* range) {
  throw error_at(value.where, what + " is " + Value(x).text + "; it must be " + range);
}

// What depends on no draw is evaluated here, the rest parsed, so that reading a file finds its errors
// with their lines; compile evaluates every neuron and synapse.
void check_value(const Network& network, const Value& value, const std::vector<std::string>& variables,
                 const std::string& what, double least) {
  const Expression expression(value, variables, network.parameters, what);
  if (!expression.is_constant()) return;
  const std::vector<double> nothing(variables.size() + 1, 0.0);
  const double x = expression.at(nothing.data());
  if (x < least) fail_range(value, what, x, "0 or more");
}

void check_degree(const Network& network, const std::optional<Value>& value, const std::string& what) {
  if (!value) return;
  const double degree = constant_of(*value, network.parameters, what);
  if (std::fabs(degree - std::round(degree)) > 1e-9 || degree < 0) {
    fail_range(*value, what, degree, "a whole number, 0 or more");
  }
}

void check_expressions(const Network& network) {
  const std::vector<std::string> neuron = {"r", "r2", "r3", "z", "i", "size"};
  std::vector<std::string> initial_v = neuron;
  initial_v.insert(initial_v.end(), {"a", "b", "c", "d"});
  std::vector<std::string> initial_u = initial_v;
  initial_u.emplace_back("v");
  constexpr double any = -INFINITY;
  for (const Population& p : network.populations) {
    const std::string of = " of " + p.name;
    const double size = constant_of(p.size, network.parameters, "size" + of);
    if (std::fabs(size - std::round(size)) > 1e-9 || size < 1 || size > most_neurons) {
      fail_range(p.size, "size" + of, size, "a whole number from 1 to 2^24");
    }
    check_value(network, p.a, neuron, "a" + of, 0);
    check_value(network, p.b, neuron, "b" + of, any);
    check_value(network, p.c, neuron, "c" + of, any);
    check_value(network, p.d, neuron, "d" + of, any);
    check_value(network, p.v0, initial_v, "v0" + of, any);
    check_value(network, p.u0, initial_u, "u0" + of, any);
    check_value(network, p.current, neuron, "current" + of, any);
    check_value(network, p.noise, neuron, "noise" + of, 0);
    if (p.stimulus && p.stimulus->file.empty()) {
      check_value(network, p.stimulus->current, {"t"}, "stimulus" + of, any);
    }
  }
  for (const Projection& p : network.projections) {
    const std::string of = " of " + p.source + " -> " + p.target;
    const double probability = constant_of(p.probability, network.parameters, "probability" + of);
    if (probability < 0 || probability > 1) fail_range(p.probability, "probability" + of, probability, "from 0 to 1");
    check_degree(network, p.out_degree, "out_degree" + of);
    check_degree(network, p.in_degree, "in_degree" + of);
    check_value(network, p.weight, synapse_variables, "weight" + of, any);
    check_value(network, p.delay_ms, synapse_variables, "delay" + of, 0);
  }
}

Network read_network(const toml::table& table, const std::string& file, const Overrides& overrides) {
  const TableReader reader(table, file, "the model",
                           {"name", "description", "dt", "duration", "integrator", "seed", "event_budget", "parameters",
                            "population", "projection"});
  Network network;
  network.where = file;
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
  check_expressions(network);
  return network;
}

}  // namespace

Network parse_model(const std::string& text, const std::string& name, const Overrides& overrides) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) throw error_at(name, "the file is empty");
  check_nesting(text, name);
  toml::table table;
  try {
    table = toml::parse(std::string_view(text), std::string_view(name));
  } catch (const toml::parse_error& error) {
    const toml::source_position& at = error.source().begin;
    throw error_at(name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column),
                   std::string(error.description()));
  }
  return read_network(table, name, overrides);
}

Network load_model(const std::string& path, const Overrides& overrides) {
  return parse_model(read_input(path, "a model file", largest_model_file), path, overrides);
}

}  // namespace rheobase
