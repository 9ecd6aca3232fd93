// Included by every file whose floats end up in the state. The same bits everywhere need IEEE
// arithmetic as written: no contraction into fused multiply-add (the build passes
// -ffp-contract=off), no reassociation.
#pragma once

#if defined(__FAST_MATH__)
#error "Rheobase must not be compiled with -ffast-math: spikes would differ between machines"
#endif

#include <cfloat>
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "Rheobase needs float arithmetic in float precision (x87: compile with -msse2 -mfpmath=sse)"
#endif

namespace rheobase {

// v is cut to +-v_limit once a step: far beyond any overshoot of the model (the paper's network
// reaches 1,600; unscaled at N = 4000, 60,000) and small enough that no step can overflow a float.
constexpr float v_limit = 1.0e6f;

// A decaying variable below this is 0: subnormals never arise, so a machine that flushes them and
// one that does not compute the same bits.
constexpr float tiny = 1.0e-20f;

constexpr float sixth = 1.0f / 6.0f;

}  // namespace rheobase
