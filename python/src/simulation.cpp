// Simulations: stepping, views of the engine's memory, what was recorded.
#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <optional>
#include <string>

#include "kernels/bits.hpp"
#include "module.hpp"
#include "observe/text_output.hpp"
#include "recorded_simulation.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

using Self = nb::handle_t<RecordedSimulation>;
using FloatInput = nb::ndarray<const float, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using NeuronNumbers = nb::ndarray<const std::uint32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

const RecordedSimulation& of(Self self) { return nb::cast<const RecordedSimulation&>(self); }

void make(RecordedSimulation* at, const Image& image, std::uint32_t threads, const std::string& target,
          const std::optional<std::uint64_t>& noise_seed, bool record) {
  SimulationOptions options;
  options.threads = threads;
  options.target = target;
  options.noise_seed = noise_seed;
  new (at) RecordedSimulation(copy_of(image), options, record);
}

void run(RecordedSimulation& simulation, std::uint64_t steps, const nb::object& progress) {
  const nb::gil_scoped_release unlocked;
  simulation.run(steps, [&](std::uint64_t done) {
    const nb::gil_scoped_acquire lock;
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
    if (!progress.is_none()) progress(done);
  });
}

Vector<const float> state(Self self, std::uint32_t population, const std::string& name) {
  const rheo_engine* engine = of(self).engine();
  const float* values = rheo_state(engine, population, name.c_str());
  if (values == nullptr) {
    std::string names;
    for (std::uint32_t i = 0; const char* other = rheo_state_name(engine, population, i); ++i)
      names += (names.empty() ? "" : ", ") + std::string(other);
    fail(rheo_population_name(engine, population),
         "no state is called '" + excerpt(name) + "'; it has " + (names.empty() ? "none" : names));
  }
  return view_of(values, rheo_population_size(engine, population), self);
}

Vector<const std::uint64_t> spike_words(Self self, std::uint32_t population) {
  std::uint32_t words = 0;
  const std::uint64_t* bits = rheo_spikes(of(self).engine(), population, &words);
  return view_of(bits, words, self);
}

Vector<std::uint32_t> fired(const RecordedSimulation& simulation, std::uint32_t population) {
  std::uint32_t words = 0;
  const std::uint64_t* bits = rheo_spikes(simulation.engine(), population, &words);
  std::vector<std::uint32_t> neurons;
  for_each_bit(bits, 0, words, [&](std::size_t neuron) { neurons.push_back(static_cast<std::uint32_t>(neuron)); });
  return array_of(std::move(neurons));
}

// Of neurons first … first + count - 1, of all populations numbered through.
std::pair<Vector<double>, Vector<std::uint32_t>> spikes(const RecordedSimulation& simulation, std::uint64_t first,
                                                        std::uint64_t count) {
  const RecordedSimulation::Use use(simulation);
  const Recording& recording = simulation.recording();
  std::vector<double> time_ms;
  std::vector<std::uint32_t> neurons;
  for (std::size_t k = 0; k < recording.spike_tick.size(); ++k) {
    const std::uint64_t neuron = recording.spike_neuron[k];
    if (neuron < first || neuron - first >= count) continue;
    time_ms.push_back(recording.begin_ms + recording.spike_time_ms(k));
    neurons.push_back(static_cast<std::uint32_t>(neuron - first));
  }
  return {array_of(std::move(time_ms)), array_of(std::move(neurons))};
}

// (times in ms, one matrix a selection: samples x neurons)
nb::tuple states(const RecordedSimulation& simulation, std::size_t number) {
  const RecordedSimulation::Use use(simulation);
  const StateRecorder& recorder = simulation.states(number);
  std::vector<double> time_ms;
  for (const std::uint64_t tick : recorder.ticks()) time_ms.push_back(static_cast<double>(tick) * recorder.dt_ms());
  nb::list traces;
  for (const StateTrace& trace : recorder.traces()) {
    auto* owned = new std::vector<float>(trace.values);
    const nb::capsule owner(owned, [](void* p) noexcept { delete static_cast<std::vector<float>*>(p); });
    traces.append(Matrix<float>(owned->data(), {time_ms.size(), trace.count}, owner));
  }
  return nb::make_tuple(array_of(std::move(time_ms)), traces);
}

