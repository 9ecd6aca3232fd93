#include "compile/draws.hpp"

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

}  // namespace rheobase
