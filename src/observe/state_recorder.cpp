#include "observe/state_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "files/atomic_file.hpp"
#include "observe/npy.hpp"
#include "observe/output_directory.hpp"
#include "observe/text_output.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

[[noreturn]] void fail_selection(const std::string& selection, const std::string& why) {
  fail("--record", excerpt(selection) + ": " + why);
}

// "3" or "0..9".
void read_range(const std::string& range, StateSelection& to) {
  const char* end = range.data() + range.size();
  auto read = std::from_chars(range.data(), end, to.first);
  to.last = to.first;
  if (read.ec == std::errc() && end - read.ptr > 2 && read.ptr[0] == '.' && read.ptr[1] == '.') {
    read = std::from_chars(read.ptr + 2, end, to.last);
  }
  if (read.ec != std::errc() || read.ptr != end) fail_selection(to.text, "neurons are written [7] or [0..9]");
  if (to.last == UINT32_MAX) fail_selection(to.text, "no population has so many neurons");
  if (to.last < to.first) fail_selection(to.text, "the last neuron comes before the first");
}

std::string names_of_states(const rheo_engine* engine, std::uint32_t population) {
  std::string names;
  for (std::uint32_t i = 0; const char* name = rheo_state_name(engine, population, i); ++i) {
    names += (i > 0 ? ", " : "") + excerpt(name);
  }
  return names;
}

StateTrace trace_of(const rheo_engine* engine, const StateSelection& selection) {
  StateTrace trace = {selection, 0, 0, {}};
  if (rheo_find_population(engine, selection.population.c_str(), &trace.population_number) != RHEO_OK) {
    fail_selection(selection.text, "no such population");
  }
  if (rheo_state(engine, trace.population_number, selection.state.c_str()) == nullptr) {
    const std::string names = names_of_states(engine, trace.population_number);
    fail_selection(selection.text, "the population has no such state; it has " + (names.empty() ? "none" : names));
  }
  const std::uint32_t size = rheo_population_size(engine, trace.population_number);
  if (selection.last == UINT32_MAX) trace.of.last = size - 1;
  if (trace.of.last >= size)
    fail_selection(selection.text, fmt::format("the population's neurons are 0 to {}", size - 1));
  trace.count = trace.of.last - trace.of.first + 1;
  return trace;
}

std::uint64_t ticks_in(double every_ms, double dt_ms) {
  if (every_ms == 0) return dt_ms < 1 ? static_cast<std::uint64_t>(std::llround(1 / dt_ms)) : 1;
  const double ticks = std::round(every_ms / dt_ms);
  if (!(ticks >= 1 && ticks < 1e15) || std::abs(ticks * dt_ms - every_ms) > 1e-6 * every_ms) {
    fail("--every", fmt::format("{:g} ms is not a multiple of the step, {:g} ms", every_ms, dt_ms));
  }
  return static_cast<std::uint64_t>(ticks);
}

void write_file(const std::string& path, const std::string& bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.keep();
}

std::string csv_of(const StateTrace& trace, const std::vector<double>& time_ms) {
  std::string text = "time_ms";
  for (std::uint32_t k = 0; k < trace.count; ++k) text += fmt::format(",{}", trace.of.first + k);
  text += '\n';
  for (std::size_t sample = 0; sample < time_ms.size(); ++sample) {
    text += fmt::format("{:.12g}", time_ms[sample]);
    for (std::uint32_t k = 0; k < trace.count; ++k)
      text += fmt::format(",{:.9g}", trace.values[sample * trace.count + k]);
    text += '\n';
  }
  return text;
}

}  // namespace

// Names of populations and channels may hold any character: the last ':' stands before the state, and neurons stand
// behind the last '['.
StateSelection::StateSelection(const std::string& from) : text(from), population(from) {
  std::string range;
  const std::size_t bracket = population.rfind('[');
  const bool has_range = bracket != std::string::npos && population.back() == ']';
  if (has_range) {
    range = population.substr(bracket + 1, population.size() - bracket - 2);
    population.resize(bracket);
  }
  const std::size_t colon = population.rfind(':');
  if (colon == std::string::npos) fail_selection(text, "write POPULATION:STATE or POPULATION:STATE[0..9]");
  state = population.substr(colon + 1);
  population.resize(colon);
  if (has_range) read_range(range, *this);
}

std::string StateSelection::file_name() const { return file_name_text(population) + "." + file_name_text(state); }

std::vector<StateSelection> first_neurons(const ImageReport& image) {
  constexpr std::size_t most = 8;
  std::vector<StateSelection> selections;
  for (const PopulationReport& population : image.populations) {
    if (!population.source && selections.size() < most) selections.emplace_back(population.name + ":v[0]");
  }
  return selections;
}

StateRecorder::StateRecorder(const rheo_engine* engine, double dt_ms, const std::vector<StateSelection>& selections,
                             double every_ms)
    : engine_(engine), dt_ms_(dt_ms), every_ticks_(ticks_in(every_ms, dt_ms)) {
  for (const StateSelection& selection : selections) {
    for (const StateTrace& other : traces_) {
      if (selection.file_name() == other.of.file_name()) fail_selection(selection.text, "recorded already");
    }
    StateTrace trace = trace_of(engine, selection);
    sources_.push_back(rheo_state(engine, trace.population_number, selection.state.c_str()) + trace.of.first);
    traces_.push_back(std::move(trace));
  }
}

void StateRecorder::observe() {
  const std::uint64_t tick = rheo_tick(engine_);
  if (traces_.empty() || tick % every_ticks_ != 0) return;
  ticks_.push_back(tick);
  for (std::size_t i = 0; i < traces_.size(); ++i) {
    traces_[i].values.insert(traces_[i].values.end(), sources_[i], sources_[i] + traces_[i].count);
  }
}

void StateRecorder::forget_after(std::uint64_t tick) {
  while (!ticks_.empty() && ticks_.back() > tick) ticks_.pop_back();
  for (StateTrace& trace : traces_) trace.values.resize(ticks_.size() * trace.count);
}

void StateRecorder::clear() {
  ticks_.clear();
  for (StateTrace& trace : traces_) trace.values.clear();
}

void write_states(const StateRecorder& recorder, const std::string& directory) {
  if (recorder.traces().empty()) return;
  const std::string folder = directory + "/record";
  const OutputDirectory made(folder);
  std::vector<double> time_ms;
  for (const std::uint64_t tick : recorder.ticks()) time_ms.push_back(static_cast<double>(tick) * recorder.dt_ms());
  write_file(folder + "/time_ms.npy", npy_of(time_ms, {time_ms.size()}));
  for (const StateTrace& trace : recorder.traces()) {
    const std::string path = folder + "/" + trace.of.file_name();
    write_file(path + ".npy", npy_of(trace.values, {time_ms.size(), trace.count}));
    write_file(path + ".csv", csv_of(trace, time_ms));
  }
}

}  // namespace rheobase
