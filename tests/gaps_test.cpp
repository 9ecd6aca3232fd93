// Probabilities drawn by gaps: the arithmetic, and that every pair is connected with the same probability,
// independently.
#include "kernels/gaps.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "image/view.hpp"
#include "kernels/procedural.hpp"
#include "networks.hpp"
#include "rheobase/compiler.hpp"

using namespace rheobase;

namespace {

Procedural recipe_of(std::uint64_t seed, std::uint32_t targets, double p) {
  Procedural recipe;
  recipe.key = PhiloxKey(seed);
  recipe.pattern = Pattern::some;
  recipe.targets = targets;
  recipe.yes = static_cast<std::uint32_t>(std::llround(p * 0x1p32));
  recipe.gaps = gap_rule(recipe.yes);
  return recipe;
}

// The targets of a source, by the definition.
std::vector<std::uint32_t> targets_of(const Procedural& p, std::uint32_t source) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t first = 0; p.yes != 0 && first < p.targets; first += p.gaps.chunk) {
    ChunkWalk walk(p, first);
    for (std::uint32_t index = first, target; walk.next(p.gaps, gap_words(p, source, index).target, target); ++index) {
      out.push_back(target);
    }
  }
  return out;
}

// A sum of squares of `count` standard normal numbers, as it were.
void check_chi_square(double sum, double count) { CHECK(std::fabs(sum - count) < 5 * std::sqrt(2 * count)); }

}  // namespace

TEST_SUITE_BEGIN("draws");

TEST_CASE("the logarithm and the factor of a gap are near the real ones, and their tables what they say") {
  for (std::uint32_t i = 0; i < 128; ++i) {
    CHECK(gap_inverses[i] == ((1u << 22) + 127 + i) / (128 + i));
    CHECK(std::fabs(gap_logs[i] - std::log2(0x1p15 / gap_inverses[i]) * 0x1p32) < 0.501);
  }
  double bias = 0, words = 0;
  const auto check_log = [&](std::uint64_t word) {
    const double error = static_cast<double>(gap_log(static_cast<std::uint32_t>(word))) +
                         std::log2((static_cast<double>(word) + 0.5) * 0x1p-32) * 0x1p32;
    REQUIRE(std::fabs(error) < 1.1);
    bias += error;
    ++words;
  };
  for (std::uint64_t word = 0; word < 20000; ++word) {
    check_log(word);
    check_log(0xFFFFFFFFu - word);
  }
  for (std::uint64_t word = 0; word < std::uint64_t{1} << 32; word += 30011) check_log(word);
  CHECK(std::fabs(bias / words) < 0.05);

  for (std::uint64_t yes = 1; yes < std::uint64_t{1} << 32; yes += 1 + yes / 100) {
    const GapRule rule = gap_rule(static_cast<std::uint32_t>(yes));
    const double factor = std::ldexp(rule.factor, -static_cast<int>(rule.shift));
    REQUIRE(std::fabs(factor * -std::log1p(-static_cast<double>(yes) * 0x1p-32) / std::log(2) - 1) < 1e-9);
    REQUIRE(rule.chunk % 64 == 0);
    REQUIRE((rule.chunk == 64 || rule.chunk * (static_cast<double>(yes) * 0x1p-32) <= 24));
  }
  CHECK(gap_rule(0).factor == 0);
  CHECK(gap_rule(0xFFFFFFFFu).factor == 0x80000000u);
}

