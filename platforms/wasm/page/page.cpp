// The library as the pages call it, from JavaScript: one network at a time, described, compiled and simulated by the
// code of the desktop. What can fail returns an error of one line, or an empty text. Pointers are valid until the next
// call. Files lie in Emscripten's file system, in memory.
#include <emscripten.h>

#include <cstdio>
#include <cstring>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "observe/image_json.hpp"
#include "observe/recorder.hpp"
#include "observe/state_recorder.hpp"
#include "rheobase/simulation.hpp"

namespace {

struct Page {
  rheobase::Image image;  // compiled last
  std::optional<rheobase::Simulation> network;
  std::optional<rheobase::StateRecorder> states;  // of the network
  std::vector<std::uint32_t> spikes;              // of the last page_step: tick, neuron, tick, neuron, …
  std::string text, answer;
};
Page page;

struct Enough {};  // thrown by page_forecast

rheobase::Image copy_of(const rheobase::Image& image) {
  rheobase::Image out(image.size());
  std::memcpy(out.data(), image.data(), image.size());
  return out;
}

std::vector<std::string> lines_of(const char* text) {
  std::vector<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

// "key=value" a line.
rheobase::Overrides read_settings(const char* settings) {
  rheobase::Overrides out;
  for (const std::string& line : lines_of(settings)) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) throw rheobase::ModelError(line + ": write key=value");
    out.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return out;
}

// Empty, or what went wrong.
template <typename Work>
const char* attempt(Work work) {
  page.text.clear();
  try {
    work();
  } catch (const std::bad_alloc&) {
    page.text = "the browser has no memory left for this network";
  } catch (const std::exception& error) {
    page.text = error.what();
  }
  return page.text.c_str();
}

std::string text_of(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string hex(std::uint64_t value) {
  char out[17];
  std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(value));
  return out;
}

void note_spikes(const rheo_engine* engine) {
  const auto tick = static_cast<std::uint32_t>(rheo_tick(engine));
  std::uint32_t first = 0;
  for (std::uint32_t p = 0; p < rheo_population_count(engine); ++p) {
    for (std::uint32_t i = rheo_next_spike(engine, p, 0); i != RHEO_NO_NEURON; i = rheo_next_spike(engine, p, i + 1)) {
      page.spikes.push_back(tick);
      page.spikes.push_back(first + i);
    }
    first += rheo_population_size(engine, p);
  }
}

}  // namespace

extern "C" {

// What the model file alone says of the network, without drawing it: page_answer has JSON.
EMSCRIPTEN_KEEPALIVE const char* page_forecast(const char* path, const char* settings) {
  return attempt([&] {
    const rheobase::Network network = rheobase::load_model(path, read_settings(settings));
    rheobase::CompileOptions options;
    options.before_drawing = [&](const rheobase::SizeForecast& forecast) {
      const nlohmann::ordered_json json = {{"name", network.name},
                                           {"steps", network.duration_ms / network.dt_ms},
                                           {"neurons", forecast.neurons},
                                           {"synapses", forecast.synapses},
                                           {"seconds", forecast.seconds}};
      page.answer = text_of(json);
      throw Enough();
    };
    try {
      rheobase::compile(network, options);
    } catch (const Enough&) {
    }
  });
}

// What `rheobase compile MODEL --set … ` does.
EMSCRIPTEN_KEEPALIVE const char* page_compile(const char* path, const char* settings) {
  return attempt([&] { page.image = rheobase::compile(rheobase::load_model(path, read_settings(settings))); });
}

// The network compiled last, at tick 0. `selections`: what is recorded, as `--record` takes it, one a line; empty: v of
// the first neuron of each population; null: nothing.
EMSCRIPTEN_KEEPALIVE const char* page_start(const char* selections) {
  return attempt([&] {
    const rheobase::ImageReport report = rheobase::describe_image(page.image);
    std::vector<rheobase::StateSelection> recorded;
    if (selections != nullptr) {
      for (const std::string& line : lines_of(selections)) recorded.emplace_back(line);
      if (recorded.empty()) recorded = rheobase::first_neurons(report);
    }
    page.states.reset();
    page.network.emplace(copy_of(page.image));
    page.states.emplace(page.network->engine(), report.dt_ms, recorded, 0);
  });
}

// The network compiled last takes the place of the one that runs, which goes on.
EMSCRIPTEN_KEEPALIVE const char* page_swap() {
  return attempt([] { page.network.value().swap_image(copy_of(page.image)); });
}

// Steps the network; returns how many spikes page_spikes shows then.
EMSCRIPTEN_KEEPALIVE std::uint32_t page_step(std::uint32_t ticks) {
  page.spikes.clear();
  if (!page.network) return 0;
  for (std::uint32_t k = 0; k < ticks; ++k) {
    page.network->step();
    note_spikes(page.network->engine());
    page.states->observe();
  }
  return static_cast<std::uint32_t>(page.spikes.size() / 2);
}

EMSCRIPTEN_KEEPALIVE const std::uint32_t* page_spikes() { return page.spikes.data(); }

// "state spikes", in hexadecimal, as `rheobase run` prints them.
EMSCRIPTEN_KEEPALIVE const char* page_hashes() {
  page.text.clear();
  if (page.network) {
    const rheo_engine* engine = page.network->engine();
    page.text = hex(rheo_state_hash(engine)) + " " + hex(rheo_spike_hash(engine));
  }
  return page.text.c_str();
}

// What was recorded: samples x neurons of the selection with this number, from the beginning of the run.
EMSCRIPTEN_KEEPALIVE const float* page_trace(std::uint32_t selection) {
  return page.states->traces().at(selection).values.data();
}
EMSCRIPTEN_KEEPALIVE std::uint32_t page_samples() {
  return page.states ? static_cast<std::uint32_t>(page.states->ticks().size()) : 0;
}

// What runs, as JSON: `rheobase inspect --json`, and how it runs.
EMSCRIPTEN_KEEPALIVE const char* page_describe() {
  const rheobase::ImageReport report = rheobase::describe_image(page.image);
  nlohmann::ordered_json json = rheobase::to_json(report, rheobase::bound_step(page.image));
  json["duration_ms"] = report.duration_ms;
  json["integrator"] = rheobase::integrators_of(report);
  json["warnings"] = page.image.warnings();
  json["target"] = rheo_engine_target(page.network->engine());
  const rheobase::Recorder recorder(page.network->engine(), report);
  for (std::size_t p = 0; p < report.populations.size(); ++p) {
    json["populations"][p]["peak_mv"] = recorder.recording().groups[p].peak_mv;
  }
  json["sample_ticks"] = page.states->every_ticks();
  json["traces"] = nlohmann::ordered_json::array();
  for (const rheobase::StateTrace& trace : page.states->traces()) {
    json["traces"].push_back({{"population", trace.of.population},
                              {"state", trace.of.state},
                              {"first", trace.of.first},
                              {"count", trace.count}});
  }
  page.text = text_of(json);
  return page.text.c_str();
}

// The image compiled last as a file: FORM is image, c-array or c-header.
EMSCRIPTEN_KEEPALIVE const char* page_write(const char* form, const char* path) {
  return attempt([&] {
    const std::string symbol = "rheobase_image", wanted = form;
    if (wanted == "image") {
      rheobase::write_image(page.image, path);
    } else if (wanted == "c-array") {
      rheobase::write_c_array(page.image, path, symbol);
    } else {
      rheobase::write_c_header(page.image, path, symbol);
    }
  });
}

EMSCRIPTEN_KEEPALIVE const char* page_answer() { return page.answer.c_str(); }

}  // extern "C"
