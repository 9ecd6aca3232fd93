// Counter-based random words: Philox4x32-7, by its definition.
//
// Salmon, Moraes, Dror & Shaw (2011) Parallel random numbers: as easy as 1, 2, 3, SC'11. Seven
// rounds pass BigCrush (their table 2); the usual ten are a margin that a step in a control loop
// need not pay for. A draw is a pure function of (seed, what for, which one): nothing to store,
// nothing to lose, any order, any lane.
#pragma once

#include <cstdint>

namespace rheobase {

struct PhiloxBlock {
  std::uint32_t word[4];
};

struct PhiloxKey {
  std::uint32_t low = 0, high = 0;
  constexpr PhiloxKey() = default;
  constexpr explicit PhiloxKey(std::uint64_t seed)
      : low(static_cast<std::uint32_t>(seed)), high(static_cast<std::uint32_t>(seed >> 32)) {}
};

constexpr int philox_rounds = 7;
constexpr std::uint32_t philox_m0 = 0xD2511F53u, philox_m1 = 0xCD9E8D57u;
constexpr std::uint32_t philox_w0 = 0x9E3779B9u, philox_w1 = 0xBB67AE85u;

struct WideProduct {
  std::uint32_t high, low;
};

// Where a machine multiplies two words into one (Armv6-M), by halves: a quarter of what its library's function takes.
constexpr WideProduct multiply_wide(std::uint32_t constant, std::uint32_t x) {
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
  const std::uint32_t a1 = constant >> 16, a0 = constant & 0xFFFFu, x1 = x >> 16, x0 = x & 0xFFFFu;
  const std::uint32_t low = a0 * x0, middle = a1 * x0 + (low >> 16), other = a0 * x1 + (middle & 0xFFFFu);
  return {a1 * x1 + (middle >> 16) + (other >> 16), constant * x};
#else
  const std::uint64_t product = std::uint64_t{constant} * x;
  return {static_cast<std::uint32_t>(product >> 32), static_cast<std::uint32_t>(product)};
#endif
}

constexpr PhiloxBlock philox(PhiloxBlock counter, PhiloxKey key, int rounds = philox_rounds) {
  for (int round = 0; round < rounds; ++round) {
    const WideProduct p0 = multiply_wide(philox_m0, counter.word[0]);
    const WideProduct p1 = multiply_wide(philox_m1, counter.word[2]);
    counter = {{p1.high ^ counter.word[1] ^ key.low, p1.low, p0.high ^ counter.word[3] ^ key.high, p0.low}};
    key.low += philox_w0;
    key.high += philox_w1;
  }
  return counter;
}

// What a draw is for. Part of the image format: the numbers never change meaning.
enum class Draw : std::uint32_t {
  noise = 1,     // stream: population, row: noise tick, index: neuron
  neuron_r = 2,  // stream: population, row: 0, index: neuron
  neuron_r2 = 3,
  neuron_r3 = 4,
  neuron_z = 5,
  // 6 was each pair's, of a probability
  synapse_r = 7,  // stream: projection, row: source, index: target; of a probability that of the gap (synapse_gap)
  synapse_r2 = 8,
  synapse_r3 = 9,
  synapse_z = 10,
  synapse_degree = 11,  // fixed out-degree, synapse k of a row: words 2 (k % 2), for the target, and the
                        // one after, for r, of the block with counter k / 2
  synapse_start = 12,   // fixed out-degree: index 0
  poisson = 14,         // stream: population, row: tick, index: neuron
  synapse_gap = 15,     // of a probability, gap k of the chunk from target f of a row: as synapse_degree, k + f for k
  encoder_pulse = 13,   // stream: population, row: number of the period; neuron i: word i % 4 of the block i / 4
};

// Index i of a row is word (i % 64) / 16 of the block with counter (i / 64) * 16 + i % 16: so a
// vector of up to 16 lanes computes blocks side by side and each of the four results is a run of
// neighbours.
constexpr PhiloxBlock draw_counter(Draw what, std::uint32_t stream, std::uint64_t row, std::uint32_t block) {
  return {{block, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32),
           (static_cast<std::uint32_t>(what) << 24) | stream}};
}

constexpr std::uint32_t draw(PhiloxKey key, Draw what, std::uint32_t stream, std::uint64_t row, std::uint32_t index) {
  const std::uint32_t block = (index / 64) * 16 + index % 16;
  return philox(draw_counter(what, stream, row, block), key).word[(index % 64) / 16];
}

}  // namespace rheobase