std::size_t record(RecordedSimulation& simulation, const std::vector<std::string>& selections, double every_ms) {
  return simulation.record({selections.begin(), selections.end()}, every_ms);
}

std::pair<Vector<double>, Vector<double>> rates(const RecordedSimulation& simulation, const std::string& type,
                                                double window_ms) {
  const RecordedSimulation::Use use(simulation);
  RateCurve curve = rate_curve(simulation.recording(), type, window_ms);
  return {array_of(std::move(curve.time_ms)), array_of(std::move(curve.rate_hz))};
}

std::pair<Vector<double>, Vector<double>> spectrum(const RecordedSimulation& simulation, const std::string& type) {
  const RecordedSimulation::Use use(simulation);
  Spectrum s = spectrum_of(simulation.recording(), type);
  return {array_of(std::move(s.frequency_hz)), array_of(std::move(s.power))};
}

// (source, target, weight, delay in ms) of each synapse.
nb::tuple synapses(const RecordedSimulation& simulation, const std::string& source, const std::string& target,
                   const std::string& channel) {
  std::vector<std::uint32_t> sources, targets;
  std::vector<float> weights;
  std::vector<double> delays_ms;
  for (const LearnedSynapse& s : simulation.synapses(source, target, channel)) {
    sources.push_back(s.source);
    targets.push_back(s.target);
    weights.push_back(static_cast<float>(s.weight));
    delays_ms.push_back(s.delay_ms);
  }
  return nb::make_tuple(array_of(std::move(sources)), array_of(std::move(targets)), array_of(std::move(weights)),
                        array_of(std::move(delays_ms)));
}

nb::object report(const RecordedSimulation& simulation) {
  nlohmann::ordered_json json = to_json(simulation.report());
  for (const char* time : {"wall_s", "wall_s_quartiles", "timed_passes", "ns_per_neuron_step", "ns_per_synaptic_event"})
    json.erase(time);
  return nb::module_::import_("json").attr("loads")(json_text(json));
}

std::uint32_t find(const RecordedSimulation& simulation, const std::string& name) {
  const auto& populations = simulation.description().populations;
  std::string names;
  for (std::uint32_t i = 0; i < populations.size(); ++i) {
    if (populations[i].name == name) return i;
    names += (names.empty() ? "" : ", ") + populations[i].name;
  }
  throw ModelError("no population is called '" + excerpt(name) + "'; there are " + names);
}

nb::bytes snapshot(const RecordedSimulation& simulation) {
  const std::vector<std::byte> bytes = simulation.snapshot();
  return nb::bytes(bytes.data(), bytes.size());
}

void restore(RecordedSimulation& simulation, const nb::bytes& bytes) {
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.c_str());
  simulation.restore({begin, begin + bytes.size()});
}

nb::dict counters(const RecordedSimulation& simulation) {
  rheo_counters c;
  rheo_get_counters(simulation.engine(), &c);
  nb::dict out;
  out["spikes"] = c.spikes;
  out["events"] = c.events;
  out["inputs_refused"] = c.inputs_refused;
  out["inputs_cut"] = c.inputs_cut;
  out["steps_at_limit"] = c.steps_at_limit;
  return out;
}

