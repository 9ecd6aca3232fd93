// The gaps between the synapses of a source where each pair is connected with a probability p, independently: geometric
// and drawn one after the other, so that a row costs by its synapses and not by its targets. In integers alone: the
// same on every machine (docs/determinism.md says how to draw them elsewhere).
#pragma once

#include <cstdint>

#include "kernels/bits.hpp"

namespace rheobase {

// A probability as gaps need it.
struct GapRule {
  std::uint32_t factor = 0;  // 1 / -log2(1 - p) = factor / 2^shift; factor 0: p = 0, no synapse at all
  std::uint32_t shift = 0;
  std::uint32_t chunk = 64;  // targets: a multiple of 64. Each chunk of a row is drawn apart from the others, so that
                             // threads draw their own
};

// Synapses expected in a chunk, at most: with the gap that passes its end they nearly always are one block of words.
constexpr std::uint64_t synapses_of_chunk = 24;
constexpr std::uint64_t most_chunk_blocks = std::uint64_t{1} << 18;  // of 64 targets: of the largest population

// R(i) = 2^22 / (128 + i), rounded up.
inline constexpr std::uint16_t gap_inverses[128] = {
    32768, 32514, 32264, 32018, 31776, 31537, 31301, 31069, 30841, 30616, 30394, 30175, 29960, 29747, 29538, 29331,
    29128, 28927, 28729, 28533, 28340, 28150, 27963, 27777, 27595, 27414, 27236, 27061, 26887, 26716, 26547, 26380,
    26215, 26052, 25891, 25732, 25576, 25421, 25267, 25116, 24967, 24819, 24673, 24529, 24386, 24245, 24106, 23968,
    23832, 23697, 23564, 23432, 23302, 23173, 23046, 22920, 22796, 22672, 22551, 22430, 22311, 22193, 22076, 21960,
    21846, 21733, 21621, 21510, 21400, 21291, 21184, 21077, 20972, 20868, 20764, 20662, 20561, 20461, 20361, 20263,
    20165, 20069, 19973, 19879, 19785, 19692, 19600, 19509, 19419, 19329, 19240, 19153, 19066, 18979, 18894, 18809,
    18725, 18642, 18559, 18478, 18397, 18316, 18237, 18158, 18079, 18002, 17925, 17849, 17773, 17698, 17624, 17550,
    17477, 17404, 17332, 17261, 17190, 17120, 17051, 16981, 16913, 16845, 16778, 16711, 16645, 16579, 16514, 16449,
};
// log2(2^15 / R(i)) in units of 2^-32, rounded to the nearest.
inline constexpr std::uint32_t gap_logs[128] = {
    0x00000000, 0x02DFBE8C, 0x05B9894C, 0x088D314C, 0x0B5A8715, 0x0E245A31, 0x10EA8B80, 0x13A9F063, 0x1662577D,
    0x1916A59C, 0x1BC6B9D8, 0x1E7272E2, 0x2116871D, 0x23B91E74, 0x2653C0DD, 0x28ECAC99, 0x2B7D51CE, 0x2E0C051E,
    0x30956970, 0x331CAAD5, 0x359E6006, 0x381A6427, 0x3A909213, 0x3D079314, 0x3F751CA2, 0x41E35025, 0x444B3897,
    0x46ACAF6B, 0x490E9643, 0x4B69D4B5, 0x4DC1D334, 0x50167B86, 0x5267B732, 0x54B56F88, 0x56FF8D9E, 0x5945FA52,
    0x5B84EBE8, 0x5DC3A9D6, 0x60022DAD, 0x6238E963, 0x646B7D00, 0x669D9F6D, 0x68CB7478, 0x6AF4E372, 0x6D1DB40A,
    0x6F41F83A, 0x716196CF, 0x7380684C, 0x759A6CDB, 0x77B38838, 0x79C7AEB5, 0x7BDACF4D, 0x7DE8D27A, 0x7FF5B27A,
    0x81FD4BF4, 0x8403A46B, 0x86048CB8, 0x88084136, 0x8A023593, 0x8BFEE2CA, 0x8DF5D691, 0x8FEB3845, 0x91DEFDD1,
    0x93D11D03, 0x95BD3794, 0x97A78B86, 0x99900E52, 0x9B76B556, 0x9D5B75D8, 0x9F3E4503, 0xA11AA14F, 0xA2F96720,
    0xA4D19861, 0xA6A7A076, 0xA88001B9, 0xAA519B32, 0xAC20E94F, 0xADEDE080, 0xAFBD19D8, 0xB18545E5, 0xB34FA81D,
    0xB512D9C7, 0xB6D83549, 0xB8963CB0, 0xBA56614C, 0xBC13DB17, 0xBDCE9DCD, 0xBF869D16, 0xC13BCC8D, 0xC2F303EE,
    0xC4A75E03, 0xC653DE6A, 0xC802523B, 0xC9B2BE09, 0xCB5B2432, 0xCD05743B, 0xCEACA5ED, 0xD050AC4D, 0xD1F6927D,
    0xD39420D6, 0xD533804C, 0xD6D4B4FA, 0xD86D6476, 0xDA07DA24, 0xDBA419FB, 0xDD37A6C4, 0xDECCEE61, 0xE05EA889,
    0xE1F21986, 0xE381ED6E, 0xE50E169A, 0xE69BEA81, 0xE82603C6, 0xE9B1C355, 0xEB39B82D, 0xECBDD46B, 0xEE438A31,
    0xEFC55707, 0xF1432CF3, 0xF2C82094, 0xF443811F, 0xF5C068EF, 0xF7393882, 0xF8B38A10, 0xFA29B281, 0xFBA15780,
    0xFD14C25A, 0xFE89A432,
};
constexpr std::uint32_t log2_of_e = 0xB8AA3B29u;       // in units of 2^-31,
constexpr std::uint32_t log2_of_e_rest = 0x5C17F0BCu;  // and what is left, in units of 2^-63

// a * b / 2^32, rounded down.
constexpr std::uint64_t multiply_high32(std::uint64_t a, std::uint32_t b) {
  return (a >> 32) * b + (((a & 0xFFFFFFFFu) * b) >> 32);
}

// -log2((word + 1/2) / 2^32) in units of 2^-32, within two of them.
inline std::uint64_t gap_log(std::uint32_t word) {
  const std::uint64_t x = 2 * std::uint64_t{word} + 1;
  const std::uint32_t zeros = leading_zeros(x);                         // from 31
  const auto fraction = static_cast<std::uint32_t>(x << (zeros - 31));  // x = 2^(63 - zeros) * (1 + fraction / 2^32)
  const std::uint32_t i = fraction >> 25;
  const std::uint64_t near_one = ((std::uint64_t{1} << 32) + fraction) * gap_inverses[i];  // from 2^47, times 1 + t
  const std::uint64_t t = (near_one - (std::uint64_t{1} << 47)) >> 9;                      // in units of 2^-38
  const std::uint64_t square = (t * t) >> 32;                                              // 2^-44
  // ln(1 + t) = t - t^2 (1/2 - t/3 + t^2/4)
  const std::uint64_t series = 0x80000000u - ((t * 0x55555555u) >> 38) + (square >> 14);  // 2^-32
  const std::uint64_t log = t - ((square * series) >> 38);                                // 2^-38
  return (std::uint64_t{zeros - 30} << 32) - gap_logs[i] - ((log * log2_of_e + (std::uint64_t{1} << 36)) >> 37);
}

// How many targets are left out before the next synapse.
inline std::uint64_t gap_of(const GapRule& rule, std::uint32_t word) {
  return multiply_high32(gap_log(word), rule.factor) >> rule.shift;
}

// Of p = yes / 2^32. The factor is rounded down.
inline GapRule gap_rule(std::uint32_t yes) {
  GapRule rule;
  if (yes == 0) return rule;
  std::uint64_t blocks = (synapses_of_chunk << 26) / yes;
  if (blocks < 1) blocks = 1;
  if (blocks > most_chunk_blocks) blocks = most_chunk_blocks;
  rule.chunk = static_cast<std::uint32_t>(64 * blocks);
  // 1 - p = 2^-halvings * (1 - x / 2^32), x up to 2^31
  const std::uint32_t no = 0u - yes, halvings = leading_zeros(no) - 32, x = 0u - (no << halvings);
  std::uint64_t sum = 0;  // -ln(1 - x / 2^32) / (x / 2^32) in units of 2^-62
  std::uint32_t k = 0;
  for (std::uint64_t power = std::uint64_t{1} << 62; power > 0; power = multiply_high32(power, x)) sum += power / ++k;
  // -log2(1 - p) = log / 2^unit
  const std::uint32_t zeros = leading_zeros(x) - 32;
  std::uint64_t log = multiply_high32(sum, log2_of_e) + (multiply_high32(sum, log2_of_e_rest) >> 32);
  log = multiply_high32(log, x << zeros);
  std::uint32_t unit = 61 + zeros;
  if (halvings > 0) {
    log = (std::uint64_t{halvings} << 57) + (log >> (zeros + 4));
    unit = 57;
  }
  const std::uint32_t up = leading_zeros(log);
  log <<= up;
  std::uint64_t rest = std::uint64_t{1} << 63;  // 2^95 / log, bit by bit
  for (int bit = 0; bit < 32; ++bit) {
    const bool beyond = rest >> 63 != 0;
    rest <<= 1;
    const bool fits = beyond || rest >= log;
    if (fits) rest -= log;
    rule.factor = rule.factor << 1 | (fits ? 1u : 0u);
  }
  rule.shift = 95 - unit - up;
  return rule;
}

}  // namespace rheobase
