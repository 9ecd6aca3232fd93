// The noise: 10^8 samples against the normal law, and no trace of their neighbours.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "kernels/kernels.hpp"

using namespace rheobase;

namespace {

constexpr std::size_t block = 64;

struct Moments {
  double n = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0;
  std::uint64_t beyond_4_5 = 0;
  void add(const float* x, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double v = x[i], v2 = v * v;
      s1 += v;
      s2 += v2;
      s3 += v2 * v;
      s4 += v2 * v2;
      beyond_4_5 += std::fabs(v) > 4.5 ? 1 : 0;
    }
    n += static_cast<double>(count);
  }
};

// Correlation coefficient of two sequences of standard normal values.
class Correlation {
 public:
  void add(const float* x, const float* y, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) sum_ += double{x[i]} * double{y[i]};
    n_ += static_cast<double>(count);
  }
  bool is_none() const { return std::fabs(sum_ / n_) < 4.0 / std::sqrt(n_); }

 private:
  double sum_ = 0, n_ = 0;
};

// Looked up once: asking a virtual machine's CPU what it can do takes microseconds.
const KernelTable& best() {
  static const KernelTable& kernels = *kernels_named(nullptr);
  return kernels;
}

}  // namespace

TEST_SUITE_BEGIN("noise");

TEST_CASE("10^8 samples follow the standard normal law, tails and all") {
  constexpr std::size_t blocks = 16, ticks = 100000;  // 1.024e8 samples
  Moments m;
  float x[block];
  for (std::uint64_t tick = 0; tick < ticks; ++tick) {
    for (std::size_t b = 0; b < blocks; ++b) {
      best().noise_block(PhiloxKey(1), 0, tick, b, x);
      m.add(x, block);
    }
  }
  const double mean = m.s1 / m.n;
  const double variance = m.s2 / m.n - mean * mean;
  const double sd = std::sqrt(variance);
  const double skew = (m.s3 / m.n - 3 * mean * m.s2 / m.n + 2 * mean * mean * mean) / (sd * variance);
  const double kurtosis =
      (m.s4 / m.n - 4 * mean * m.s3 / m.n + 6 * mean * mean * m.s2 / m.n - 3 * mean * mean * mean * mean) /
          (variance * variance) -
      3;
  MESSAGE("mean " << mean << ", sd " << sd << ", skew " << skew << ", excess kurtosis " << kurtosis);
  CHECK(std::fabs(mean) < 1e-3);
  CHECK(std::fabs(sd - 1) < 1e-3);
  CHECK(std::fabs(skew) < 2e-3);
  CHECK(std::fabs(kurtosis) < 1e-2);
  const double expected = 6.795e-6 * m.n;  // P(|x| > 4.5)
  MESSAGE("beyond 4.5 sd: " << m.beyond_4_5 << ", the normal law has " << expected);
  CHECK(static_cast<double>(m.beyond_4_5) > 0.7 * expected);
  CHECK(static_cast<double>(m.beyond_4_5) < 1.4 * expected);
}

TEST_CASE("neighbours in neuron, time, population and seed are uncorrelated") {
  constexpr std::size_t blocks = 16;
  Correlation neuron, block_apart, time, stream, seed, seed_high;
  float x[block], y[block];
  for (std::uint64_t tick = 0; tick < 20000; ++tick) {
    for (std::size_t b = 0; b < blocks; ++b) {
      const auto compare = [&](Correlation& c, std::uint64_t s, std::uint32_t pop, std::uint64_t t, std::size_t k) {
        best().noise_block(PhiloxKey(s), pop, t, k, y);
        c.add(x, y, block);
      };
      best().noise_block(PhiloxKey(5), 0, tick, b, x);
      neuron.add(x, x + 1, block - 1);
      compare(block_apart, 5, 0, tick, b + 1);
      compare(time, 5, 0, tick + 1, b);
      compare(stream, 5, 1, tick, b);
      compare(seed, 6, 0, tick, b);
      compare(seed_high, 5 + (std::uint64_t{1} << 32), 0, tick, b);
    }
  }
  CHECK(neuron.is_none());
  CHECK(block_apart.is_none());
  CHECK(time.is_none());
  CHECK(stream.is_none());
  CHECK(seed.is_none());
  CHECK(seed_high.is_none());
}

TEST_CASE("squares of neighbours are uncorrelated too: no hidden scale") {
  Correlation c;
  float x[block], sx[block], sy[block], y[block];
  for (std::uint64_t tick = 0; tick < 100000; ++tick) {
    best().noise_block(PhiloxKey(9), 0, tick, 0, x);
    best().noise_block(PhiloxKey(9), 0, tick + 1, 0, y);
    for (std::size_t i = 0; i < block; ++i) {  // x^2 - 1 over its sd: mean 0, variance 1
      sx[i] = (x[i] * x[i] - 1) / std::sqrt(2.0f);
      sy[i] = (y[i] * y[i] - 1) / std::sqrt(2.0f);
    }
    c.add(sx, sy, block);
  }
  CHECK(c.is_none());
}

TEST_SUITE_END();
