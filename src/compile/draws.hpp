// The random numbers of compilation: the same counter-based words the engine's noise uses, so a
// network is a function of its description and seed, on every machine and in any order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/gaussian.hpp"
#include "kernels/philox.hpp"

namespace rheobase {

constexpr double uniform01(std::uint32_t word) { return word * 0x1p-32; }  // [0, 1)

// The 64 words of one block of a row (see draw()).
inline void draw_block(PhiloxKey key, Draw what, std::uint32_t stream, std::uint64_t row, std::uint32_t block,
                       std::uint32_t out[64]) {
  for (std::uint32_t lane = 0; lane < 16; ++lane) {
    const PhiloxBlock words = philox(draw_counter(what, stream, row, block * 16 + lane), key);
    for (std::uint32_t w = 0; w < 4; ++w) out[w * 16 + lane] = words.word[w];
  }
}

// One row of words, read at ascending indices; a block is computed when it is first needed.
class DrawRow {
 public:
  DrawRow(PhiloxKey key, Draw what, std::uint32_t stream, std::uint64_t row)
      : key_(key), what_(what), stream_(stream), row_(row) {}

  std::uint32_t operator[](std::uint32_t index) {
    if (index / 64 != block_) {
      block_ = index / 64;
      draw_block(key_, what_, stream_, row_, block_, words_);
    }
    return words_[index % 64];
  }

 private:
  PhiloxKey key_;
  Draw what_;
  std::uint32_t stream_;
  std::uint64_t row_;
  std::uint32_t block_ = 0xFFFFFFFFu;
  std::uint32_t words_[64] = {};
};

}  // namespace rheobase
