// The stack of a step, painted and looked at, against the stated bound: every SIMD target, integrator, storage form
// and pattern of connection.
#include <fmt/format.h>
#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "rheobase/bounds.hpp"
#include "rheobase/simulation.hpp"

namespace {

using namespace rheobase;

constexpr std::size_t stack_bytes = 1 << 20;
constexpr unsigned char paint = 0xA5;

// What the thread itself takes before and around its function: measured with one that does nothing.
void* nothing(void*) { return nullptr; }
void* three_steps(void* engine) {
  for (int k = 0; k < 3; ++k) rheo_step(static_cast<rheo_engine*>(engine));
  return nullptr;
}

// Bytes of a fresh stack that a thread running `body` wrote to: from the deepest one changed up.
std::size_t stack_of(void* (*body)(void*), void* argument) {
  void* memory = mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  std::memset(memory, paint, stack_bytes);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, memory, stack_bytes);
  pthread_t thread;
  pthread_create(&thread, &attributes, body, argument);
  pthread_join(thread, nullptr);
  const auto* bytes = static_cast<const unsigned char*>(memory);
  const auto* deepest = std::find_if(bytes, bytes + stack_bytes, [](unsigned char b) { return b != paint; });
  const std::size_t used = static_cast<std::size_t>(bytes + stack_bytes - deepest);
  pthread_attr_destroy(&attributes);
  munmap(memory, stack_bytes);
  return used;
}

// With every pattern of connection that can be drawn: all, some, a fixed number, one; weights drawn and not.
Network network_of(Integrator integrator, Storage storage, double budget) {
  Network network;
  network.integrator = integrator;
  network.event_budget = budget;
  Population p;
  p.name = "A";
  p.size = 200;
  p.noise = 5;
  p.refractory_ms = 2;
  p.channels.front().kind = ChannelKind::decay;
  network.add(p);
  network.storage = storage;
  for (const char* weight : {"0.01", "0.01*r"}) {
    Projection all;
    all.source = all.target = "A";
    all.weight = weight;
    Projection some = all, few = all, one = all;
    some.probability = 0.5;
    some.self = few.self = false;
    few.out_degree = 20;
    one.one_to_one = true;
    for (const Projection& each : {all, some, few, one}) network.connect(each);
  }
  return network;
}

}  // namespace

int main() {
  const std::size_t around = stack_of(nothing, nullptr);
  std::size_t most = 0;
  int failed = 0, looked_at = 0;
  for (const Integrator integrator : {Integrator::euler, Integrator::izhikevich2003, Integrator::riccati,
                                      Integrator::rk2, Integrator::rk4, Integrator::izhikevich2004}) {
    for (unsigned form = 1; form < storage_count; ++form) {
      const auto storage = static_cast<Storage>(form);
      for (const double budget : {0.0, 500.0}) {
        const Network network = network_of(integrator, storage, budget);
        const StepBound bound = bound_step(compile(network));
        const auto stated = std::find_if(bound.stack.begin(), bound.stack.end(),
                                         [](const StackBound& s) { return s.platform == RHEOBASE_STACK_PLATFORM; });
        if (stated == bound.stack.end()) {
          fmt::print("no figure for " RHEOBASE_STACK_PLATFORM "\n");
          return 1;
        }
        for (std::uint32_t t = 0; const char* target = rheo_target_name(t); ++t) {
          SimulationOptions options;
          options.target = target;
          const Simulation simulation(all_fire_variant(compile(network)), options);
          rheo_step(simulation.engine());  // the dynamic linker's own frames, where it binds on first use
          const std::size_t total = stack_of(three_steps, simulation.engine());
          const std::size_t used = total > around ? total - around : 0;
          most = std::max(most, used);
          ++looked_at;
          if (used > stated->bytes) {
            fmt::print("{} {} on {}: {} bytes, stated {}\n", name_of(integrator), name_of(storage), target, used,
                       stated->bytes);
            ++failed;
          }
        }
      }
    }
  }
  fmt::print("{} steps looked at, at most {} bytes of stack, {} above what is stated\n", looked_at, most, failed);
  return failed == 0 && most > 100 ? 0 : 1;
}
