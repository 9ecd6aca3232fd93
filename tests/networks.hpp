// The networks the tests run: the two that ship, by their model files, and small ones by hand.
#pragma once

#include <string>

#include "rheobase/model.hpp"

namespace rheobase::test {

inline std::string model_path(const std::string& name) { return std::string(RHEOBASE_SOURCE_DIR) + "/models/" + name; }

inline Network paper(const Overrides& overrides = {}) { return load_model(model_path("paper.toml"), overrides); }
inline Network forum(const Overrides& overrides = {}) { return load_model(model_path("forum.toml"), overrides); }

// The integrators of Izhikevich's and the quadratic model, which come first.
constexpr unsigned quadratic_integrators = static_cast<unsigned>(Integrator::exact);

// One population without synapses.
inline Network cells(std::uint32_t size, Integrator integrator, double dt_ms) {
  Network network;
  network.name = "cells";
  network.dt_ms = dt_ms;
  network.integrator = integrator;
  Population p;
  p.name = "cells";
  p.size = static_cast<double>(size);
  network.add(p);
  return network;
}

}  // namespace rheobase::test
