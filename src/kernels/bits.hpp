// Counting bits without the processor's instruction for it, which the baselines of x86-64 and Arm do
// not have, nor the compiler's library, which looks each byte up in a table.
#pragma once

#include <cstdint>

namespace rheobase {

constexpr std::uint32_t count_bits(std::uint64_t x) {
  x -= (x >> 1) & 0x5555555555555555u;
  x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
  x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  return static_cast<std::uint32_t>((x * 0x0101010101010101u) >> 56);
}

}  // namespace rheobase
