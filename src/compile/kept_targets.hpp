// Rows of ascending numbers in few bytes: each as its difference to the one before, seven bits a byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/bits.hpp"

namespace rheobase {

class KeptTargets {
 public:
  KeptTargets() = default;
  // Of bitsets of equal length, one after the other.
  KeptTargets(const std::vector<std::uint64_t>& bits, std::size_t rows) : begin_{0} {
    const std::size_t words = bits.size() / rows;
    for (std::size_t row = 0; row < rows; ++row) {
      std::size_t next = 0;
      for_each_bit(bits.data() + row * words, 0, words, [&](std::size_t target) {
        std::size_t difference = target - next;
        for (; difference >= 0x80; difference >>= 7) bytes_.push_back(static_cast<unsigned char>(difference | 0x80));
        bytes_.push_back(static_cast<unsigned char>(difference));
        next = target + 1;
      });
      begin_.push_back(bytes_.size());
    }
    bytes_.shrink_to_fit();
  }

  template <class Each>
  void for_each(std::size_t row, Each each) const {
    std::uint32_t next = 0;
    for (std::size_t k = begin_[row]; k < begin_[row + 1]; ++k) {
      std::uint32_t difference = 0;
      for (unsigned shift = 0;; shift += 7, ++k) {
        difference |= (bytes_[k] & 0x7Fu) << shift;
        if (bytes_[k] < 0x80) break;
      }
      each(next += difference);
      ++next;
    }
  }

 private:
  std::vector<unsigned char> bytes_;
  std::vector<std::size_t> begin_;  // of the rows, and the end
};

}  // namespace rheobase
