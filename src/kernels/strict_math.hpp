// The first include of every engine source (tools/check_rooms.sh). The same bits everywhere need IEEE
// arithmetic as written: no contraction into fused multiply-add, no reassociation. CMake passes
// -ffp-contract=off; where others compile these files (docs/integrations.md), the pragmas below say the same for
// the rest of the translation unit. Beyond their reach: clang with -ffp-contract=fast on its command line.
#pragma once

#if __cplusplus < 201703L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 201703L)
#error "Rheobase's engine needs C++17 (-std=c++17 or -std=gnu++17)"
#endif

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || \
    (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error "Rheobase must not be compiled with -ffast-math or a part of it: spikes would differ between machines"
#endif

#if !defined(RHEOBASE_ALLOW_CONTRACTION)  // the tests of what the hash tells
#if defined(__clang__)
#pragma clang fp contract(off)
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#else
#pragma STDC FP_CONTRACT OFF
#endif
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
