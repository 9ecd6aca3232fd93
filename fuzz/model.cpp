// Any text as a model file: a ModelError, or a network that compiles to an image the engine accepts.
#include <cstdint>
#include <string>

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const Network network =
        parse_model(std::string(reinterpret_cast<const char*>(data), size), "model", {{"dt", "1 ms"}});
    if (!small(network)) return 0;
    const Image image = compile(network);
    if (rheo_image_check(image.data(), image.size()) != RHEO_OK) __builtin_trap();
  } catch (const ModelError&) {
  }
  return 0;
}
