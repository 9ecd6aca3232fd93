// What nests deeper than any model needs is refused before it is parsed.
#include <utility>
#include <vector>

#include "describe_helpers.hpp"

using namespace rheobase;
using namespace rheobase::test;

namespace {

constexpr std::size_t many = 40000;

std::string times(std::size_t n, const std::string& text) {
  std::string out;
  for (std::size_t k = 0; k < n; ++k) out += text;
  return out;
}

}  // namespace

TEST_SUITE_BEGIN("describe");

TEST_CASE("keys of very many parts and brackets in brackets are an error at their line") {
  const std::string parts = "a key has more parts than 16", brackets = "brackets are nested deeper than 16";
  const std::vector<std::pair<std::string, std::string>> texts = {
      {times(many, "a.") + "a = 1\n", parts},
      {"[" + times(many, "a.") + "a]\n", parts},
      {"[[" + times(many, "a . ") + "a]]\n", parts},
      {times(many, "\"a\" . 'b'.") + "a = 1\n", parts},
      {"a = {" + times(many, "b.") + "c = 1}\n", parts},
      // Strings that end in quotes of their own do not hide what follows.
      {"a = {b = '''c'''', " + times(many, "a.") + "a = 1}\n", parts},
      {"a = {b = \"\"\"c\"\"\"\"\", " + times(many, "a.") + "a = 1}\n", parts},
      {"a = " + times(many, "[") + times(many, "]") + "\n", brackets},
      {"a = " + times(many, "{b = ") + "1" + times(many, "}") + "\n", brackets},
      {"a = " + times(many, "[{b = ") + "1\n", brackets},
  };
  for (const auto& [text, why] : texts) CHECK(file_error("name = 'x'\n" + text) == "m.toml:2: " + why);
}

TEST_CASE("text in strings and comments nests nothing") {
  const std::string deep = times(many, "a.[{"), population = "[[population]]\nname = \"E\"\nsize = 1\n";
  const std::vector<std::string> descriptions = {
      "\"" + deep + "\\\"" + deep + "\"",
      "'" + deep + "'",
      "\"\"\"" + deep + "\n\\\"\"\"" + deep + "\"\"\"",
      "'''" + deep + "\n''''",
  };
  for (const std::string& description : descriptions) {
    CHECK(file_error("description = " + description + " # " + deep + "\n" + population) == "");
  }
}

TEST_CASE("depth that is no nesting of tables is one line, too") {
  const std::string deep = times(many, "(") + "1" + times(many, ")");
  CHECK(has(file_error(with_projection_line("weight = \"" + deep + "\"")), "m.toml:9"));
  CHECK(has(file_error(with_projection_line("weight = \"" + times(many, "-") + "1\"")), "m.toml:9"));
  CHECK(has(file_error(with_projection_line("weight = \"" + times(many, "1 ? ") + "1\"")), "m.toml:9"));
  CHECK(has(file_error(with_projection_line(""), {{times(many, "a."), "1"}}), "no parameter"));
  CHECK(has(file_error("[parameters]\nn = 1\n" + with_projection_line(""), {{"n", deep}}), "not a finite number"));
}

TEST_SUITE_END();
