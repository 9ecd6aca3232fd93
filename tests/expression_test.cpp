// What an expression means, character by character: docs/model-files.md promises each line of these tables.
#include "describe/expression.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "describe_helpers.hpp"

using namespace rheobase;
using test::error_of;
using test::has;

namespace {

double value_of(const std::string& text, double r = 0.75) {
  return Expression(Value(text), {"r"}, {{"half", 0.5}, {"none", 0.0}}, "x").at(&r);
}

}  // namespace

TEST_SUITE_BEGIN("describe");

TEST_CASE("truth is \"not 0\" for every number, whether it is known before or not") {
  for (const std::string truth : {"0.5", "half", "r", "-0.25", "1e-300", "1", "2", "(half + 0)", "abs(r)"}) {
    CAPTURE(truth);
    for (const std::string other : {"1", "half", "r", "0.1"}) {
      CAPTURE(other);
      CHECK(value_of(truth + " && " + other) == 1);
      CHECK(value_of(other + "&&" + truth) == 1);
      CHECK(value_of(truth + " && 0 || 0") == 0);
      CHECK(value_of("none || " + truth) == 1);
      CHECK(value_of(truth + " || " + other) == 1);
    }
    CHECK(value_of(truth + " && none") == 0);
    CHECK(value_of(truth + " ? 2 : 3") == 2);
    CHECK(value_of(truth + " && " + truth + " ? 2 : 3") == 2);
  }
  for (const std::string untruth : {"0", "0.0", "-0.0", "none", "r*0", "r > 1"}) {
    CAPTURE(untruth);
    CHECK(value_of(untruth + " || 0") == 0);
    CHECK(value_of(untruth + " && 1") == 0);
    CHECK(value_of(untruth + " ? 2 : 3") == 3);
  }
}

TEST_CASE("operators: what binds tighter, and on which side") {
  const std::pair<const char*, double> table[] = {
      {"-2^2", -4},
      {"2^-1", 0.5},
      {"2^3^2", 512},
      {"2^-2^2", 0.0625},
      {"2*-3*4", -24},
      {"2 - -2", 4},
      {"-r^2", -0.5625},
      {"8/4/2", 1},
      {"5 - 3 - 1", 1},
      {"1 + 2*3", 7},
      {"1 < 2 < 3", 1},
      {"3 > 2 > 1", 0},
      {"1 == 1.0", 1},
      {"0.1 + 0.2 == 0.3", 0},
      {"1 || 0 && 0", 1},
      {"1 + 1 == 2", 1},
      {"0 ? 1 : 0 ? 2 : 3", 3},
      {"1 ? 2 ? 3 : 4 : 5", 3},
      {"1 != 2", 1},
      {"+2.5", 2.5},
      {"1 > 2 || 2 > 1", 1},
      {"r^0.5", std::sqrt(0.75)},
  };
  for (const auto& row : table) {
    const auto& text = row.first;
    const auto& expected = row.second;
    CAPTURE(std::string(text));
    CHECK(value_of(text) == expected);
  }
}

TEST_CASE("functions and constants") {
  const std::pair<const char*, double> table[] = {
      {"rint(2.5)", 2},
      {"rint(3.5)", 4},
      {"rint(-2.5)", -2},
      {"rint(0.49999999999999994)", 0},
      {"round(2.5)", 3},
      {"round(-2.5)", -3},
      {"floor(-0.5)", -1},
      {"ceil(-0.5)", 0},
      {"sign(-3)", -1},
      {"sign(0)", 0},
      {"min(3)", 3},
      {"max(1, 3, 2)", 3},
      {"sum(1, 2, 3)", 6},
      {"avg(1, 2)", 1.5},
      {"log(100)", std::log(100.0)},
      {"ln(100)", std::log(100.0)},
      {"log10(100)", 2},
      {"log2(8)", 3},
      {"_pi", std::acos(-1.0)},
      {"_e", std::exp(1.0)},
      {"atan2(1, -1)", std::atan2(1.0, -1.0)},
      {"abs(-2)", 2},
  };
  for (const auto& row : table) {
    const auto& text = row.first;
    const auto& expected = row.second;
    CAPTURE(std::string(text));
    CHECK(value_of(text) == expected);
  }
}

TEST_CASE("numbers in an expression are those of a model") {
  const std::pair<const char*, double> table[] = {{"1e5", 1e5},
                                                  {"1E+5", 1e5},
                                                  {"1.", 1},
                                                  {".5", 0.5},
                                                  {"010", 10},
                                                  {"2.5e-3", 0.0025},
                                                  {"9007199254740993", 0x1p53}};
  for (const auto& row : table) {
    const auto& text = row.first;
    const auto& expected = row.second;
    CAPTURE(std::string(text));
    CHECK(value_of(text) == expected);
  }
  const std::pair<const char*, const char*> refused[] = {{"1e400", "beyond the range of numbers"},
                                                         {"1e-400", "beyond the range of numbers"},
                                                         {"0x10", "unknown name \"x10\""},
                                                         {"1.5.2", "position 3"},
                                                         {"5e", "unknown name \"e\""},
                                                         {"1_000", "unknown name \"_000\""},
                                                         {"inf", "finite"},
                                                         {"nan", "finite"},
                                                         {"1e308*10", "finite"},
                                                         {"1/0", "finite"},
                                                         {"0/0", "finite"},
                                                         {"(-8)^(1/3)", "finite"}};
  for (const auto& row : refused) {
    const auto& text = row.first;
    const auto& message = row.second;
    CAPTURE(std::string(text));
    CHECK(has(error_of([&] { value_of(text); }), message));
  }
}

TEST_CASE("what is no expression is refused") {
  for (const std::string text :
       {"2**3",          "--2",     "!r",       "! 1",   "1 & 2",   "1 | 2",    "1 % 2",     "~1",
        "1 <> 2",        "1 =< 2",  "1 === 1",  "r = 1", "(1, 2)",  "(r, 2)*3", "abs(1, 2)", "abs()",
        "abs",           "sin (1)", "atan2(1)", "min()", "max()",   "sum()",    "avg()",     "min(1, 2,)",
        "min(, 1)",      "2(3)",    "2r",       "1 2",   "\"abc\"", "1;2",      "1,000",     "r ? 1",
        "r ? 1 : 2 : 3", "",        " ",        "()",    "pi",      "e",        "'r'",       "r # a comment",
        "1 \xC3\x97 2",  "$r",      "[r]",      "{r}",   "r\\2",    "@"}) {
    CAPTURE(text);
    CHECK(has(error_of([&] { value_of(text); }), "x = \""));
  }
  // muParser's text ends at a NUL.
  CHECK(has(error_of([] { value_of(std::string("1\0 + nonsense", 13)); }), "unexpected character at position 1"));
}

TEST_SUITE_END();
