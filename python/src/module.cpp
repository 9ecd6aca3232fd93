#include "module.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

std::vector<std::string> targets() {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) names.emplace_back(name);
  return names;
}

}  // namespace

NB_MODULE(_core, m) {
  m.doc() = "The compiled half of the package rheobase: its classes are used through `import rheobase`.";
  nb::exception<ModelError>(m, "ModelError", PyExc_ValueError).doc() =
      "What was given is wrong. One line: the place, and what is wrong there.";
  m.def("targets", &targets, "The SIMD targets usable on this machine, scalar first, best last. Same bits on each.");
  m.def(
      "parse_time_ms", [](const std::string& text) { return parse_time_ms(text); }, nb::arg("text"),
      "'1s', '0.5 ms', '100us' in ms. ModelError: no unit, or out of range.");
  bind_image(m);
  bind_network(m);
  bind_simulation(m);
}

}  // namespace rheobase
