// Weights are what their expressions say, at every synapse and in every storage form.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "compile/draws.hpp"
#include "compile/synapses.hpp"
#include "describe/linear_form.hpp"
#include "image/view.hpp"
#include "rheobase/compiler.hpp"

using namespace rheobase;

namespace {

constexpr std::uint32_t neurons = 128;

Network all_to_all(const std::string& weight, Storage storage) {
  Network network;
  network.parameters = {{"n", 5.0}, {"half", 0.5}};
  Population p;
  p.name = "P";
  p.size = static_cast<double>(neurons);
  network.add(p);
  Projection q;
  q.source = q.target = "P";
  q.weight = weight;
  q.storage = storage;
  network.connect(q);
  return network;
}

struct Draws {
  double r, r2;
};
using Weight = std::function<double(const Draws&)>;

// The largest difference between a stored weight and the function, in stored units.
template <class Stored>
double largest_error(const std::string& text, Storage storage, const Weight& weight) {
  const Image image = compile(all_to_all(text, storage));
  const image::Projection& p = image::View(image.data()).projection(0);
  const auto* stored = reinterpret_cast<const Stored*>(image.data() + std::size_t{p.weights} * image::unit);
  const PhiloxKey key(1);
  double largest = 0;
  for (std::uint32_t i = 0; i < neurons; ++i) {
    DrawRow r(key, Draw::synapse_r, 0, i), r2(key, Draw::synapse_r2, 0, i);
    for (std::uint32_t j = 0; j < neurons; ++j) {
      const double expected = weight({uniform01(r[j]), uniform01(r2[j])});
      largest = std::max(largest, std::fabs(stored[i * neurons + j] - expected / static_cast<double>(p.resolution)));
    }
  }
  return largest;
}

struct Case {
  const char* text;
  bool line;  // in r
  Weight weight;
};

const std::vector<Case> cases = {
    {"0.5*r", true, [](const Draws& d) { return 0.5 * d.r; }},
    {"-(1 - r)*n/2 + 3", true, [](const Draws& d) { return -(1 - d.r) * 2.5 + 3; }},
    {"2^3*r - sqrt(4)*r + max(1, n)", true, [](const Draws& d) { return 6 * d.r + 5; }},
    {"n > 3 && half ? r : 7", true, [](const Draws& d) { return d.r; }},
    {"r*0 + 2", true, [](const Draws&) { return 2.0; }},
    {"(r + r)/(n - 1) - -r", true, [](const Draws& d) { return 1.5 * d.r; }},
    {"-r^1", false, [](const Draws& d) { return -d.r; }},
    {"r*r", false, [](const Draws& d) { return d.r * d.r; }},
    {"-r^2", false, [](const Draws& d) { return -d.r * d.r; }},
    {"2^r", false, [](const Draws& d) { return std::exp2(d.r); }},
    {"1/(r + 1)", false, [](const Draws& d) { return 1 / (d.r + 1); }},
    {"r > 0.1 && r < 0.2 ? 5 : 0.5", false, [](const Draws& d) { return d.r > 0.1 && d.r < 0.2 ? 5 : 0.5; }},
    {"abs(r-0.123)<0.06 ? 5 : r", false, [](const Draws& d) { return std::fabs(d.r - 0.123) < 0.06 ? 5 : d.r; }},
    {"abs(r - 0.001)", false, [](const Draws& d) { return std::fabs(d.r - 0.001); }},
    {"floor(r + 0.005) + 1", false, [](const Draws& d) { return std::floor(d.r + 0.005) + 1; }},
    {"rint(300*r)", false, [](const Draws& d) { return std::nearbyint(300 * d.r); }},
    {"min(r, 0.995)", false, [](const Draws& d) { return std::min(d.r, 0.995); }},
    {"max(r - 0.995, 0) + 1", false, [](const Draws& d) { return std::max(d.r - 0.995, 0.0) + 1; }},
    {"r + (r > 0.991)", false, [](const Draws& d) { return d.r + (d.r > 0.991 ? 1 : 0); }},
    {"r && 1 ? r : 9", false, [](const Draws& d) { return d.r != 0 ? d.r : 9; }},
    {"r < 0.99 || half ? r : 9", false, [](const Draws& d) { return d.r; }},
    {"r2 + 0*r", false, [](const Draws& d) { return d.r2; }},
    {"r < 0.001 ? 3 : 3", false, [](const Draws&) { return 3.0; }},
    {"sum(r, 1)", false, [](const Draws& d) { return d.r + 1; }},
};

}  // namespace

TEST_SUITE_BEGIN("compile");

TEST_CASE("a weight is stored as its expression gives it, at every synapse") {
  for (const Case& c : cases) {
    CAPTURE(std::string(c.text));
    // A line in 16 bits is computed from the draw by integers: to 0.5001 of a unit.
    CHECK(largest_error<std::int16_t>(c.text, Storage::dense_i16, c.weight) <= 0.5001);
    CHECK(largest_error<std::int8_t>(c.text, Storage::dense_i8, c.weight) <= 0.5001);
    CHECK(largest_error<std::int32_t>(c.text, Storage::dense_i32, c.weight) <= 0.5001);
  }
}

TEST_CASE("what is drawn anew at each delivery is a line in r by its form") {
  for (const Case& c : cases) {
    const std::string text = c.text;
    CAPTURE(text);
    if (text.find("r2") == std::string::npos) CHECK(is_linear_in("r", text) == c.line);
    std::string refusal;
    try {
      compile(all_to_all(text, Storage::procedural));
    } catch (const ModelError& error) {
      refusal = error.what();
    }
    CHECK(refusal.empty() == c.line);
    if (!c.line) CHECK(refusal.find("not of the form a + b*r") != std::string::npos);
  }
}

TEST_CASE("a line whose rounding makes stairs is evaluated at each synapse") {
  const Weight stairs = [](const Draws& d) {
    const volatile double shifted = d.r + 0x1p52;
    return shifted - 0x1p52 + 1;
  };
  CHECK(is_linear_in("r", "(r/1 + 2^52) - 2^52 + 1"));
  CHECK(largest_error<std::int16_t>("(r/1 + 2^52) - 2^52 + 1", Storage::dense_i16, stairs) <= 0.5);
}

TEST_CASE("the form of an expression") {
  for (const char* text :
       {"r", "3", " ( r ) ", "+r", "-r", "2e3*r", ".5*r", "r/2", "r - r", "-(-r)", "n*(a + r)*2", "1 ? r : 2*r",
        "sin(1)*r", "2^-1*r", "max(1, 2, n)*r", "n <= 1 || n != 2 ? r : 1", "((((r))))"}) {
    CAPTURE(std::string(text));
    CHECK(is_linear_in("r", text));
  }
  for (const char* text :
       {"r^1",       "r^n",    "2^r",    "r*r",    "2/r",       "r/r",         "sin(r)",         "max(r)",
        "r < 1",     "1 == r", "r || 1", "1 && r", "r ? 1 : 2", "n ? r*r : r", "n ? r : abs(r)", "max(1, r)",
        "2^(1 - r)", "r -",    "r 2",    "(r",     "",          "r ? 1",       "min(1, 2",       "1e999*r"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(is_linear_in("r", text));
  }
  CHECK_FALSE(is_linear_in("r", std::string(100000, '(') + "r" + std::string(100000, ')')));
  CHECK_FALSE(is_linear_in("r", "2" + std::string(1000, '^') + "r"));
}

TEST_SUITE_END();
