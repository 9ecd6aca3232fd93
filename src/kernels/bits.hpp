// Bits of words: counted, found, walked.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rheobase {

// Without the processor's instruction for it, which the baselines of x86-64 and Arm do not have, nor the compiler's
// library, which looks each byte up in a table.
constexpr std::uint32_t count_bits(std::uint64_t x) {
  x -= (x >> 1) & 0x5555555555555555u;
  x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
  x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  return static_cast<std::uint32_t>((x * 0x0101010101010101u) >> 56);
}

// Of a word that is not 0.
inline std::uint32_t lowest_bit(std::uint64_t x) {
#ifdef __GNUC__
  return static_cast<std::uint32_t>(__builtin_ctzll(x));
#else
  return count_bits((x & (0 - x)) - 1);
#endif
}

// Of a word that is not 0.
inline std::uint32_t leading_zeros(std::uint64_t x) {
#ifdef __GNUC__
  return static_cast<std::uint32_t>(__builtin_clzll(x));
#else
  for (unsigned shift = 1; shift < 64; shift *= 2) x |= x >> shift;
  return 64 - count_bits(x);
#endif
}

// The bits of word `w` of a bitset whose numbers lie from first to end - 1; bit 0 of word 0 is number 0.
constexpr std::uint64_t bits_between(std::size_t w, std::size_t first, std::size_t end) {
  std::uint64_t bits = ~std::uint64_t{0};
  if (w == first / 64) bits &= ~std::uint64_t{0} << first % 64;
  if (end - w * 64 < 64) bits &= (std::uint64_t{1} << end % 64) - 1;
  return bits;
}

// Calls each(first + k) for every bit k that is set, ascending.
template <class Each>
void for_each_bit(std::uint64_t word, std::size_t first, Each each) {
  for (; word != 0; word &= word - 1) each(first + lowest_bit(word));
}

// Of words first_word … end_word - 1; bit 0 of word 0 is number 0.
template <class Each>
void for_each_bit(const std::uint64_t* words, std::size_t first_word, std::size_t end_word, Each each) {
  for (std::size_t w = first_word; w < end_word; ++w) for_each_bit(words[w], w * 64, each);
}

}  // namespace rheobase
