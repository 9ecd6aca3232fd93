// Descriptions, from a model file or from the text that rheobase/network.py writes, and their compilation.
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "describe/model_file.hpp"
#include "module.hpp"
#include "rheobase/model.hpp"

namespace rheobase {
namespace {

using GivenArrays = std::map<std::string, nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>>;

Network parse(const std::string& text, const std::string& name, const Overrides& overrides, const GivenArrays& given) {
  Arrays arrays;
  for (const auto& [key, array] : given) {
    arrays[key] = {array.shape(1), std::vector<double>(array.data(), array.data() + array.size())};
  }
  return parse_model(text, name, overrides, arrays);
}

Image compile_without_lock(const Network& network, const std::optional<std::uint64_t>& seed, unsigned threads) {
  using Clock = std::chrono::steady_clock;
  CompileOptions options;
  options.seed = seed;
  options.threads = threads;
  Clock::time_point next = Clock::now();
  options.progress = [&](std::uint64_t) {
    if (Clock::now() < next) return;
    const nb::gil_scoped_acquire lock;
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
    next = Clock::now() + std::chrono::milliseconds(50);
  };
  const nb::gil_scoped_release unlocked;
  return compile(network, options);
}

std::vector<std::string> population_names(const Network& network) {
  std::vector<std::string> names;
  for (const Population& population : network.populations) names.push_back(population.name);
  return names;
}

}  // namespace

void bind_network(nb::module_& m) {
  nb::class_<Network>(m, "Description", "A network as it was read: checked as far as nothing has to be drawn for it.")
      .def_ro("name", &Network::name)
      .def_ro("description", &Network::description)
      .def_ro("dt_ms", &Network::dt_ms, "The step, in ms.")
      .def_ro("duration_ms", &Network::duration_ms, "Of a run that names none, in ms.")
      .def_ro("seed", &Network::seed)
      .def_ro("parameters", &Network::parameters, "What [parameters] holds, with the overrides.")
      .def_prop_ro("populations", &population_names, "The populations' names, in order.")
      .def_prop_ro("_files", &files_of, "What compile reads beside the model file.")
      .def("_compile", &compile_without_lock, nb::arg("seed") = nb::none(), nb::arg("threads") = 0);
  m.def("load_description", &load_model, nb::arg("path"), nb::arg("overrides"),
        "Reads a model file; overrides are pairs as of --set.");
  m.def("parse_description", &parse, nb::arg("text"), nb::arg("name"), nb::arg("overrides"), nb::arg("arrays"),
        "The same from text, in which '@x' is the array `arrays['@x']` (rows x columns, float64).");
}

}  // namespace rheobase
