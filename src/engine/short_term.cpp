// Per source and delay group: depletion = 1 - x and facilitation = u - (what u decays to), as the last row left them,
// and that row's tick. Both are brought up to date when the next row comes:
//   u <- u + U (1 - u), efficacy = u x, x <- x - efficacy
#include "kernels/strict_math.hpp"

#include "engine/short_term.hpp"

#include <cstring>

#include "engine/engine.hpp"
#include "kernels/bits.hpp"
#include "kernels/chosen.hpp"

#if RHEOBASE_STP

namespace rheobase {
namespace {

// As many instructions whatever the ticks: a bound of the step counts those of the constants that are not 0.
float decay_over(const float (&keep)[image::decay_bits], std::uint64_t ticks) {
  constexpr std::uint32_t one = 0x3F800000u;  // 1.0f
  float product = 1.0f;
  unsigned k = 0;
  for (; k < image::decay_bits && keep[k] != 0.0f; ++k) {
    std::uint32_t bits;
    std::memcpy(&bits, keep + k, sizeof bits);
    bits = one ^ ((one ^ bits) & (0u - static_cast<std::uint32_t>(ticks >> k & 1u)));
    float factor;
    std::memcpy(&factor, &bits, sizeof factor);
    product *= factor;
  }
  return ticks >> k != 0 ? 0.0f : product;
}

float or_zero(float x) { return x < least_short_term ? 0.0f : x; }
float at_most_1(float x) { return x > 1.0f ? 1.0f : x; }

void pass_spike(const image::ShortTerm& rule, const ShortTermStates& states, std::uint64_t tick, std::size_t i) {
  const std::uint64_t ticks = tick - states.tick[i];
  const float depletion = or_zero(states.depletion[i] * decay_over(rule.keep_depletion, ticks));
  const float facilitation = or_zero(states.facilitation[i] * decay_over(rule.keep_facilitation, ticks));
  const float baseline = rule.form == static_cast<std::uint32_t>(ShortTermForm::mongillo) ? rule.U : 0.0f;
  const float before = at_most_1(baseline + facilitation);
  const float u = at_most_1(before + rule.U * (1.0f - before));
  const float efficacy = at_most_1(u * (1.0f - depletion));
  states.facilitation[i] = or_zero(u - baseline);
  states.depletion[i] = at_most_1(depletion + efficacy);
  states.tick[i] = tick;
  states.efficacy[i] = static_cast<std::uint32_t>(efficacy * static_cast<float>(1u << efficacy_bits));
}

void pass_spikes(const ProjectionState& p, const std::uint64_t* rows, std::uint64_t tick) {
  for_each_bit(rows, 0, p.task.words,
               [&](std::size_t source) { pass_spike(*p.short_term, p.short_term_states, tick, source); });
}

}  // namespace

void advance_short_term(rheo_engine& engine) {
  const image::View& image = engine.image;
  for (std::uint32_t i = 0; i < image.header().projections; ++i) {
    const ProjectionState& p = engine.projections[i];
    if (p.short_term == nullptr || (i > 0 && image.delay_group_end(i - 1) != i)) continue;
    pass_spikes(p, p.arriving, engine.tick);
  }
}

}  // namespace rheobase

#endif
