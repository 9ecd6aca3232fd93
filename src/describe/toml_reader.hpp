// Reading one TOML table field by field: every error has its line, every unknown key is an error.
#pragma once

#include <toml++/toml.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "rheobase/model.hpp"
#include "text/message.hpp"

namespace rheobase {

class TableReader {
 public:
  // `what` names the table in messages: "population E". Throws ModelError for the first key that is
  // not among `keys`, with the nearest that is: before anything else is read, so that a misspelt key
  // is not reported as a missing one.
  TableReader(const toml::table& table, std::string file, std::string what, std::vector<std::string> keys);
  // For [parameters], whose keys are the user's.
  TableReader(const toml::table& table, std::string file, std::string what);

  // From here on messages say `what`: the table's own name, once it is known.
  void rename(std::string what) { what_ = std::move(what); }

  // file:line of the table, and of a key's value (of the table if the key is absent).
  std::string where() const { return where(table_.source()); }
  std::string where(const std::string& key) const;
  Places places() const;  // of all its keys
  [[noreturn]] void fail(const std::string& key, const std::string& why) const;

  bool has(const std::string& key) const { return table_.contains(key); }
  // Each of these leaves `out` unchanged if the key is absent.
  void text(const std::string& key, std::string& out) const;
  void boolean(const std::string& key, bool& out) const;
  void whole_number(const std::string& key, int& out) const;
  void number(const std::string& key, double& out) const;  // finite
  void value(const std::string& key,
             Value& out) const;  // a finite number or an expression; gets a place even if absent
  void time(const std::string& key, double& out_ms) const;               // "1 ms"
  void time_or_zero(const std::string& key, double& out_ms) const;       // "1 ms" or "0 ms"
  void time_or_step(const std::string& key, double& out_ms) const;       // "1 ms" or "step"
  void time_or_expression(const std::string& key, Value& out_ms) const;  // likewise, or an expression in ms
  // One of the names, in quotes; `what` says what they name: "no kind of channel is called …".
  template <class Choice>
  void choice(const std::string& key, const char* what, Choice& out,
              const std::vector<std::pair<const char*, Choice>>& choices) const {
    std::string wanted, names;
    text(key, wanted);
    for (const auto& [name, choice] : choices) {
      if (wanted == name) out = choice;
      if (wanted == name || !has(key)) return;
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    fail(key, "no " + std::string(what) + " is called '" + excerpt(wanted) + "'; there are " + names);
  }
  void seed(const std::string& key, std::uint64_t& out) const;
  // A string or an array of at least one; the key must be there.
  std::vector<std::string> texts(const std::string& key) const;
  std::vector<std::vector<double>> number_lists(const std::string& key) const;  // [[1, 2], [3], …]; empty if absent
  std::vector<const toml::table*> tables(const std::string& key) const;         // an array of tables
  const toml::table* table(const std::string& key) const;                       // null if absent

 private:
  std::string where(const toml::source_region& region) const;
  double number_in(const toml::node& node, const std::string& what, const std::string& must) const;
  [[noreturn]] void fail_at(const toml::node& node, const std::string& why) const;
  std::string of(const std::string& key) const { return key + " of " + what_; }

  const toml::table& table_;
  std::string file_, what_;
};

}  // namespace rheobase
