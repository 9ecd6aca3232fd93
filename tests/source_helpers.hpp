// Networks of sources of spikes, for their tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "describe_helpers.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase::test {

inline Population source(const std::string& name, const std::string& model, double size) {
  Population p;
  p.name = name;
  p.model = model;
  p.size = size;
  return p;
}

inline Network network_of(std::vector<Population> populations, double dt_ms = 1) {
  Network network;
  network.dt_ms = dt_ms;
  network.populations = std::move(populations);
  return network;
}

inline std::string compile_error(const Network& network) {
  const std::string message = error_of([&] { compile(network); });
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

}  // namespace rheobase::test
