// The law of the noise, exactly: its transform applied to all 2^32 words. About half a minute:
//   g++ -O3 -std=c++17 -ffp-contract=off -Isrc tools/noise_law.cpp -o noise_law && ./noise_law
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "kernels/gaussian.hpp"

int main() {
  constexpr int bins_per_sd = 200, reach_sd = 6;
  static std::uint64_t histogram[2 * bins_per_sd * reach_sd + 1];
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0, m6 = 0, largest = 0;
  const double n = 4294967296.0, limits[] = {4, 4.5, 5}, normal[] = {6.334e-5, 6.795e-6, 5.733e-7};
  std::uint64_t beyond[3] = {};
  for (std::uint32_t high = 0; high < 4096; ++high) {
    double a1 = 0, a2 = 0, a3 = 0, a4 = 0, a6 = 0;  // in parts, or the sums would lose their last digits
    for (std::uint32_t low = 0; low < 1u << 20; ++low) {
      const double g = rheobase::gaussian_from_bits(high << 20 | low), g2 = g * g, size = std::fabs(g);
      a1 += g;
      a2 += g2;
      a3 += g2 * g;
      a4 += g2 * g2;
      a6 += g2 * g2 * g2;
      for (int k = 0; k < 3; ++k) beyond[k] += size > limits[k] ? 1 : 0;
      if (size > largest) largest = size;
      ++histogram[static_cast<int>((g + reach_sd) * bins_per_sd)];
    }
    m1 += a1;
    m2 += a2;
    m3 += a3;
    m4 += a4;
    m6 += a6;
  }
  m1 /= n, m2 /= n, m3 /= n, m4 /= n, m6 /= n;
  std::printf("mean %.1e, sd - 1 %.1e, skew %.1e, excess kurtosis %.1e, sixth moment %.3f, largest %.2f\n", m1,
              std::sqrt(m2) - 1, m3 / std::pow(m2, 1.5), m4 / m2 / m2 - 3, m6 / m2 / m2 / m2, largest);
  for (int k = 0; k < 3; ++k) {
    std::printf("beyond %.1f sd: %.2f times the normal's\n", limits[k], static_cast<double>(beyond[k]) / n / normal[k]);
  }
  double sum = 0, deviation = 0;
  for (int i = 0; i < 2 * bins_per_sd * reach_sd; ++i) {
    sum += static_cast<double>(histogram[i]) / n;
    const double z = static_cast<double>(i + 1) / bins_per_sd - reach_sd;
    deviation = std::fmax(deviation, std::fabs(sum - 0.5 * std::erfc(-z / std::sqrt(2.0))));
  }
  std::printf("largest deviation of the distribution function: %.1e\n", deviation);
  return 0;
}
