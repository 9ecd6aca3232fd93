#include "describe/toml_reader.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "describe/units.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

// Letters to insert, drop, replace or swap with their neighbour to get from a to b: for "did you mean".
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        edits[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = edits[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0);
      edits[i][j] = std::min({replaced, edits[i - 1][j] + 1, edits[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
      }
    }
  }
  return edits[a.size()][b.size()];
}

// As edit_distance; names of one or two letters only match by their case.
std::size_t distance_to_key(const std::string& word, const std::string& key) {
  const bool same = std::equal(word.begin(), word.end(), key.begin(), key.end(),
                               [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
  return same ? 0 : key.size() < 3 ? word.size() + key.size() : edit_distance(word, key);
}

// "did you mean" if one of `keys` is near, else all of them.
std::string suggestion(const std::string& key, const std::vector<std::string>& keys) {
  const std::string word = key.substr(0, 64);  // a very long key is not compared in full
  const auto nearest = std::min_element(keys.begin(), keys.end(), [&](const auto& a, const auto& b) {
    return distance_to_key(word, a) < distance_to_key(word, b);
  });
  if (distance_to_key(word, *nearest) <= std::max<std::size_t>(1, nearest->size() / 3)) {
    return "did you mean '" + *nearest + "'?";
  }
  std::string list;
  for (const std::string& known : keys) list += (list.empty() ? "" : ", ") + known;
  return "it has " + list;
}

}  // namespace

TableReader::TableReader(const toml::table& table, std::string file, std::string what)
    : table_(table), file_(std::move(file)), what_(std::move(what)) {}

TableReader::TableReader(const toml::table& table, std::string file, std::string what, std::vector<std::string> keys)
    : TableReader(table, std::move(file), std::move(what)) {
  const toml::key* first = nullptr;  // by line: the table itself is sorted by name
  for (const auto& [key, node] : table_) {
    if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
    if (first == nullptr || key.source().begin < first->source().begin) first = &key;
  }
  if (first == nullptr) return;
  const std::string name(first->str());
  throw error_at(where(first->source()),
                 "unknown key '" + excerpt(name) + "' in " + what_ + "; " + suggestion(name, keys));
}

std::string TableReader::where(const toml::source_region& region) const {
  return file_ + ":" + std::to_string(region.begin.line);
}

std::string TableReader::where(const std::string& key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? where() : where(node->source());
}

Places TableReader::places() const {
  Places places;
  for (const auto& [key, node] : table_) places.emplace(key.str(), where(node.source()));
  return places;
}

void TableReader::fail(const std::string& key, const std::string& why) const { throw error_at(where(key), why); }

void TableReader::fail_at(const toml::node& node, const std::string& why) const {
  throw error_at(where(node.source()), why);
}

void TableReader::text(const std::string& key, std::string& out) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return;
  if (!node->is_string()) fail_at(*node, of(key) + " must be a string in quotes");
  out = node->as_string()->get();
}

void TableReader::boolean(const std::string& key, bool& out) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return;
  if (!node->is_boolean()) fail_at(*node, of(key) + " must be true or false");
  out = node->as_boolean()->get();
}

void TableReader::whole_number(const std::string& key, int& out) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return;
  const std::int64_t number = node->is_integer() ? node->as_integer()->get() : INT64_MAX;
  if (number < INT32_MIN || number > INT32_MAX) fail_at(*node, of(key) + " must be a whole number");
  out = static_cast<int>(number);
}

void TableReader::number(const std::string& key, double& out) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return;
  out = number_in(*node, of(key), " must be a number");
}

double TableReader::number_in(const toml::node& node, const std::string& what, const std::string& must) const {
  if (!node.is_number()) fail_at(node, what + must);
  const toml::value<std::int64_t>* whole = node.as_integer();  // above 2^53 to the nearest double
  const double number = whole != nullptr ? static_cast<double>(whole->get()) : node.value<double>().value_or(NAN);
  if (!std::isfinite(number)) fail_at(node, what + " is not a finite number");
  return number;
}

