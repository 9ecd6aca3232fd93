// Images that time, cables or malice have touched are refused with a reason.
#include <doctest/doctest.h>

#include <cstring>
#include <random>

#include "image/checksum.hpp"
#include "image/view.hpp"
#include "kernels/procedural.hpp"
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

// One network for each kind of row that the engine follows.
struct Forgery {
  std::string name;
  Network network;
};

std::vector<Forgery> forgeries() {
  std::vector<Forgery> out = {{"dense", test::paper({{"n", "40"}})}, {"sparse", test::forum({{"n", "40"}})}};
  for (Storage storage : {Storage::dense_i8, Storage::sparse_i8, Storage::sparse_i32, Storage::sparse32_i8,
                          Storage::sparse32_i16, Storage::procedural}) {
    out.push_back({name_of(storage), test::forum({{"n", "40"}, {"storage", name_of(storage)}})});
  }
  Network circle = test::paper({{"n", "40"}, {"storage", "procedural"}});
  for (Projection& p : circle.projections) {
    p.probability = 1.0;
    p.out_degree = p.target == "E" ? 20 : 5;
  }
  Network line = test::cells(40, Integrator::euler, 1.0);
  line.populations[0].noise = 20.0;
  Projection p;
  p.source = p.target = "cells";
  p.one_to_one = true;
  p.storage = Storage::procedural;
  line.connect(p);
  out.push_back({"out_degree", circle});
  Network plastic = test::forum({{"n", "40"}});
  for (Projection& q : plastic.projections) q.stp.emplace();
  out.push_back({"stp", plastic});
  out.push_back({"one_to_one", line});
  return out;
}

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
  for (const Forgery& forgery : forgeries()) {
    CAPTURE(forgery.name);
    const Image image = compile(forgery.network);
    std::mt19937 random(11);
    int refused = 0;
    for (int k = 0; k < 8000; ++k) {
      Image forged = copy_of(image);
      // Mostly the header and tables, where the offsets and counts are.
      const image::View view(image.data());
      const std::size_t tables = (k % 4 == 0) ? 0 : std::size_t{view.header().population_table} * image::unit;
      const std::size_t at = (tables + random() % (k % 4 == 0 ? 128 : image.size() - tables)) / 4 * 4;
      const std::uint32_t values[] = {0, 1, 0x7FFFFFFFu, 0xFFFFFFFFu, static_cast<std::uint32_t>(random())};
      std::memcpy(forged.data() + at, &values[random() % 5], 4);
      sign(forged);
      std::size_t bytes = 0;
      if (rheo_engine_size(forged.data(), forged.size(), nullptr, &bytes) != RHEO_OK) {
        ++refused;
        continue;
      }
      if (bytes > (1u << 24)) continue;
      AlignedBuffer memory(bytes);
      rheo_engine* engine = nullptr;
      if (rheo_init(memory.data(), memory.size(), forged.data(), forged.size(), nullptr, &engine) != RHEO_OK) continue;
      for (int step = 0; step < 20; ++step) rheo_step(engine);  // under ASan: no access outside
    }
    CHECK(refused > 100);
  }
}

TEST_CASE("every index of every storage form is looked at") {
  const auto refuses = [](Storage storage, auto damage) {
    Image image = compile(test::forum({{"n", "100"}, {"storage", name_of(storage)}}));
    REQUIRE(check(image) == RHEO_OK);
    const image::View view(image.data());
    auto& p = const_cast<image::Projection&>(view.projection(0));
    damage(p, image.data());
    sign(image);
    return check(image) == RHEO_E_IMAGE_MALFORMED;
  };
  const auto at = [](std::byte* base, std::uint32_t units) { return base + std::size_t{units} * image::unit; };
  for (Storage storage : {Storage::sparse_i8, Storage::sparse_i16}) {  // the last target of all: 79 at most
    CHECK(refuses(storage, [&](image::Projection& p, std::byte* base) {
      const std::size_t entry = storage == Storage::sparse_i8 ? 2 : 4;
      const std::uint16_t target = 80;
      std::memcpy(at(base, p.weights) + (p.synapses - 1) * entry, &target, 2);
    }));
  }
  for (Storage storage : {Storage::sparse32_i8, Storage::sparse32_i16, Storage::sparse_i32}) {
    CHECK(refuses(storage, [&](image::Projection& p, std::byte* base) {
      const std::size_t entry = storage == Storage::sparse_i32 ? 8 : 4;
      const std::uint32_t target = 80;
      std::memcpy(at(base, p.weights) + (p.synapses - 1) * entry, &target, 4);
    }));
    CHECK(refuses(storage, [&](image::Projection& p, std::byte* base) {
      const std::uint32_t far = 0xFFFFFFF0u;  // the end of a row in the middle
      std::memcpy(at(base, p.rows) + 4 * 40, &far, 4);
    }));
  }
  for (Storage storage : {Storage::sparse_i8, Storage::sparse32_i8, Storage::sparse32_i16}) {
    CHECK(refuses(storage, [&](image::Projection& p, std::byte*) { p.values = 0x00FFFFFFu; }));
  }
  for (Storage storage : {Storage::dense_i8, Storage::procedural, Storage::sparse_i16}) {  // rows of unequal length
    CAPTURE(name_of(storage));
    const auto damaged = [&](auto damage) {
      return refuses(storage, [&](image::Projection& p, std::byte*) { damage(p); });
    };
    CHECK(damaged([](image::Projection& p) { p.rows = 0; }));
    CHECK(damaged([](image::Projection& p) { p.rows = 0x00FFFFFFu; }));
    CHECK(damaged([](image::Projection& p) { ++p.synapses; }));
    CHECK(damaged([](image::Projection& p) { ++p.longest_row; }));
    CHECK(damaged([](image::Projection& p) { p.projection = 1; }));
    CHECK(damaged([](image::Projection& p) { (&p)[1].projection = 0; }));  // of another source
    CHECK(damaged([](image::Projection& p) { (&p)[1].projection = 2; }));
    CHECK(damaged([](image::Projection& p) {  // twice the same
      (&p)[1] = p;
    }));
    CHECK(refuses(storage, [&](image::Projection& p, std::byte* base) {
      const std::uint32_t one = 1;
      std::memcpy(at(base, p.rows), &one, 4);
    }));
    CHECK(refuses(storage, [&](image::Projection& p, std::byte* base) {
      const std::uint32_t many = 0x80000000u;
      std::memcpy(at(base, p.rows) + 4 * 3, &many, 4);
    }));
  }
  CHECK(refuses(Storage::dense_i8, [&](image::Projection& p, std::byte*) { p.weights += 0x01000000u; }));
  CHECK(refuses(Storage::procedural, [](image::Projection& p, std::byte*) { p.pattern = pattern_count; }));
  CHECK(refuses(Storage::procedural, [](image::Projection& p, std::byte*) { p.pattern = 1; }));  // of earlier versions
  CHECK(refuses(Storage::procedural, [](image::Projection& p, std::byte*) { p.weight_flip = 1; }));
  CHECK(refuses(Storage::procedural, [](image::Projection& p, std::byte*) { p.skip_self = 2; }));
  CHECK(refuses(Storage::procedural, [](image::Projection& p, std::byte*) {
    p.pattern = 2;
    p.degree = 81;
  }));
  CHECK(refuses(Storage::procedural, [](image::Projection& p, std::byte*) {
    p.pattern = 3;
    p.target = 1;  // 80 neurons to 20
  }));
}

TEST_SUITE_END();
