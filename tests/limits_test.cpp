// The ends of the numbers: v at the limit of its integrator is counted, and nothing becomes subnormal.
#include <doctest/doctest.h>

#include <cfenv>
#include <cmath>
#include <vector>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include "image/hash.hpp"
#include "models/as_float.hpp"
#include "networks.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

TEST_SUITE_BEGIN("limits");

namespace {

Network driven(Integrator integrator, double dt_ms, double current, std::uint32_t size = 3) {
  Network network = test::cells(size, integrator, dt_ms);
  network.populations[0].current = current;
  return network;
}

std::uint64_t steps_at_limit(const Network& network, int steps, const SimulationOptions& options = {}) {
  const Simulation s(compile(network), options);
  for (int k = 0; k < steps; ++k) rheo_step(s.engine());
  CHECK(s.counters().steps_at_limit == rheo_steps_at_limit(s.engine(), 0));
  return rheo_steps_at_limit(s.engine(), 0);
}

constexpr Integrator integrators[] = {Integrator::euler, Integrator::izhikevich2003, Integrator::rk2,
                                      Integrator::rk4,   Integrator::riccati,        Integrator::izhikevich2004};

}  // namespace

TEST_CASE("neuron-steps at the limit of an integrator are counted, and only they") {
  struct Case {
    Integrator integrator;
    double current;
  };
  // Locked up: v runs to the limit and the neuron fires in every step or two.
  for (const Case& c : {Case{Integrator::izhikevich2003, 400}, Case{Integrator::rk2, 200}, Case{Integrator::euler, 80},
                        Case{Integrator::euler, -100}, Case{Integrator::riccati, 600}, Case{Integrator::riccati, -600},
                        Case{Integrator::izhikevich2004, 400}}) {
    INFO(name_of(c.integrator) << " at " << c.current);
    CHECK(steps_at_limit(driven(c.integrator, 1, c.current), 1000) > 0);
  }
  for (Integrator integrator : integrators) {
    INFO(name_of(integrator));
    CHECK(steps_at_limit(driven(integrator, 1, 10), 1000) == 0);
    CHECK(steps_at_limit(driven(integrator, 0.1, 100), 1000) == 0);
    // Each step of each neuron, of 3 or 130, on every target and any number of threads.
    Network network = driven(integrator, 1, 1e6, 130);
    for (std::uint32_t i = 0; const char* target = rheo_target_name(i); ++i) {
      SimulationOptions options;
      options.target = target;
      options.threads = i % 2 + 1;
      INFO(target);
      const std::uint64_t many = steps_at_limit(network, 50, options);
      CHECK(many % 130 == 0);
      CHECK(many >= 45 * 130);
      CHECK(steps_at_limit(driven(integrator, 1, 1e6), 50, options) == many / 130 * 3);
    }
  }
}

TEST_CASE("a neuron that is refractory is not at the limit, and snapshots keep the count") {
  for (Integrator integrator : integrators) {
    INFO(name_of(integrator));
    Network network = driven(integrator, 1, 1e6);
    network.populations[0].refractory_ms = 9;
    const std::uint64_t counted = steps_at_limit(network, 100);
    // One whole step takes 1e6 just under the limit.
    CHECK((counted > 0 || integrator == Integrator::euler || integrator == Integrator::izhikevich2004));
    CHECK(counted <= 3 * 25);  // of 3 * 100: in the step of the spike, and in that of the release

    const Simulation s(network), other(network);
    for (int k = 0; k < 100; ++k) rheo_step(s.engine());
    std::vector<unsigned char> snapshot(s.snapshot().size());
    REQUIRE(rheo_snapshot(s.engine(), snapshot.data(), snapshot.size(), nullptr) == RHEO_OK);
    REQUIRE(rheo_restore(other.engine(), snapshot.data(), snapshot.size()) == RHEO_OK);
    CHECK(rheo_steps_at_limit(other.engine(), 0) == counted);
    rheo_reset(other.engine());
    CHECK(rheo_steps_at_limit(other.engine(), 0) == 0);
  }
  const Simulation s(driven(Integrator::euler, 1, 0));
  CHECK(rheo_steps_at_limit(s.engine(), 1) == 0);
}

TEST_CASE("an engine is not made where arithmetic does not round to nearest") {
  const Simulation s(driven(Integrator::euler, 1, 0));
  const Image& image = s.image();
  std::size_t bytes = 0;
  REQUIRE(rheo_engine_size(image.data(), image.size(), nullptr, &bytes) == RHEO_OK);
  std::vector<unsigned char> room(bytes + 64);
  auto* memory = room.data() + (64 - reinterpret_cast<std::uintptr_t>(room.data()) % 64) % 64;
  rheo_engine* engine = nullptr;
  for (int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    REQUIRE(std::fesetround(mode) == 0);
    const rheo_status status = rheo_init(memory, bytes, image.data(), image.size(), nullptr, &engine);
    std::fesetround(FE_TONEAREST);
    CHECK(status == RHEO_E_ROUNDING);
    CHECK(engine == nullptr);
  }
  CHECK(rheo_init(memory, bytes, image.data(), image.size(), nullptr, &engine) == RHEO_OK);
}

#if defined(__SSE__) || defined(__aarch64__)

