// Any text as a model file: a ModelError, or a network that compiles to an image the engine accepts.
#include <algorithm>
#include <cstdint>
#include <string>

#include "accepted_image.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

using namespace rheobase;

namespace {

// What compile would take long over is of no interest here.
bool small(const Network& network) {
  if (network.populations.size() > 4 || network.projections.size() > 6) return false;
  if (!(network.duration_ms / network.dt_ms < 1e4)) return false;
  for (const Population& p : network.populations) {
    if (p.size.text.size() > 2) return false;
    if (p.stimulus && (!p.stimulus->file.empty() || !(network.duration_ms / p.stimulus->hold_ms < 1e4))) return false;
  }
  return true;
}

// Lines at the beginning that read "--set key=value" are what a user may add to a model.
Overrides overrides_of(std::string& text) {
  const std::string begin = "--set ";
  Overrides overrides = {{"dt", "1 ms"}};
  while (text.compare(0, begin.size(), begin) == 0) {
    const std::size_t end = std::min(text.find('\n'), text.size()), equals = text.find('=');
    if (equals < end)
      overrides.emplace_back(text.substr(begin.size(), equals - begin.size()),
                             text.substr(equals + 1, end - equals - 1));
    text.erase(0, std::min(end + 1, text.size()));
  }
  return overrides;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    std::string text(reinterpret_cast<const char*>(data), size);
    const Overrides overrides = overrides_of(text);
    const Network network = parse_model(text, "model", overrides);
    if (!small(network)) return 0;
    SizeForecast forecast;
    CompileOptions options;
    options.before_drawing = [&](const SizeForecast& f) { forecast = f; };
    const Image image = compile(network, options);
    if (rheo_image_check(image.data(), image.size()) != RHEO_OK) __builtin_trap();
    const StepBound bound = bound_step(image);
    if (forecast.least_flash_bytes > bound.flash_bytes || forecast.least_ram_bytes > bound.ram_bytes) __builtin_trap();
    fuzz::inspect(image);
  } catch (const ModelError& error) {
    const std::string message = error.what();  // one line that a terminal can show
    if (message.empty() || message.find('\n') != std::string::npos) __builtin_trap();
  }
  return 0;
}
