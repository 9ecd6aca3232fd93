#include "describe/toml_reader.hpp"

#include <algorithm>
#include <cmath>

namespace rheobase {
namespace {

// Edits from a to b: for "did you mean".
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

TableReader::TableReader(const toml::table& table, std::string file, std::string what)
    : table_(table), file_(std::move(file)), what_(std::move(what)) {}

std::string TableReader::where(const toml::source_region& region) const {
  return file_ + ":" + std::to_string(region.begin.line);
}

void TableReader::fail(const toml::node& node, const std::string& why) const {
  throw ModelError(where(node.source()) + ": " + why);
}

const toml::node* TableReader::find(const char* key) {
  known_.emplace_back(key);
  return table_.get(key);
}

void TableReader::text(const char* key, std::string& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_string()) fail(*node, std::string(key) + " of " + what_ + " is a string");
  out = node->as_string()->get();
}

void TableReader::boolean(const char* key, bool& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_boolean()) fail(*node, std::string(key) + " of " + what_ + " is true or false");
  out = node->as_boolean()->get();
}

void TableReader::number(const char* key, double& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_number()) fail(*node, std::string(key) + " of " + what_ + " is a number");
  const double number = node->value<double>().value_or(NAN);
  if (!std::isfinite(number)) fail(*node, std::string(key) + " of " + what_ + " is not finite");
  out = number;
}

void TableReader::value(const char* key, Value& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (node->is_string()) {
    out = Value(node->as_string()->get(), where(node->source()));
    return;
  }
  if (!node->is_number()) fail(*node, std::string(key) + " of " + what_ + " is a number or an expression in quotes");
  const double number = node->value<double>().value_or(NAN);
  if (!std::isfinite(number)) fail(*node, std::string(key) + " of " + what_ + " is not finite");
  out = Value(number);
  out.where = where(node->source());
}

void TableReader::time(const char* key, double& out_ms) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_string()) fail(*node, std::string(key) + " of " + what_ + " is a time in quotes, such as \"1 ms\"");
  out_ms = parse_time_ms(node->as_string()->get(), where(node->source()) + ": " + key + " of " + what_);
}

void TableReader::time_or_step(const char* key, double& out_ms) {
  const toml::node* node = table_.get(key);
  if (node != nullptr && node->is_string() && node->as_string()->get() == "step") {
    find(key);
    out_ms = every_step;
    return;
  }
  time(key, out_ms);
}

void TableReader::seed(const char* key, std::uint64_t& out) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_integer() || node->as_integer()->get() < 0) fail(*node, std::string(key) + " is a whole number from 0");
  out = static_cast<std::uint64_t>(node->as_integer()->get());
}

std::vector<std::string> TableReader::texts(const char* key) {
  const toml::node* node = find(key);
  std::vector<std::string> out;
  if (node == nullptr) throw ModelError(where() + ": " + what_ + " has no " + key);
  if (node->is_string()) return {node->as_string()->get()};
  if (!node->is_array()) fail(*node, std::string(key) + " of " + what_ + " is a name or an array of names");
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_string()) fail(element, std::string(key) + " of " + what_ + " is a name or an array of names");
    out.push_back(element.as_string()->get());
  }
  return out;
}

std::vector<const toml::table*> TableReader::tables(const char* key) {
  const toml::node* node = find(key);
  std::vector<const toml::table*> out;
  if (node == nullptr) return out;
  if (!node->is_array()) fail(*node, std::string(key) + " is an array of tables: [[" + key + "]]");
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_table()) fail(element, std::string(key) + " is an array of tables: [[" + key + "]]");
    out.push_back(element.as_table());
  }
  return out;
}

const toml::table* TableReader::table(const char* key) {
  const toml::node* node = find(key);
  if (node != nullptr && !node->is_table()) fail(*node, std::string(key) + " is a table: [" + key + "]");
  return node == nullptr ? nullptr : node->as_table();
}

void TableReader::finish() const {
  for (const auto& [key, node] : table_) {
    const std::string name(key.str());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const auto nearest = std::min_element(known_.begin(), known_.end(), [&](const auto& a, const auto& b) {
      return edit_distance(name, a) < edit_distance(name, b);
    });
    const bool close = nearest != known_.end() && edit_distance(name, *nearest) <= 2;
    throw ModelError(where(key.source()) + ": unknown key '" + name + "' in " + what_ +
                     (close ? "; did you mean '" + *nearest + "'?" : ""));
  }
}

}  // namespace rheobase
