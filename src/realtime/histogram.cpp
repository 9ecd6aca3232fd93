#include "realtime/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace rheobase {

unsigned Histogram::bin_of(std::uint64_t ns) {
  constexpr std::uint64_t most = (std::uint64_t{1} << most_bits) - 1;
  ns = std::min(ns, most);
  if (ns < (std::uint64_t{1} << linear_bits)) return static_cast<unsigned>(ns);
  const unsigned shift = 63u - static_cast<unsigned>(__builtin_clzll(ns)) - linear_bits;
  return (shift << linear_bits) + static_cast<unsigned>(ns >> shift);
}

std::uint64_t Histogram::bottom_ns(unsigned bin) {
  if (bin < (2u << linear_bits)) return bin;
  const unsigned shift = (bin >> linear_bits) - 1;
  return std::uint64_t{bin - (shift << linear_bits)} << shift;
}

std::uint64_t Histogram::quantile_ns(double share) const {
  if (total_ == 0) return 0;
  const auto wanted =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total_) - 1e-9)));
  std::uint64_t seen = 0;
  for (unsigned bin = 0; bin < bins; ++bin) {
    seen += counts_[bin];
    if (seen >= wanted) return std::min(bottom_ns(bin + 1) - 1, most_);
  }
  return most_;
}

std::uint64_t Histogram::above(std::uint64_t ns) const {
  std::uint64_t sum = 0;
  for (unsigned bin = bin_of(ns) + 1; bin < bins; ++bin) sum += counts_[bin];
  return sum;
}

}  // namespace rheobase
