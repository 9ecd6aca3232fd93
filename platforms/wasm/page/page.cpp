// The library as the page calls it, from JavaScript: one network at a time, described, compiled and simulated by the
// code of the desktop. Text comes back as a pointer that is valid until the next call; errors as one line of text.
#include <emscripten.h>

#include <cstdio>
#include <cstring>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "rheobase/simulation.hpp"

namespace {

struct Page {
  rheobase::Image image;  // compiled last
  std::optional<rheobase::Simulation> network;
  std::vector<std::uint32_t> spikes;  // of the last page_step: tick, neuron, tick, neuron, …
  std::string text;
};
Page page;

rheobase::Image copy_of(const rheobase::Image& image) {
  rheobase::Image out(image.size());
  std::memcpy(out.data(), image.data(), image.size());
  return out;
}

// "key=value" a line.
rheobase::Overrides read_settings(const char* settings) {
  rheobase::Overrides out;
  std::istringstream lines(settings);
  for (std::string line; std::getline(lines, line);) {
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
  } catch (const std::exception& error) {
    page.text = error.what();
  }
  return page.text.c_str();
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
    std::uint32_t words = 0;
    const std::uint64_t* bits = rheo_spikes(engine, p, &words);
    for (std::uint32_t w = 0; w < words; ++w) {
      for (std::uint64_t rest = bits[w]; rest != 0; rest &= rest - 1) {
        page.spikes.push_back(tick);
        page.spikes.push_back(first + 64 * w + static_cast<std::uint32_t>(__builtin_ctzll(rest)));
      }
    }
    first += rheo_population_size(engine, p);
  }
}

}  // namespace

extern "C" {

// What `rheobase compile MODEL --set … ` does.
EMSCRIPTEN_KEEPALIVE const char* page_compile(const char* model, const char* settings) {
  return attempt([&] { page.image = rheobase::compile(rheobase::load_model(model, read_settings(settings))); });
}

// The network compiled last, at tick 0.
EMSCRIPTEN_KEEPALIVE const char* page_start() {
  return attempt([] { page.network.emplace(copy_of(page.image)); });
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

// Lines of words: dt_ms X / target X / synapses X / flash_bytes X / ram_bytes X / population TYPE SIZE NAME …
EMSCRIPTEN_KEEPALIVE const char* page_describe() {
  std::ostringstream out;
  if (page.network) {
    const rheobase::ImageReport report = rheobase::describe_image(page.image);
    out << "dt_ms " << report.dt_ms << "\ntarget " << rheo_engine_target(page.network->engine()) << "\nsynapses "
        << report.synapses << "\nflash_bytes " << report.flash_bytes << "\nram_bytes " << report.ram_bytes << "\n";
    for (const rheobase::PopulationReport& p : report.populations) {
      out << "population " << p.type << " " << p.size << " " << p.name << "\n";
    }
  }
  page.text = out.str();
  return page.text.c_str();
}

}  // extern "C"
