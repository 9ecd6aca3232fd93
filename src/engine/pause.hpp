// What a thread does while it polls for another: lets the core's other hardware thread work, or sleep.
#pragma once

namespace rheobase {

inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || (defined(__ARM_ARCH) && __ARM_ARCH >= 7)
  __asm__ volatile("yield");
#endif
}

}  // namespace rheobase
