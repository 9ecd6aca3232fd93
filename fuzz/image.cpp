// Any bytes as an image: what is accepted runs, swaps and takes snapshots within its memory.
#include <cstdint>
#include <cstring>

#include "image/checksum.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

using namespace rheobase;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t memory_most = 4u << 20;
  const bool scalar = size % 2 != 0;
  size = size / 64 * 64;
  Image image(size + 64);  // one block that the checker must not need
  if (size > 0) std::memcpy(image.data(), data, size);
  if (size >= sizeof(image::Header)) {
    auto& header = *reinterpret_cast<image::Header*>(image.data());
    header.image_bytes = size;
    header.checksum = image::checksum_of(image.data(), size);
  }
  std::size_t bytes = 0;
  rheo_options options = {};
  options.threads = 3;
  if (rheo_required_size_for(image.data(), size, &options, &bytes) != RHEO_OK || bytes > memory_most) return 0;
  Image memory(bytes);
  rheo_engine* engine = nullptr;
  rheo_init(memory.data(), bytes, image.data(), size, &options, &engine);  // cuts rows; never stepped
  options.threads = 1;
  options.target = scalar ? "scalar" : nullptr;
  if (rheo_required_size_for(image.data(), size, &options, &bytes) != RHEO_OK) __builtin_trap();
  if (rheo_init(memory.data(), bytes, image.data(), size, &options, &engine) != RHEO_OK) return 0;
  const float current[4] = {10, -1e9f, 30, 0};
  for (std::uint32_t i = 0; i < rheo_population_count(engine) && i < 8; ++i) rheo_set_input(engine, i, 0, 1, current);
  for (int k = 0; k < 8; ++k) rheo_step(engine);
  if (rheo_swap_image(engine, image.data(), size) != RHEO_OK) __builtin_trap();
  Image snapshot(rheo_snapshot_size(engine));
  if (rheo_snapshot(engine, snapshot.data(), snapshot.size(), nullptr) != RHEO_OK) __builtin_trap();
  rheo_restore(engine, snapshot.data(), snapshot.size());
  for (int k = 0; k < 4; ++k) rheo_step(engine);
  rheo_state_hash(engine);
  return 0;
}
