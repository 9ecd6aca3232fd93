// Images that time, cables or malice have touched are refused with a reason.
#include <doctest/doctest.h>

#include <cstring>
#include <random>

#include "image/checksum.hpp"
#include "image/view.hpp"
#include "networks.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

using namespace rheobase;

namespace {

Image small_image(bool sparse) { return compile(sparse ? test::forum({{"n", "40"}}) : test::paper({{"n", "40"}})); }

Image copy_of(const Image& image) {
  Image copy(image.size());
  std::memcpy(copy.data(), image.data(), image.size());
  return copy;
}

rheo_status check(const Image& image) { return rheo_image_check(image.data(), image.size()); }

image::Header& header(Image& image) { return *reinterpret_cast<image::Header*>(image.data()); }

void sign(Image& image) { header(image).checksum = image::checksum_of(image.data(), image.size()); }

}  // namespace

TEST_SUITE_BEGIN("image");

TEST_CASE("the same description and seed give the same bytes") {
  const Image a = small_image(false), b = small_image(false);
  REQUIRE(a.size() == b.size());
  CHECK(std::memcmp(a.data(), b.data(), a.size()) == 0);
}

TEST_CASE("an image cut short at any length is refused") {
  const Image image = small_image(true);
  CHECK(check(image) == RHEO_OK);
  for (std::size_t bytes = 0; bytes < image.size(); bytes += bytes < 300 ? 1 : 61) {
    CHECK(rheo_image_check(image.data(), bytes) == RHEO_E_IMAGE_TRUNCATED);
  }
}

TEST_CASE("any flipped bit is noticed") {
  const Image image = small_image(true);
  std::mt19937 random(3);
  for (int k = 0; k < 3000; ++k) {
    Image damaged = copy_of(image);
    const std::size_t bit = k < 1024 ? static_cast<std::size_t>(k) : random() % (image.size() * 8);
    damaged.data()[bit / 8] ^= std::byte(1u << (bit % 8));
    CHECK(check(damaged) != RHEO_OK);
  }
}

TEST_CASE("another file, a newer version, a misaligned image: each has its own code") {
  Image image = small_image(false);
  {
    Image other = copy_of(image);
    header(other).magic = 0x464C457Fu;  // ELF
    CHECK(check(other) == RHEO_E_IMAGE_MAGIC);
  }
  {
    Image newer = copy_of(image);
    header(newer).version = image::version + 1;
    sign(newer);
    CHECK(check(newer) == RHEO_E_IMAGE_VERSION);
  }
  Image shifted(image.size() + 64);
  std::memcpy(shifted.data() + 4, image.data(), image.size());
  CHECK(rheo_image_check(shifted.data() + 4, image.size()) == RHEO_E_IMAGE_MISALIGNED);
  CHECK(rheo_image_check(nullptr, 100) == RHEO_E_NULL);
}

TEST_CASE("a forged image with a right checksum cannot reach outside itself") {
  for (bool sparse : {false, true}) {
    const Image image = small_image(sparse);
    std::mt19937 random(11);
    int refused = 0;
    for (int k = 0; k < 20000; ++k) {
      Image forged = copy_of(image);
      // Mostly the header and tables, where the offsets and counts are.
      const image::View view(image.data());
      const std::size_t tables = (k % 4 == 0) ? 0 : std::size_t{view.header().population_table} * image::unit;
      const std::size_t at = (tables + random() % (k % 4 == 0 ? 128 : image.size() - tables)) / 4 * 4;
      const std::uint32_t values[] = {0, 1, 0x7FFFFFFFu, 0xFFFFFFFFu, static_cast<std::uint32_t>(random())};
      std::memcpy(forged.data() + at, &values[random() % 5], 4);
      sign(forged);
      std::size_t bytes = 0;
      if (rheo_required_size(forged.data(), forged.size(), &bytes) != RHEO_OK) {
        ++refused;
        continue;
      }
      if (bytes > (1u << 24)) continue;
      Image memory(bytes);
      rheo_engine* engine = nullptr;
      if (rheo_init(memory.data(), memory.size(), forged.data(), forged.size(), nullptr, &engine) != RHEO_OK) continue;
      for (int step = 0; step < 20; ++step) rheo_step(engine);  // under ASan: no access outside
    }
    CHECK(refused > 100);
  }
}

TEST_SUITE_END();
