// The random numbers of compilation: the same counter-based words the engine's noise uses, so a
// network is a function of its description and seed, on every machine and in any order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/gaussian.hpp"
#include "kernels/kernels.hpp"

namespace rheobase {

constexpr double uniform01(std::uint32_t word) { return word * 0x1p-32; }  // [0, 1)

// Words of a row, in blocks of 64, by the best target of this machine.
void draw_words(const DrawnRow& row, std::size_t first_block, std::size_t end_block, std::uint32_t* out);

// One row of words, read at ascending indices; a block is computed when it is first needed.
class DrawRow {
 public:
  DrawRow(PhiloxKey key, Draw what, std::uint32_t stream, std::uint64_t row) : row_{key, what, stream, row} {}

  std::uint32_t operator[](std::uint32_t index) {
    if (index / 64 != block_) {
      block_ = index / 64;
      draw_words(row_, block_, block_ + 1, words_);
    }
    return words_[index % 64];
  }

 private:
  DrawnRow row_;
  std::uint32_t block_ = 0xFFFFFFFFu;
  std::uint32_t words_[64] = {};
};

}  // namespace rheobase