namespace {

// Within its life subnormal operands and results are 0.
class FlushToZero {
 public:
#if defined(__SSE__)
  FlushToZero() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040u); }
  ~FlushToZero() { _mm_setcsr(saved_); }

 private:
  unsigned saved_;
#else
  FlushToZero() {
    asm volatile("mrs %0, fpcr" : "=r"(saved_));
    asm volatile("msr fpcr, %0" : : "r"(saved_ | (std::uint64_t{1} << 24)));
  }
  ~FlushToZero() { asm volatile("msr fpcr, %0" : : "r"(saved_)); }

 private:
  std::uint64_t saved_;
#endif
};

// Numbers at and around 0, of which some vanish when a float holds them.
class NearZero {
 public:
  explicit NearZero(std::uint64_t seed) : seed_(seed) {}
  double next() {
    const std::uint64_t word = mix64(seed_ * 1000003 + ++count_);
    const double sign = (word & 1) != 0 ? 1 : -1, mantissa = 1 + static_cast<double>(word >> 40) / 16777216.0;
    switch (word / 2 % 6) {
      case 0: return 0;
      case 1: return sign * mantissa * 1e-37;
      case 2: return sign * mantissa * std::pow(10.0, -18 - static_cast<double>(word / 16 % 18));
      case 3: return sign * mantissa * 1e-6;
      case 4: return sign * mantissa;
      default: return sign * 60 * mantissa;
    }
  }
  bool yes() { return (mix64(seed_ * 1000003 + ++count_) & 1) != 0; }

 private:
  std::uint64_t seed_, count_ = 0;
};

Network near_zero(Integrator integrator, bool quadratic, std::uint64_t seed) {
  NearZero x(seed);
  Network network = test::cells(37, integrator, x.yes() ? 1 : 0.1);
  Population& p = network.populations[0];
  p.threshold_mv = x.next();
  double below = -std::abs(x.next());
  if (!(as_float(p.threshold_mv + below) < as_float(p.threshold_mv))) below = -1;
  p.c = p.threshold_mv + below;
  p.v0 = p.threshold_mv + below * (x.yes() ? 1 : 2);
  p.u0 = x.yes() ? x.next() : 140 + x.next();
  p.a = std::fmod(std::abs(x.next()), 1.0);
  p.b = std::fmod(x.next(), 100.0);
  p.d = x.next();
  p.current = x.yes() ? x.next() : -140 + x.next();
  p.noise = x.yes() ? std::abs(x.next()) : 0;
  if (x.yes() && p.threshold_mv > 1) {  // rests at 0, where the smallest drive moves v
    p.v0 = 0;
    p.u0 = quadratic ? 0 : 140;
    p.a = 0;
    p.current = 1e-20 * (1 + std::abs(x.next()));
    p.noise = 0;
  }
  if (quadratic) {  // a parabola whose lowest point is at or near 0
    p.model = "quadratic";
    p.parameters = {{"alpha", 0.04}, {"beta", 0.01 * x.next()},
                    {"gamma", 0},    {"a", p.a},
                    {"b", p.b},      {"c", p.c},
                    {"d", p.d},      {"v0", p.v0},
                    {"u0", p.u0}};
    const Population plain;
    p.a = plain.a;
    p.b = plain.b;
    p.c = plain.c;
    p.d = plain.d;
    p.v0 = plain.v0;
    p.u0 = plain.u0;
  }
  if (x.yes()) {
    p.refractory_ms = 8;
    if (x.yes()) p.refractory_holds = RefractoryHolds::v;
  }
  Channel decay;
  decay.kind = ChannelKind::decay;
  decay.tau_ms = 0.3;
  decay.clear_on_spike = x.yes();
  p.channels = {decay};
  Projection q;
  q.source = q.target = "cells";
  q.weight = 1 + std::abs(x.next());
  network.connect(q);
  return network;
}

// From numbers of this size one step reaches no subnormal: the last bit of the smallest is 2^-90.
bool is_zero_or_large(float x) { return x == 0 || std::fabs(x) >= tiny; }

}  // namespace

TEST_CASE("no state is ever subnormal, and a processor that flushes them computes the same") {
  std::uint64_t flushed_runs = 0;
  for (Integrator integrator : integrators) {
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
      const Network network = near_zero(integrator, seed % 2 == 0, seed);
      for (std::uint32_t i = 0; const char* target = rheo_target_name(i); ++i) {
        SimulationOptions options;
        options.target = target;
        const Simulation s(compile(network), options), flushing(compile(network), options);
        for (int k = 0; k < 40; ++k) {
          rheo_step(s.engine());
          {
            const FlushToZero guard;
            rheo_step(flushing.engine());
          }
          for (const float* state : {rheo_v(s.engine(), 0), rheo_u(s.engine(), 0)}) {
            for (unsigned n = 0; n < 37; ++n) REQUIRE(is_zero_or_large(state[n]));
          }
          INFO(name_of(integrator) << ", network " << seed << ", " << target << ", step " << k);
          REQUIRE(rheo_state_hash(s.engine()) == rheo_state_hash(flushing.engine()));
        }
        ++flushed_runs;
      }
    }
  }
  CHECK(flushed_runs >= 300);
}

#endif
