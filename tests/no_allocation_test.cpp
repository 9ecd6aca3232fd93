// After init a step allocates nothing, locks nothing, throws nothing, calls no system and, once warm, faults no page:
// over a million steps of the paper's network under random input. Every function of the C library that would is
// replaced here by one that counts; strict seccomp, under which any system call but read, write and exit kills the
// process, sees to the rest.
#include <dlfcn.h>
#include <fmt/format.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

#include "golden.hpp"
#include "rheobase/blackbox.h"
#include "rheobase/simulation.hpp"
#include "sensor_loop.hpp"

namespace {

std::atomic<bool> watching{false};
std::atomic<long> calls{0};

void note() {
  if (watching.load(std::memory_order_relaxed)) calls.fetch_add(1, std::memory_order_relaxed);
}

long page_faults() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

}  // namespace

extern "C" {
void* __libc_malloc(std::size_t);
void __libc_free(void*);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t n) {
  note();
  return __libc_malloc(n);
}
void free(void* p) {
  note();
  __libc_free(p);
}
void* calloc(std::size_t n, std::size_t m) {
  note();
  return __libc_calloc(n, m);
}
void* realloc(void* p, std::size_t n) {
  note();
  return __libc_realloc(p, n);
}
void* aligned_alloc(std::size_t a, std::size_t n) {
  note();
  return __libc_memalign(a, n);
}
int posix_memalign(void** out, std::size_t a, std::size_t n) {
  note();
  *out = __libc_memalign(a, n);
  return *out != nullptr ? 0 : 12;
}
int pthread_mutex_lock(pthread_mutex_t* mutex) {
  note();
  using Lock = int (*)(pthread_mutex_t*);
  static const Lock real = reinterpret_cast<Lock>(dlsym(RTLD_NEXT, "pthread_mutex_lock"));
  return real(mutex);
}
}

void* operator new(std::size_t n) {
  note();
  if (void* p = __libc_malloc(n)) return p;
  throw std::bad_alloc();
}
void operator delete(void* p) noexcept {
  note();
  __libc_free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  note();
  __libc_free(p);
}

int main() {
  using namespace rheobase;
  // The trap works: an allocation in the watched region is seen.
  watching = true;
  void* volatile trapped = std::malloc(16);
  watching = false;
  std::free(trapped);
  if (calls != 1) {
    fmt::print("the trap did not see an allocation\n");
    return 1;
  }
  calls = 0;
  Network with_input = test::paper();
  for (Population& p : with_input.populations) p.input = true;
  Simulation paper(with_input), forum(test::forum()), robot(test::sensor_network());
  static test::SensorLoop loop;  // encoders and decoders
  if (loop.init(Engine(robot.engine())) != RHEO_OK) return 1;
  const Image again = compile(with_input);  // the other slot
  std::vector<std::byte> snapshot = paper.snapshot();
  std::size_t box_bytes = 0;
  rheo_blackbox* box = nullptr;
  if (rheo_blackbox_size(paper.engine(), nullptr, &box_bytes) != RHEO_OK) return 1;
  Image box_memory(box_bytes);
  if (rheo_blackbox_init(box_memory.data(), box_bytes, paper.engine(), nullptr, &box) != RHEO_OK) return 1;
  // The paper's network driven by random currents; the other one asked whatever may be asked between steps.
  static float currents[800];
  std::uint64_t random = 1, seen = 0;
  const auto body = [&](int steps) {
    for (int k = 0; k < steps; ++k) {
      for (int i = 0; i < 16; ++i) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        currents[random >> 32 & 511] = static_cast<float>(static_cast<std::int64_t>(random) >> 32) * 0x1p-28f;
      }
      (void)rheo_set_input(paper.engine(), 0, 0, 800, currents);
      (void)rheo_set_input(paper.engine(), 1, 0, 200, currents + 300);
      if (k < 20000) {
        rheo_blackbox_record(box);
        while (rheo_blackbox_peek(box) != nullptr) rheo_blackbox_release(box);
        if (k % 1000 == 500) {
          (void)rheo_snapshot(paper.engine(), snapshot.data(), snapshot.size(), nullptr);
          (void)rheo_restore(paper.engine(), snapshot.data(), snapshot.size());
          (void)rheo_swap_image(paper.engine(), again.data(), again.size());
        }
      }
      rheo_step(paper.engine());
      if (k % 10 == 0) {
        loop.sense();
        robot.step();
        loop.move();
      }
      if (k % 100 != 0) continue;
      rheo_step(forum.engine());
      seen += rheo_spike_count(paper.engine(), 0) + rheo_state_hash(forum.engine());
      rheo_counters counters;
      rheo_get_counters(paper.engine(), &counters);
      if (k % 100000 == 0) rheo_reset(forum.engine());
    }
  };
  constexpr int steps = 1000000;
  body(1000);  // warm-up
  const long faults_before = page_faults();
  watching = true;
  body(steps);
  watching = false;
  const long faults = page_faults() - faults_before;
  fmt::print("{} steps: {} calls that allocate or lock, {} page faults (hash {})\n", steps, calls.load(), faults, seen);
  std::fflush(stdout);
  if (calls != 0 || faults != 0) return 1;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0) {
    fmt::print("strict seccomp is not to be had here: system calls not checked\n");
    return 1;
  }
  body(steps);  // a system call here is SIGKILL
  static const char done[] = "1000000 steps: no system call\n";
  (void)!write(STDOUT_FILENO, done, sizeof done - 1);
  syscall(SYS_exit, 0);
}
