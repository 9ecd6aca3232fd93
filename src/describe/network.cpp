// Networks built in C++: names, and the overrides that --set and the model file share.

#include "describe/model_file.hpp"
#include "image/storage_forms.hpp"
#include "rheobase/model.hpp"
#include "text/message.hpp"
#include "text/number.hpp"
#include "text/typed_number.hpp"

namespace rheobase {
namespace {

const char* const integrator_names[integrator_count] = {"euler", "izhikevich2003", "riccati", "rk2",
                                                        "rk4",   "izhikevich2004", "exact",   "fixed"};

constexpr const char* name_in(const char* name) { return name; }
constexpr const char* name_in(const StorageForm& form) { return form.name; }

template <class Named, std::size_t count>
unsigned index_named(const Named (&list)[count], const std::string& name, const char* what, const std::string& where) {
  std::string names;
  for (unsigned i = 0; i < count; ++i) {
    if (name == name_in(list[i])) return i;
    names += (i > 0 ? ", " : "") + std::string(name_in(list[i]));
  }
  throw error_at(where, std::string("no ") + what + " is called '" + excerpt(name) + "'; there are " + names);
}

template <class Named, std::size_t count>
const char* name_at(const Named (&list)[count], std::size_t index) {
  return index < count ? name_in(list[index]) : "unknown";
}

std::string override_place(const std::string& key, const std::string& value) {
  return "--set " + excerpt(key) + "=" + excerpt(value);
}

void apply_override(Network& network, const std::string& key, const std::string& value) {
  const std::string where = override_place(key, value);
  if (key == "integrator") {
    network.integrator = integrator_named(value, where);
  } else if (key == "dt") {
    network.dt_ms = parse_time_ms(value, where);
  } else if (key == "duration") {
    network.duration_ms = parse_time_ms(value, where);
  } else if (key == "seed") {
    network.seed = parse_seed(value, where);
  } else if (key == "event_budget") {
    network.event_budget = Value(value, where);
  } else if (key == "storage") {
    network.storage = storage_named(value, where);
  } else if (const auto parameter = network.parameters.find(key); parameter != network.parameters.end()) {
    parameter->second = parse_number(value, where);
    if (has_leading_zero(value)) throw error_at(where, "'" + excerpt(value) + "' begins with a 0 too many");
  } else {
    std::string list;
    for (const auto& entry : network.parameters) list += (list.empty() ? "" : ", ") + entry.first;
    throw error_at(where, "no parameter '" + excerpt(key) + "' in " +
                              (network.where.empty() ? network.name : network.where) + " (it has " +
                              (list.empty() ? "none" : list) +
                              "; also integrator, dt, duration, seed, event_budget, storage)");
  }
}

}  // namespace

Value::Value(double number) : text(number_to_text(number)) {}

const char* name_of(Integrator integrator) { return name_at(integrator_names, static_cast<std::size_t>(integrator)); }
const char* name_of(SameTime same_time) {
  return same_time == SameTime::pre_first        ? "pre_first"
         : same_time == SameTime::post_first     ? "post_first"
         : same_time == SameTime::next_pre_first ? "next_pre_first"
                                                 : "simultaneous";
}
const char* name_of(ShortTermForm form) { return form == ShortTermForm::mongillo ? "mongillo" : "tsodyks"; }
const char* name_of(Storage storage) { return name_at(storage_forms, static_cast<std::size_t>(storage)); }

Integrator integrator_named(const std::string& name, const std::string& where) {
  return static_cast<Integrator>(index_named(integrator_names, name, "integrator", where));
}
Storage storage_named(const std::string& name, const std::string& where) {
  return static_cast<Storage>(index_named(storage_forms, name, "storage", where));
}

Population& Network::add(Population population) {
  populations.push_back(std::move(population));
  return populations.back();
}

Projection& Network::connect(Projection projection) {
  projections.push_back(std::move(projection));
  return projections.back();
}

void apply_overrides(Network& network, const Overrides& overrides) {
  for (const auto& [key, value] : overrides) {
    apply_override(network, key, value);
    network.places[key] = override_place(key, value);
  }
}

std::vector<std::string> files_of(const Network& network) {
  std::vector<std::string> files;
  const auto add = [&](const std::string& file) {
    if (!file.empty()) files.push_back(file);
  };
  for (const Projection& p : network.projections) add(p.file);
  for (const Population& p : network.populations) {
    if (p.stimulus) add(p.stimulus->file);
    if (p.spikes) add(p.spikes->file);
  }
  return files;
}

}  // namespace rheobase
