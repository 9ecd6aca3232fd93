// The values of a description: numbers, times with their units, expressions.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "describe/expression.hpp"
#include "describe_helpers.hpp"
#include "rheobase/model.hpp"
#include "text/number.hpp"

using namespace rheobase;
using test::error_of;
using test::file_error;
using test::has;
using test::with_population_line;
using test::with_projection_line;

TEST_SUITE_BEGIN("describe");

TEST_CASE("what no expression is, in words of its own") {
  for (const auto& wrong :
       std::vector<std::pair<const char*, const char*>>{{"", "it is empty"},
                                                        {"1+", "it ends too early at position"},
                                                        {"((", "it ends too early at position"},
                                                        {"sin(1", "a parenthesis is not closed at position"},
                                                        {"1)", "\")\" is not allowed there at position 1"},
                                                        {"r r", "\"r\" is not allowed there at position 2"},
                                                        {"r 2", "\"2\" is not allowed there at position 2"},
                                                        {"r(1)", "\"(\" is not allowed there at position 1"},
                                                        {",", "\",\" is not allowed there at position 0"},
                                                        {"-", "\"-\" is not allowed there"},
                                                        {"--1", "\"-\" is not allowed there"},
                                                        {"r^^2", "\"^\" is not allowed there"},
                                                        {"sin()", "too few arguments of \"sin\""},
                                                        {"sin(1,2)", "too many arguments of \"sin\""},
                                                        {"foo(1)", "unknown name \"foo\""},
                                                        {"1 ? 2", "'?' without its ':'"},
                                                        {"1 : 2", "':' without its '?'"},
                                                        {"1e999", "a number is beyond the range of numbers"}}) {
    const auto& text = wrong.first;
    const auto& words = wrong.second;
    CAPTURE(std::string(text));
    const std::string error = file_error(with_population_line("v0 = \"" + std::string(text) + "\""));
    CHECK(has(error, words));
    for (const char* of_library : {"oken", "nternal", "xpected", "dentifier", "perator"})
      CHECK(!has(error, of_library));
  }
}

TEST_CASE("an expression that does not parse names its field, its line and the position") {
  CHECK(file_error(with_projection_line("weight = \"0.5*r)\"")) ==
        "m.toml:9: weight of E -> E = \"0.5*r)\": \")\" is not allowed there at position 5");
  CHECK(file_error(with_projection_line("weight = \"1 +\"")) ==
        "m.toml:9: weight of E -> E = \"1 +\": it ends too early at position 4");
  CHECK(file_error(with_projection_line("weight = \"2*foo\"")) ==
        "m.toml:9: weight of E -> E = \"2*foo\": unknown name \"foo\" at position 2; "
        "names known here: r, r2, r3, z, i, j");
  CHECK(file_error(with_projection_line("weight = \"\"")) == "m.toml:9: weight of E -> E = \"\": it is empty");
  CHECK(has(file_error(with_projection_line("weight = \"1, 2\"")), "one value is needed, not a list"));
}

TEST_CASE("an expression sees the names of its place and no others") {
  CHECK(file_error(with_population_line("u0 = \"b*v + a + c + d\"")).empty());
  CHECK(has(file_error(with_population_line("v0 = \"v\"")), "m.toml:4: v0 of E = \"v\": unknown name \"v\""));
  CHECK(has(file_error(with_population_line("a = \"b\"")), "m.toml:4: a of E = \"b\": unknown name \"b\""));
  CHECK(has(file_error(with_population_line("a = \"j\"")), "m.toml:4: a of E"));
  CHECK(has(file_error(with_projection_line("weight = \"size\"")), "m.toml:9: weight of E -> E"));
  CHECK(has(file_error(with_projection_line("probability = \"r\"")), "m.toml:9: probability of E -> E"));
}

TEST_CASE("an expression may compare but not assign") {
  CHECK(file_error(with_projection_line("weight = \"i == j ? 0 : (r <= 0.5) + (r >= 0.5) + (r != 0)\"")).empty());
  for (const char* text : {"r = 1", "r = r == 0", "r=1+(i<=2)", "(r = 0) + (i == j)"}) {
    CHECK(has(file_error(with_projection_line(std::string("weight = \"") + text + "\"")),
              "'=' assigns, which is not allowed here"));
  }
}

TEST_CASE("times carry their unit") {
  CHECK(parse_time_ms("1 ms") == 1.0);
  CHECK(parse_time_ms("0.5ms") == 0.5);
  CHECK(parse_time_ms("1s") == 1000.0);
  CHECK(parse_time_ms(" 2 min ") == 120000.0);
  CHECK(parse_time_ms("100us") == doctest::Approx(0.1));
  CHECK(parse_time_ms("100 \u00B5s") == doctest::Approx(0.1));
  CHECK(parse_time_ms("100 \u03BCs") == doctest::Approx(0.1));
  CHECK(parse_rate_hz("1kHz") == 1000.0);
  CHECK(parse_rate_hz("250 Hz") == 250.0);
}