void TableReader::value(const std::string& key, Value& out) const {
  out.where = where(key);
  const toml::node* node = table_.get(key);
  if (node == nullptr) return;
  if (node->is_string()) {
    out.text = node->as_string()->get();
    return;
  }
  if (!node->is_number()) fail_at(*node, of(key) + " must be a number or an expression in quotes");
  double plain = 0;
  number(key, plain);
  out.text = Value(plain).text;
}

void TableReader::time(const std::string& key, double& out_ms) const {
  std::string words;
  if (has(key) && !table_.get(key)->is_string()) fail(key, of(key) + " must be a time in quotes, such as \"1 ms\"");
  text(key, words);
  if (has(key)) out_ms = parse_time_ms(words, where(key) + ": " + of(key));
}

void TableReader::time_or_zero(const std::string& key, double& out_ms) const {
  std::string words;
  if (has(key) && !table_.get(key)->is_string()) fail(key, of(key) + " must be a time in quotes, such as \"1 ms\"");
  text(key, words);
  if (has(key)) out_ms = parse_time_or_zero_ms(words, where(key) + ": " + of(key));
}

void TableReader::time_or_step(const std::string& key, double& out_ms) const {
  const toml::node* node = table_.get(key);
  if (node != nullptr && node->is_string() && node->as_string()->get() == "step") {
    out_ms = every_step;
    return;
  }
  time(key, out_ms);
}

void TableReader::time_or_expression(const std::string& key, Value& out_ms) const {
  out_ms.where = where(key);
  const toml::node* node = table_.get(key);
  if (node == nullptr) return;
  if (node->is_string() && !is_quantity(node->as_string()->get()) && node->as_string()->get() != "step") {
    value(key, out_ms);
    return;
  }
  double ms = every_step;
  time_or_step(key, ms);
  out_ms.text = Value(ms).text;
}

void TableReader::seed(const std::string& key, std::uint64_t& out) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return;
  if (!node->is_integer() || node->as_integer()->get() < 0) {
    fail_at(*node, of(key) + " must be a whole number from 0 to 2^63 - 1");
  }
  out = static_cast<std::uint64_t>(node->as_integer()->get());
}

std::vector<std::string> TableReader::texts(const std::string& key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) throw error_at(where(), what_ + " has no " + key);
  if (node->is_string()) return {node->as_string()->get()};
  if (!node->is_array() || node->as_array()->empty()) fail_at(*node, of(key) + " must be a name or an array of names");
  std::vector<std::string> out;
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_string()) fail_at(element, of(key) + " must be a name or an array of names");
    out.push_back(element.as_string()->get());
  }
  return out;
}

std::vector<std::vector<double>> TableReader::number_lists(const std::string& key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return {};
  const std::string must = " must be an array of arrays of numbers";
  if (!node->is_array()) fail_at(*node, of(key) + must);
  std::vector<std::vector<double>> out;
  for (const toml::node& list : *node->as_array()) {
    if (!list.is_array()) fail_at(list, of(key) + must);
    out.emplace_back();
    for (const toml::node& element : *list.as_array()) out.back().push_back(number_in(element, of(key), must));
  }
  return out;
}

std::vector<const toml::table*> TableReader::tables(const std::string& key) const {
  const toml::node* node = table_.get(key);
  if (node == nullptr) return {};
  const std::string why = of(key) + " must be an array of tables";
  if (!node->is_array()) fail_at(*node, why);
  std::vector<const toml::table*> out;
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_table()) fail_at(element, why);
    out.push_back(element.as_table());
  }
  return out;
}

const toml::table* TableReader::table(const std::string& key) const {
  const toml::node* node = table_.get(key);
  if (node != nullptr && !node->is_table()) fail_at(*node, of(key) + " must be a table: [" + key + "]");
  return node == nullptr ? nullptr : node->as_table();
}

}  // namespace rheobase
