// A histogram of times in fixed memory: logarithmic in the large, linear in the small (as HdrHistogram's), so that
// any time from 1 ns to 36 minutes is kept to within 1/64 of itself. Adding is a handful of instructions
// and never allocates.
#pragma once

#include <array>
#include <cstdint>

namespace rheobase {

class Histogram {
 public:
  static constexpr unsigned linear_bits = 6;  // 64 bins to a factor of two
  static constexpr unsigned most_bits = 41;   // of a time in ns; longer ones count as the longest
  static constexpr unsigned bins = (most_bits - linear_bits + 1) << linear_bits;

  void add(std::uint64_t ns) {
    const unsigned bin = bin_of(ns);
    ++counts_[bin];
    ++total_;
    if (ns > most_) most_ = ns;
    if (ns < least_) least_ = ns;
  }

  std::uint64_t total() const { return total_; }
  std::uint64_t least_ns() const { return total_ > 0 ? least_ : 0; }
  std::uint64_t most_ns() const { return most_; }  // exact
  std::uint64_t count(unsigned bin) const { return counts_[bin]; }

  // The least time that at least `share` (0 … 1) of all do not exceed: the top of its bin, at most
  // the longest. 0 if empty.
  std::uint64_t quantile_ns(double share) const;
  // How many exceed `ns`, to the bin: those of the bin that `ns` lies in are not among them.
  std::uint64_t above(std::uint64_t ns) const;

  static unsigned bin_of(std::uint64_t ns);
  // A bin holds bottom_ns(bin) … bottom_ns(bin + 1) - 1.
  static std::uint64_t bottom_ns(unsigned bin);

 private:
  std::array<std::uint64_t, bins> counts_{};
  std::uint64_t total_ = 0, most_ = 0, least_ = UINT64_MAX;
};

}  // namespace rheobase