TEST_CASE("a gap is as likely to have k targets at least as k pairs in a row are to have no synapse") {
  for (const double p : {0.75, 0.5, 0.1, 1e-3, 1e-6}) {
    const GapRule rule = gap_rule(static_cast<std::uint32_t>(std::llround(p * 0x1p32)));
    for (std::uint64_t k = 1; std::pow(1 - p, static_cast<double>(k)) > 1e-6; k += 1 + k / 3) {
      std::uint64_t low = 0, high = std::uint64_t{1} << 32;  // words below this one have so large a gap
      while (low < high) {
        const std::uint64_t middle = (low + high) / 2;
        if (gap_of(rule, static_cast<std::uint32_t>(middle)) >= k) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      CAPTURE(p);
      CAPTURE(k);
      const double exact = std::exp(static_cast<double>(k) * std::log1p(-std::round(p * 0x1p32) * 0x1p-32));
      CHECK(std::fabs(static_cast<double>(low) * 0x1p-32 - exact) < 2.5 * 0x1p-32);
    }
  }
}

TEST_CASE("gaps are these on every machine") {
  const auto gaps = [](double p) {
    const GapRule rule = gap_rule(static_cast<std::uint32_t>(std::llround(p * 0x1p32)));
    std::vector<std::uint64_t> out = {rule.factor, rule.shift, rule.chunk};
    for (const std::uint32_t word : {0u, 1u, 0x12345678u, 0x80000000u, 0xFEDCBA98u, 0xFFFFFFFFu}) {
      out.push_back(gap_of(rule, word));
    }
    return out;
  };
  CHECK(gaps(0.1) == std::vector<std::uint64_t>{3531973588u, 29, 192, 217, 206, 25, 6, 0, 0});
  CHECK(gaps(0.001) == std::vector<std::uint64_t>{2905816314u, 22, 24000, 22862, 21764, 2642, 692, 4, 0});
  CHECK(gaps(0.9) == std::vector<std::uint64_t>{2585827974u, 33, 64, 9, 9, 1, 0, 0, 0});
}

TEST_CASE("every pair has the probability, rows are binomial, and pairs do not know of each other") {
  for (const double p : {0.02, 0.1, 0.5, 0.9}) {
    CAPTURE(p);
    constexpr std::uint32_t targets = 200, sources = 3, seeds = 3000;  // of 0.1 and above: several chunks
    constexpr std::uint32_t pairs = sources * targets;
    std::vector<double> count(pairs), length(targets + 1), product(std::size_t{pairs} * pairs);
    std::vector<double> x(pairs);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      std::fill(x.begin(), x.end(), -p);
      for (std::uint32_t source = 0; source < sources; ++source) {
        const std::vector<std::uint32_t> row = targets_of(recipe_of(seed, targets, p), source);
        for (const std::uint32_t target : row) {
          x[source * targets + target] += 1;
          ++count[source * targets + target];
        }
        ++length[row.size()];
      }
      for (std::uint32_t a = 0; a < pairs; ++a) {
        for (std::uint32_t b = 0; b < a; ++b) product[std::size_t{a} * pairs + b] += x[a] * x[b];
      }
    }
    const double variance = p * (1 - p);
    double sum = 0, total = 0;
    for (const double n : count) {
      sum += (n - seeds * p) * (n - seeds * p) / (seeds * variance);
      total += n;
    }
    check_chi_square(sum, pairs);
    CHECK(std::fabs(total - seeds * pairs * p) < 4 * std::sqrt(seeds * pairs * variance));
    sum = 0;
    for (const double y : product) sum += y * y / (seeds * variance * variance);
    check_chi_square(sum, pairs * (pairs - 1) / 2.0);

    double square = 0, kinds = -1, expected = 0, seen = 0;
    for (std::uint32_t n = 0; n <= targets; ++n) {
      const double log = std::lgamma(targets + 1.0) - std::lgamma(n + 1.0) - std::lgamma(targets - n + 1.0) +
                         n * std::log(p) + (targets - n) * std::log(1 - p);
      expected += seeds * sources * std::exp(log);
      seen += length[n];
      if (expected < 20 && n < targets) continue;
      if (expected >= 20) {
        square += (seen - expected) * (seen - expected) / expected;
        ++kinds;
      }
      expected = seen = 0;
    }
    check_chi_square(square, kinds);
  }
}

TEST_CASE("compile draws what the definition says, whatever the storage") {
  for (const double p : {0.0, 0.004, 0.07, 0.6, 0.999}) {
    Network network = test::cells(700, Integrator::euler, 0.5);
    network.seed = 5;
    Projection q;
    q.source = q.target = "cells";
    q.probability = p;
    q.self = false;
    q.weight = "0.01*r";
    q.storage = Storage::sparse_i16;
    network.connect(q);
    const Image image = compile(network);
    const image::View view(image.data());
    const image::Projection& record = view.projection(0);
    const auto* rows = view.at<std::uint32_t>(record.rows);
    const auto* entries = view.at<std::uint32_t>(record.weights);
    const Procedural recipe = recipe_of(5, 700, p);
    std::uint64_t synapses = 0;
    for (std::uint32_t source = 0; source < 700; ++source) {
      std::uint32_t k = rows[source];
      for (const std::uint32_t target : targets_of(recipe, source)) {
        if (target == source) continue;
        REQUIRE(k < rows[source + 1]);
        REQUIRE((entries[k++] & 0xFFFFu) == target);
        ++synapses;
      }
      REQUIRE(k == rows[source + 1]);
    }
    CHECK(record.synapses == synapses);
  }
}

TEST_SUITE_END();
