// Model files. docs/model-files.md is the reference; each reader below is one of its tables.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <sys/stat.h>

#include "describe/expression.hpp"
#include "describe/toml_reader.hpp"

namespace rheobase {
namespace {

// Names that expressions already mean something by.
const std::set<std::string> reserved = {"r", "r2", "r3", "z", "i", "j", "size", "v", "a", "b", "c", "d", "t"};

bool is_identifier(const std::string& name) {
  const bool starts = !name.empty() && (std::isalpha(static_cast<unsigned char>(name[0])) != 0 || name[0] == '_');
  bool rest = true;
  for (char c : name) rest = rest && (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_');
  return starts && rest;
}

void read_parameters(const toml::table& table, const std::string& file, Network& network) {
  TableReader reader(table, file, "[parameters]");
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (!is_identifier(name)) reader.fail(node, "'" + name + "' is no name for a parameter: letters, digits and _");
    if (reserved.count(name) > 0) reader.fail(node, "'" + name + "' already has a meaning in expressions");
    reader.number(name.c_str(), network.parameters[name]);
  }
}

Channel read_channel(const toml::table& table, const std::string& file, const std::string& population) {
  TableReader reader(table, file, "a channel of " + population);
  Channel channel;
  channel.where = reader.where();
  std::string kind = "pulse";
  reader.text("name", channel.name);
  reader.text("kind", kind);
  if (kind == "pulse") {
    channel.kind = Channel::Kind::pulse;
    reader.time_or_step("width", channel.width_ms);
  } else if (kind == "decay") {
    channel.kind = Channel::Kind::decay;
    reader.time("tau", channel.tau_ms);
    reader.boolean("clear_on_spike", channel.clear_on_spike);
  } else if (kind == "hold") {
    channel.kind = Channel::Kind::hold;
    reader.boolean("clear_on_spike", channel.clear_on_spike);
  } else {
    throw ModelError(channel.where + ": no kind of channel is called '" + kind + "'; there are pulse, decay, hold");
  }
  reader.boolean("subtract", channel.subtract);
  reader.finish();
  return channel;
}

Population read_population(const toml::table& table, const std::string& file) {
  TableReader reader(table, file, "a population");
  Population p;
  p.where = reader.where();
  reader.text("name", p.name);
  if (!is_identifier(p.name)) throw ModelError(p.where + ": a population needs a name of letters, digits and _");
  reader.text("type", p.type);
  if (!p.type.empty() && p.type != "excitatory" && p.type != "inhibitory") {
    throw ModelError(p.where + ": type of " + p.name + " is excitatory or inhibitory, not '" + p.type + "'");
  }
  if (!reader.has("size")) throw ModelError(p.where + ": population " + p.name + " has no size");
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
  reader.time("refractory", p.refractory_ms);
  reader.boolean("input", p.input);
  if (reader.has("channels")) p.channels.clear();
  for (const toml::table* channel : reader.tables("channels")) {
    p.channels.push_back(read_channel(*channel, file, p.name));
    for (std::size_t k = 0; k + 1 < p.channels.size(); ++k) {
      if (p.channels[k].name == p.channels.back().name) {
        throw ModelError(p.channels.back().where + ": two channels of " + p.name + " are called " + p.channels[k].name);
      }
    }
  }
  reader.finish();
  return p;
}

const Population* find_population(const Network& network, const std::string& name) {
  for (const Population& p : network.populations) {
    if (p.name == name) return &p;
  }
  return nullptr;
}

void check_ends(const Network& network, const Projection& p) {
  for (const std::string& name : {p.source, p.target}) {
    if (find_population(network, name) == nullptr) throw ModelError(p.where + ": no population is called '" + name + "'");
  }
  const Population& target = *find_population(network, p.target);
  if (target.channels.empty()) throw ModelError(p.where + ": population " + p.target + " has no channel to project to");
  if (p.channel.empty()) return;
  for (const Channel& c : target.channels) {
    if (c.name == p.channel) return;
  }
  throw ModelError(p.where + ": population " + p.target + " has no channel '" + p.channel + "'");
}

void read_projections(const toml::table& table, const std::string& file, Network& network) {
  TableReader reader(table, file, "a projection");
  Projection p;
  p.where = reader.where();
  const std::vector<std::string> sources = reader.texts("source"), targets = reader.texts("target");
  reader.text("channel", p.channel);
  reader.value("probability", p.probability);
  reader.value("weight", p.weight);
  reader.time_or_step("delay", p.delay_ms);
  reader.boolean("self", p.self);
  std::string storage = name_of(p.storage);
  reader.text("storage", storage);
  p.storage = storage_named(storage, p.where);
  reader.finish();
  for (const std::string& source : sources) {
    for (const std::string& target : targets) {
      p.source = source;
      p.target = target;
      check_ends(network, p);
      network.connect(p);
    }
  }
}

// Expressions are evaluated by compile; parsing them here means that reading a file finds all errors
// of the file.
void check_expressions(const Network& network) {
  const std::vector<std::string> neuron = {"r", "r2", "r3", "z", "i", "size"};
  std::vector<std::string> initial = neuron;
  initial.insert(initial.end(), {"a", "b", "c", "d"});
  std::vector<std::string> initial_u = initial;
  initial_u.emplace_back("v");
  const auto check = [&](const Value& value, const std::vector<std::string>& variables, const std::string& what) {
    (void)Expression(value, variables, network.parameters, what);
  };
  for (const Population& p : network.populations) {
    check(p.size, {}, "size of " + p.name);
    check(p.a, neuron, "a of " + p.name);
    check(p.b, neuron, "b of " + p.name);
    check(p.c, neuron, "c of " + p.name);
    check(p.d, neuron, "d of " + p.name);
    check(p.v0, initial, "v0 of " + p.name);
    check(p.u0, initial_u, "u0 of " + p.name);
    check(p.current, neuron, "current of " + p.name);
    check(p.noise, neuron, "noise of " + p.name);
  }
  for (const Projection& p : network.projections) {
    check(p.probability, {}, "probability of " + p.source + " -> " + p.target);
    check(p.weight, {"r", "r2", "r3", "z", "i", "j"}, "weight of " + p.source + " -> " + p.target);
  }
}

Network read_network(const toml::table& table, const std::string& file, const Overrides& overrides) {
  TableReader reader(table, file, "the model");
  Network network;
  network.where = file;
  reader.text("name", network.name);
  reader.text("description", network.description);
  reader.time("dt", network.dt_ms);
  reader.time("duration", network.duration_ms);
  std::string integrator = name_of(network.integrator);
  reader.text("integrator", integrator);
  network.integrator = integrator_named(integrator, reader.where());
  reader.seed("seed", network.seed);
  if (const toml::table* parameters = reader.table("parameters")) read_parameters(*parameters, file, network);
  apply_overrides(network, overrides);
  for (const toml::table* population : reader.tables("population")) {
    Population p = read_population(*population, file);
    if (find_population(network, p.name) != nullptr) {
      throw ModelError(p.where + ": two populations are called " + p.name);
    }
    network.add(std::move(p));
  }
  for (const toml::table* projection : reader.tables("projection")) read_projections(*projection, file, network);
  reader.finish();
  if (network.populations.empty()) throw ModelError(file + ": the model has no [[population]]");
  check_expressions(network);
  return network;
}

std::string read_text(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) throw ModelError(path + ": is a directory");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file) throw ModelError(path + ": " + std::strerror(errno));
  text << file.rdbuf();
  if (file.bad()) throw ModelError(path + ": " + std::strerror(errno));
  return text.str();
}

}  // namespace

Network parse_model(const std::string& text, const std::string& name, const Overrides& overrides) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    std::string why(error.description());
    for (char& c : why) c = c == '\n' ? ' ' : c;
    throw ModelError(name + ":" + std::to_string(error.source().begin.line) + ": " + why);
  }
  return read_network(table, name, overrides);
}

Network load_model(const std::string& path, const Overrides& overrides) {
  return parse_model(read_text(path), path, overrides);
}

}  // namespace rheobase
