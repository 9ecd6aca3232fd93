#include "compile/draws.hpp"

#include "kernels/bits.hpp"

namespace rheobase {
namespace {

const KernelTable& best_kernels() {
  static const KernelTable& best = *kernels_named(nullptr);
  return best;
}

}  // namespace

void draw_words(const DrawnRow& row, std::size_t first_block, std::size_t end_block, std::uint32_t* out) {
  if (const auto fast = best_kernels().draw_words) return fast(row, first_block, end_block, out);
  for (std::size_t lane = first_block * 16; lane < end_block * 16; ++lane) {
    const PhiloxBlock words =
        philox(draw_counter(row.what, row.stream, row.number, static_cast<std::uint32_t>(lane)), row.key);
    std::uint32_t* const block = out + (lane / 16 - first_block) * 64 + lane % 16;
    for (std::size_t w = 0; w < 4; ++w) block[w * 16] = words.word[w];
  }
}

void draw_below(const DrawnRow& first, std::size_t rows, std::size_t count, std::uint32_t limit,
                std::vector<std::uint64_t>& out) {
  const std::size_t blocks = (count + 63) / 64;
  out.assign(rows * blocks, 0);
  if (blocks == 0) return;
  if (const auto fast = best_kernels().draw_below) {
    fast(first, rows, blocks, limit, out.data());
  } else {
    for (std::size_t k = 0; k < out.size(); ++k) {
      DrawnRow row = first;
      row.number += k / blocks;
      std::uint32_t words[64];
      draw_words(row, k % blocks, k % blocks + 1, words);
      for (std::size_t i = 0; i < 64; ++i) out[k] |= std::uint64_t{words[i] < limit} << i;
    }
  }
  for (std::size_t k = 0; k < rows; ++k) out[(k + 1) * blocks - 1] &= bits_between(blocks - 1, 0, count);
}

}  // namespace rheobase
