// Any bytes as an image: what is accepted runs within its memory and stays finite, with the same bits on every SIMD
// target; it swaps, it is shared by threads, and what inspect says of it adds up.
#include <cstdint>
#include <cstring>

#include "accepted_image.hpp"
#include "forge.hpp"

using namespace rheobase;

namespace {

Image image_of(const std::uint8_t* data, std::size_t size) {
  size = size / image::unit * image::unit;
  Image image(size);
  if (size > 0) std::memcpy(image.data(), data, size);
  if (size < sizeof(image::Header)) return image;
  fuzz::header(image).image_bytes = size;
  fuzz::sign(image);
  return image;
}

// Cuts rows for several threads, and takes its own image's place.
void check_swap(const Image& image) {
  rheo_options options = {};
  options.threads = 3;
  std::size_t bytes = 0;
  if (rheo_engine_size(image.data(), image.size(), &options, &bytes) != RHEO_OK) __builtin_trap();
  AlignedBuffer memory(bytes);
  rheo_engine* engine = nullptr;
  if (rheo_init(memory.data(), bytes, image.data(), image.size(), &options, &engine) != RHEO_OK) __builtin_trap();
  if (rheo_swap_image(engine, image.data(), image.size()) != RHEO_OK) __builtin_trap();
}

}  // namespace

// Half of the time a change of a field or value, behind which the checks go on.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  const Image image = image_of(data, size);
  if (seed % 2 == 0 || image.size() > most || rheo_image_check(image.data(), image.size()) != RHEO_OK) {
    return LLVMFuzzerMutate(data, size, most);
  }
  const Image forged = fuzz::Forger(seed).forge(image);
  std::memcpy(data, forged.data(), forged.size());
  return forged.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Image image = image_of(data, size);
  std::size_t bytes = 0;
  if (rheo_engine_size(image.data(), image.size(), nullptr, &bytes) != RHEO_OK) return 0;
  fuzz::inspect(image);
  if (bytes > fuzz::memory_most) return 0;
  check_swap(image);
  if (!fuzz::fault_of(image, 16).empty()) __builtin_trap();
  return 0;
}
