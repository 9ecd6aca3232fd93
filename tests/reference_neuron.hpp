// One neuron of the model's equations in double precision: RK4 at a small step, crossings by bisecting the step they
// lie in.
#pragma once

#include <vector>

#include "cell_types.hpp"

namespace rheobase::test {

class ReferenceNeuron {
 public:
  ReferenceNeuron(const CellType& cell, double current, double step_ms = 0.002)
      : cell_(cell), current_(current), step_ms_(step_ms) {}

  // From rest: v = -65 mV, u = b v.
  std::vector<double> spike_times_ms(double duration_ms) const {
    const double h = step_ms_;
    std::vector<double> times;
    State s = {-65, cell_.b * -65};
    for (double t = 0; t < duration_ms - h / 2; t += h) {
      State next = advance(s, h);
      if (next.v >= 30) {
        double low = 0, high = h;
        for (int k = 0; k < 40; ++k) {
          const double middle = (low + high) / 2;
          (advance(s, middle).v >= 30 ? high : low) = middle;
        }
        times.push_back(t + high);
        next = advance({cell_.c, advance(s, high).u + cell_.d}, h - high);
      }
      s = next;
    }
    return times;
  }

 private:
  struct State {
    double v, u;
  };
  State slope(State s) const {
    return {0.04 * s.v * s.v + 5 * s.v + 140 - s.u + current_, cell_.a * (cell_.b * s.v - s.u)};
  }
  State advance(State s, double h) const {
    const State k1 = slope(s), k2 = slope({s.v + h / 2 * k1.v, s.u + h / 2 * k1.u});
    const State k3 = slope({s.v + h / 2 * k2.v, s.u + h / 2 * k2.u}), k4 = slope({s.v + h * k3.v, s.u + h * k3.u});
    return {s.v + h / 6 * (k1.v + 2 * k2.v + 2 * k3.v + k4.v), s.u + h / 6 * (k1.u + 2 * k2.u + 2 * k3.u + k4.u)};
  }

  CellType cell_;
  double current_, step_ms_;
};

}  // namespace rheobase::test
