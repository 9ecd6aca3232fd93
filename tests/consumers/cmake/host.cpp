// A C++ program that links the installed compiler: one neuron that fires.
#include <cstdio>
#include <rheobase/simulation.hpp>

int main() {
  rheobase::Network network;
  rheobase::Population p;
  p.name = "one";
  p.size = 1;
  p.current = 10.0;
  network.add(p);
  rheobase::Simulation simulation(network);
  simulation.run_steps(1000);
  std::printf("%llu spikes\n", static_cast<unsigned long long>(simulation.counters().spikes));
  return simulation.counters().spikes > 10 ? 0 : 1;
}