std::string hex(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace

void bind_simulation(nb::module_& m) {
  using S = RecordedSimulation;
  nb::class_<S>(m, "Simulation", "An engine with its own memory, and what it records.")
      .def("__init__", &make, nb::arg("image"), nb::arg("threads"), nb::arg("target"), nb::arg("noise_seed").none(),
           nb::arg("record"))
      .def("step", &S::step, "One step of dt. Cost: the engine's, and what is recorded.")
      .def("_run", &run, nb::arg("steps"), nb::arg("progress").none())
      .def("_check_stimuli", &S::check_stimuli)
      .def("_limit_warnings", &S::limit_warnings)
      .def("_steps_in", &S::steps_in, nb::arg("duration_ms"))
      .def("reset", &S::reset, "Back to tick 0. Recordings restart.")
      .def("snapshot", &snapshot,
           "The whole state as bytes, for this image in any engine anywhere, inputs and noise included.")
      .def("restore", &restore, nb::arg("snapshot"),
           "The run goes on from there. Recordings restart. ModelError: damaged, or of another image; then nothing "
           "changes.")
      .def(
          "swap", [](S& s, const Image& image) { s.swap_image(copy_of(image)); }, nb::arg("image"),
          "Another image of the same layout from the next step on. Recordings restart. ModelError: another layout.")
      .def_prop_ro(
          "tick", [](const S& s) { return rheo_tick(s.engine()); }, "Steps done since tick 0.")
      .def_prop_ro(
          "time_ms", [](const S& s) { return static_cast<double>(rheo_tick(s.engine())) * s.description().dt_ms; },
          "tick times dt, in ms.")
      .def_prop_ro(
          "dt_ms", [](const S& s) { return s.description().dt_ms; }, "The step, in ms.")
      .def_prop_ro(
          "duration_ms", [](const S& s) { return s.description().duration_ms; }, "Of a run that names none, in ms.")
      .def_prop_ro(
          "target", [](const S& s) { return std::string(rheo_engine_target(s.engine())); },
          "The SIMD target it runs on.")
      .def_prop_ro("memory_bytes", &S::memory_bytes, "Of the engine, without the image.")
      .def_prop_ro(
          "spike_hash",
          [](const S& s) {
            const S::Use use(s);
            return hex(rheo_spike_hash(s.engine()));
          },
          "Of every spike since tick 0, as the command prints it.")
      .def_prop_ro(
          "state_hash",
          [](const S& s) {
            const S::Use use(s);
            return hex(rheo_state_hash(s.engine()));
          },
          "Of the whole state now, as the command prints it.")
      .def_prop_ro("counters", &counters, "spikes, events, inputs_refused, inputs_cut, steps_at_limit, since tick 0.")
      .def("report", &report,
           "Statistics of what is recorded: the dict of `rheobase run --json`, without its times. ModelError: "
           "record=False.")
      .def("_find", &find)
      .def("_population",
           [](const S& s, std::uint32_t p) {
             const PopulationReport& r = s.description().populations.at(p);
             return nb::make_tuple(r.name, r.type, r.model, r.size, r.input);
           })
      .def("_population_count", [](const S& s) { return s.description().populations.size(); })
      .def("_state", &state)
      .def("_spike_words", &spike_words)
      .def("_fired", &fired)
      .def("_spike_count", [](const S& s, std::uint32_t p) { return rheo_spike_count(s.engine(), p); })
      .def("_set_input", [](S& s, std::uint32_t p, std::uint32_t first,
                            const FloatInput& values) { s.set_input(p, first, values.data(), values.size()); })
      .def("_set_spikes", [](S& s, std::uint32_t p, const NeuronNumbers& n) { s.set_spikes(p, n.data(), n.size()); })
      .def("set_gain", &S::set_gain, nb::arg("source"), nb::arg("target"), nb::arg("gain"), nb::arg("channel") = "",
           "Multiplies the weights of a projection from the next step on, until set again: 0 … max_gain of the model. "
           "ModelError: no such projection, NaN, beyond max_gain, or the model gives none.")
      .def("gain", &S::gain, nb::arg("source"), nb::arg("target"), nb::arg("channel") = "",
           "The gain in force; 1 where none can be set.")
      .def("set_learning", &S::set_learning, nb::arg("source"), nb::arg("target"), nb::arg("on"),
           nb::arg("channel") = "",
           "Holds the weights of a projection that learns (False), or lets them go on (True). ModelError: it has no "
           "`plasticity`.")
      .def("reward", &S::reward, nb::arg("source"), nb::arg("target"), nb::arg("amount"), nb::arg("channel") = "",
           "Adds to the modulator of a projection that learns by dopamine, from the next step on; up to 1e6 between "
           "two steps. ModelError: there is none, NaN, or beyond.")
      .def("_synapses", &synapses, nb::arg("source"), nb::arg("target"), nb::arg("channel"))
      .def(
          "_set_weights",
          [](S& s, const std::string& source, const std::string& target, const FloatInput& weights,
             const std::string& channel) { s.set_weights(source, target, weights.data(), weights.size(), channel); },
          nb::arg("source"), nb::arg("target"), nb::arg("weights"), nb::arg("channel"))
      .def("_record", &record)
      .def("_states", &states)
      .def("_spikes", &spikes)
      .def("_rates", &rates)
      .def("_spectrum", &spectrum);
}

}  // namespace rheobase