TEST_CASE("a time that is none is refused") {
  const auto error = [](const std::string& text) { return error_of([&] { parse_time_ms(text, "m.toml:3"); }); };
  const std::string as = "; write it as \"1 ms\" (units: us, ms, s, min)";
  CHECK(error("1") == "m.toml:3: \"1\" has no unit" + as);
  CHECK(error("1 hour") == "m.toml:3: \"1 hour\" has an unknown unit 'hour'" + as);
  CHECK(error("1 MS") == "m.toml:3: \"1 MS\" has an unknown unit 'MS'" + as);
  CHECK(error("") == "m.toml:3: \"\" is not a number and a unit" + as);
  CHECK(error("ms") == "m.toml:3: \"ms\" is not a number and a unit" + as);
  CHECK(error("-1 ms") == "m.toml:3: \"-1 ms\" is negative");
  CHECK(error("0 ms") == "m.toml:3: \"0 ms\" is zero; it must be more");
  CHECK(error("nan ms") == "m.toml:3: \"nan ms\" is not finite");
  CHECK(error("inf s") == "m.toml:3: \"inf s\" is not finite");
  CHECK(error("1e999 ms") == "m.toml:3: \"1e999 ms\" is beyond the range of numbers");
  CHECK(error("1e308 s") == "m.toml:3: \"1e308 s\" is out of range: from 0.001 us to 1e9 s");
  CHECK(file_error("duration = \"1\"\n") == "m.toml:1: duration of the model: \"1\" has no unit" + as);
  CHECK(file_error(with_population_line("noise_interval = \"0 ms\"")) ==
        "m.toml:4: noise_interval of E: \"0 ms\" is zero; it must be more");
  CHECK(file_error(with_population_line("refractory = \"0 ms\"")).empty());
  CHECK(file_error(with_population_line("refractory = \"-1 ms\"")) ==
        "m.toml:4: refractory of E: \"-1 ms\" is negative");
  CHECK(file_error(with_population_line("refractory = \"3 ms\"\nrefractory_holds = \"v\"")).empty());
  CHECK(file_error(with_population_line("refractory = \"3 ms\"\nrefractory_holds = \"v u\"")).empty());
  CHECK(file_error(with_population_line("refractory_holds = \"v\"")) ==
        "m.toml:4: refractory_holds of E needs refractory, which is not given");
  CHECK(file_error(with_population_line("refractory = \"3 ms\"\nrefractory_holds = \"u\"")) ==
        "m.toml:5: no choice of what stays while refractory is called 'u'; there are v u, v");
  CHECK(error_of([] { parse_rate_hz("5", "--rate"); }) ==
        "--rate: \"5\" has no unit; write it as \"1 kHz\" (units: Hz, kHz)");
}

TEST_CASE("a number becomes the shortest text that reads back as it") {
  for (double x : {0.02, -65.0, 0.1, 1.0 / 3.0, 5e-324 * 1e20, 1.7976931348623157e308, 1e-5, -0.25}) {
    CHECK(constant_of(Value(x), {}, "x") == x);
  }
  CHECK(Value(0.02).text == "0.02");
  CHECK(Value(-65).text == "-65");
  CHECK(error_of([] { constant_of(Value(NAN), {}, "weight"); }) == "weight = \"nan\": not a finite number");
  CHECK(has(error_of([] { constant_of(Value(-std::numeric_limits<double>::infinity()), {}, "weight"); }),
            "not a finite"));
}

TEST_CASE("an expression is compiled once and evaluated with the caller's variables") {
  const Expression weight("w*0.5*r + (i == 2 ? 1 : 0)", {"r", "i"}, {{"w", 4.0}}, "weight");
  CHECK(weight.uses("r"));
  CHECK(weight.uses("i"));
  CHECK_FALSE(weight.is_constant());
  double x[2] = {0.25, 0};
  CHECK(weight.at(x) == 0.5);
  x[1] = 2;
  CHECK(weight.at(x) == 1.5);
  x[0] = NAN;
  CHECK(error_of([&] { weight.at(x); }) ==
        "weight = \"w*0.5*r + (i == 2 ? 1 : 0)\": the result is not a finite number");
  const Expression constant("round(2.5) + floor(-0.5) + ceil(0.5)", {"r"}, {}, "size");
  CHECK(constant.is_constant());
  CHECK(constant.at(x) == 3.0);
}

TEST_CASE("text with line breaks still gives one line") {
  CHECK(has(file_error(with_projection_line("weight = \"1 +\\n foo\"")), "1 +\\n foo"));
  CHECK(has(file_error(with_projection_line("channel = \"a\\nb\"")), "has no channel 'a\\nb'"));
}

TEST_CASE("a number is the same by <charconv> and by the C library") {
  for (const std::string text : {"0",     "-0.0",   "1",       "0.5 ms",
                                 ".5",    "5.",     "-2.5e-3", "1e3s",
                                 "1e",    "1e+",    "12e-x",   "1.7976931348623157e308",
                                 "1e400", "-1e400", "1e-400",  "5e-324",
                                 "",      "-",      ".",       "+1",
                                 " 1",    "e5",     "--1",     "0.1000000000000000055511151231",
                                 "0x10",  "1.2.3",  "us",      "9007199254740993",
                                 "+2.5",  "+-1",    "++1",     "+",
                                 "+.5",   "-+1",    "+."}) {
    CAPTURE(text);
    double by_charconv = 0, by_c = 0;
    const char* const last = text.data() + text.size();
    const auto expected = number_from(text.data(), last, by_charconv);
    const auto found = c_number_from(text.data(), last, by_c);
    CHECK(found.ptr == expected.ptr);
    CHECK(found.ec == expected.ec);
    CHECK(by_c == by_charconv);
    CHECK(std::signbit(by_c) == std::signbit(by_charconv));
  }
  for (const double number : {0.0, 1.0, -0.1, 100.0, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789.0}) {
    const std::string text = c_number_to_text(number);
    double back = -1;
    CHECK(number_from(text.data(), text.data() + text.size(), back).ec == std::errc());
    CHECK(back == number);
  }
}

TEST_CASE("names of enums read back") {
  for (unsigned k = 0; k < integrator_count; ++k) {
    CHECK(integrator_named(name_of(static_cast<Integrator>(k))) == static_cast<Integrator>(k));
  }
  for (unsigned k = 0; k < storage_count; ++k) {
    CHECK(storage_named(name_of(static_cast<Storage>(k))) == static_cast<Storage>(k));
  }
}

TEST_SUITE_END();
