// Reading one TOML table field by field: every error knows its line, every key must be asked for.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "rheobase/model.hpp"

namespace rheobase {

class TableReader {
 public:
  // `what` names the table in messages: "population E".
  TableReader(const toml::table& table, std::string file, std::string what);

  std::string where() const { return where(table_.source()); }
  std::string where(const toml::source_region& region) const;
  [[noreturn]] void fail(const toml::node& node, const std::string& why) const;

  bool has(const char* key) const { return table_.contains(key); }
  // Each of these leaves `out` alone if the key is absent, and remembers that the key is known.
  void text(const char* key, std::string& out);
  void boolean(const char* key, bool& out);
  void number(const char* key, double& out);
  void value(const char* key, Value& out);         // a number or an expression
  void time(const char* key, double& out_ms);      // "1 ms"
  void time_or_step(const char* key, double& out_ms);  // "1 ms" or "step"
  void seed(const char* key, std::uint64_t& out);
  std::vector<std::string> texts(const char* key);  // a string or an array of them
  std::vector<const toml::table*> tables(const char* key);  // an array of tables
  const toml::table* table(const char* key);

  // Throws for the first key that no call asked for, with the nearest that exists.
  void finish() const;

 private:
  const toml::node* find(const char* key);

  const toml::table& table_;
  std::string file_, what_;
  std::vector<std::string> known_;
};

}  // namespace rheobase
