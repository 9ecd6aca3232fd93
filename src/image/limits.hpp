// The ranges that compile and check_image share: what compile refuses with the place in the model, check_image refuses
// in a forged image. Together they keep every state finite: docs/image-format.md, "Why nothing overflows".
#pragma once

#include <cstdint>

namespace rheobase::limits {

constexpr std::uint32_t most_neurons = 1u << 24;  // of a population
constexpr std::uint32_t most_channels = 256;      // of a population
constexpr std::uint32_t most_substeps = 100;
constexpr std::uint32_t most_ticks = 1u << 20;  // of a delay, pulse, refractory time, noise or stimulus value
constexpr std::uint32_t most_ring_ticks = 2 * most_ticks + 2;
constexpr std::uint64_t most_event_budget = 1'000'000'000'000'000;

constexpr double least_dt_ms = 1e-3, most_dt_ms = 100;
constexpr double least_duration_ms = 1e-6, most_duration_ms = 1e15;

constexpr float most_parameter = 1.0e6f;  // v, u, c, d, current and noise at the start, stimulus: +- this
// Of Ornstein-Uhlenbeck noise, in a step: below those of 2^20 steps, its longest time constant.
constexpr float least_noise_decay = 0x1p-21f, least_noise_gain = 0x1p-10f;
constexpr float most_b = 100.0f;
constexpr float most_threshold = 1.0e5f, no_threshold = 2.0e6f;  // v never reaches the second

// A channel's arrivals are an int32 times 2^-exponent: below 2^41 in one step, and never below the smallest current
// that a step knows (tiny, strict_math.hpp).
constexpr std::int32_t least_exponent = -10, most_exponent = 60;
constexpr float most_scale = 0x1p10f, most_arrival = 0x1p41f;
constexpr float most_reversal = 1.0e4f;
constexpr float largest_max_gain = 16;  // of a projection
constexpr double least_weight = 1e-12;  // the largest of a projection, unless all are 0
constexpr double most_weight = 1e6;
// A current that is kept, and u, grow by at most 2^41 and 1e6 a step until a float takes no more.
constexpr float most_current = 0x1p67f, most_u = 0x1p46f;

}  // namespace rheobase::limits
