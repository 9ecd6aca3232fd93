#include "kernels/strict_math.hpp"

#include "engine/workers.hpp"

#include "engine/parts.hpp"

namespace rheobase {
namespace {

// Long enough for a step that takes microseconds, short enough to give a shared core away.
constexpr std::uint32_t spins_before_relaxing = 2000;

inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || (defined(__ARM_ARCH) && __ARM_ARCH >= 7)
  __asm__ volatile("yield");
#endif
}

template <class Ready>
void wait_until(const rheo_engine& engine, Ready ready) {
  for (std::uint32_t spins = 0; !ready(); ++spins) {
    if (spins < spins_before_relaxing || engine.relax == nullptr) {
      pause();
    } else {
      engine.relax(engine.relax_context);
    }
  }
}

}  // namespace

void start_workers(rheo_engine& engine) {
  if (engine.threads == 1) return;
  engine.go.store(engine.go.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void await_workers(rheo_engine& engine) {
  const std::uint32_t step = engine.go.load(std::memory_order_relaxed);
  for (std::uint32_t t = 1; t < engine.threads; ++t) {
    wait_until(engine, [&] { return engine.signals[t].done.load(std::memory_order_acquire) == step; });
  }
}

}  // namespace rheobase

extern "C" {

rheo_status rheo_work(rheo_engine* engine, uint32_t thread) {
  if (engine == nullptr) return RHEO_E_NULL;
  if (thread == 0 || thread >= engine->threads) return RHEO_E_THREADS;
  std::atomic<std::uint32_t>& done = engine->signals[thread].done;
  for (std::uint32_t step = done.load(std::memory_order_relaxed);;) {
    std::uint32_t go = step;
    rheobase::wait_until(*engine, [&] {
      go = engine->go.load(std::memory_order_acquire);
      return go != step || engine->stopping.load(std::memory_order_acquire) != 0;
    });
    if (go == step) return RHEO_OK;
    engine->signals[thread].counts = rheobase::run_part(*engine, thread);
    step = go;
    done.store(step, std::memory_order_release);
  }
}

void rheo_stop_workers(rheo_engine* engine) {
  if (engine != nullptr) engine->stopping.store(1, std::memory_order_release);
}

}  // extern "C"
