// Every SIMD target against the scalar reference, kernel by kernel and network by network.
#include "kernels/kernels.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <vector>

#include "compile/draws.hpp"
#include "kernels/sparse.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

template <class T>
struct Aligned {
  explicit Aligned(std::size_t count) : bytes(count * sizeof(T)), size(count) {}
  T* data() { return reinterpret_cast<T*>(bytes.data()); }
  T& operator[](std::size_t i) { return data()[i]; }
  bool operator==(Aligned& other) { return std::memcmp(data(), other.data(), size * sizeof(T)) == 0; }
  Image bytes;
  std::size_t size;
};

struct Hashes {
  std::uint64_t spikes, state, spike_hash;
  bool operator==(const Hashes& o) const {
    return spikes == o.spikes && state == o.state && spike_hash == o.spike_hash;
  }
};

Hashes run(const Network& network, const char* target, std::uint64_t steps) {
  SimulationOptions options;
  options.target = target;
  const Simulation simulation(compile(network), options);
  for (std::uint64_t k = 0; k < steps; ++k) rheo_step(simulation.engine());
  return {simulation.counters().spikes, rheo_state_hash(simulation.engine()), rheo_spike_hash(simulation.engine())};
}

struct DeliverFixture {
  static constexpr std::size_t sources = 200, targets = 192, words = 4;
  Aligned<std::int32_t> start{targets};
  std::uint64_t spikes[words] = {};
  std::mt19937 random{7};

  DeliverFixture() {
    for (std::size_t t = 0; t < targets; ++t) start[t] = static_cast<std::int32_t>(random());
  }
  void set_spikes(double p) {
    for (auto& w : spikes) w = 0;
    for (std::size_t s = 0; s < sources; ++s) {
      if (static_cast<double>(random()) < p * 4294967296.0) spikes[s / 64] |= std::uint64_t{1} << (s % 64);
    }
  }
  void compare(Storage storage, DeliverTask task, std::size_t first = 0, std::size_t end = targets / 64) {
    task.spikes = spikes;
    task.words = words;
    task.targets = targets;
    Aligned<std::int32_t> expected(targets), got(targets);
    std::memcpy(expected.data(), start.data(), targets * 4);
    task.arrivals = expected.data();
    reference_kernels.deliver[static_cast<unsigned>(storage)](task, first, end);
    for (std::size_t k = 1; const KernelTable* table = kernels_at(k); ++k) {
      CAPTURE(table->name);
      std::memcpy(got.data(), start.data(), targets * 4);
      task.arrivals = got.data();
      table->deliver[static_cast<unsigned>(storage)](task, first, end);
      CHECK(got == expected);
    }
  }
};

const double densities[] = {0.0, 0.005, 0.02, 0.05, 0.3, 1.0};

}  // namespace

TEST_SUITE_BEGIN("kernels");

TEST_CASE("the scalar reference is always there, first, and found by name") {
  CHECK(kernels_at(0) == &reference_kernels);
  CHECK(kernels_named("scalar") == &reference_kernels);
  CHECK(kernels_named("no such target") == nullptr);
  CHECK(kernels_named(nullptr) != nullptr);
}

TEST_CASE("Philox4x32 gives the published test vectors") {
  // Random123's known answers: ten rounds.
  const PhiloxBlock zero = philox({{0, 0, 0, 0}}, PhiloxKey(0), 10);
  CHECK(zero.word[0] == 0x6627e8d5u);
  CHECK(zero.word[1] == 0xe169c58du);
  CHECK(zero.word[2] == 0xbc57ac4cu);
  CHECK(zero.word[3] == 0x9b00dbd8u);
  const PhiloxBlock pi =
      philox({{0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}}, PhiloxKey(0x299f31d0a4093822u), 10);
  CHECK(pi.word[0] == 0xd16cfe09u);
  CHECK(pi.word[1] == 0x94fdccebu);
  CHECK(pi.word[2] == 0x5001e420u);
  CHECK(pi.word[3] == 0x24126ea1u);
}

TEST_CASE("noise is the same bits on every target, and the reference is the definition") {
  const PhiloxKey key(0x0123456789ABCDEFu);
  for (std::size_t block : {0u, 1u, 77u}) {
    for (std::uint64_t tick : {std::uint64_t{0}, std::uint64_t{999}, std::uint64_t{1} << 40}) {
      float expected[64], got[64];
      reference_kernels.noise_block(key, 3, tick, block, expected);
      for (std::uint32_t i = 0; i < 64; ++i) {
        const auto index = static_cast<std::uint32_t>(block * 64 + i);
        CHECK(expected[i] == gaussian_from_bits(draw(key, Draw::noise, 3, tick, index)));
      }
      for (std::size_t k = 1; const KernelTable* table = kernels_at(k); ++k) {
        CAPTURE(table->name);
        table->noise_block(key, 3, tick, block, got);
        CHECK(std::memcmp(got, expected, sizeof got) == 0);
      }
    }
  }
}

TEST_CASE("what compile draws is the same words on every target, and draw() is the definition") {
  for (const std::uint32_t number : {0u, 5u, 0xFFFFFFF0u}) {
    const DrawnRow row = {PhiloxKey(0x0123456789ABCDEFu), Draw::synapse_r2, 7, number};
    constexpr std::size_t first_block = 1, end_block = 4;
    std::uint32_t words[64 * (end_block - first_block)];
    for (std::size_t k = 0; const KernelTable* table = kernels_at(k); ++k) {
      CAPTURE(table->name);
      CHECK((table->draw_words == nullptr) == (table == &reference_kernels));
      if (table->draw_words == nullptr) continue;
      table->draw_words(row, first_block, end_block, words);
      for (std::uint32_t i = 64 * first_block; i < 64 * end_block; ++i) {
        CHECK(words[i - 64 * first_block] == draw(row.key, row.what, row.stream, row.number, i));
      }
    }
  }
}

TEST_CASE_FIXTURE(DeliverFixture, "dense delivery equals the reference for every number of spikes") {
  Aligned<std::int8_t> w8(sources * targets);
  Aligned<std::int16_t> w16(sources * targets);
  Aligned<std::int32_t> w32(sources * targets);
  for (std::size_t k = 0; k < w16.size; ++k) {
    w8[k] = static_cast<std::int8_t>(random());
    w16[k] = static_cast<std::int16_t>(random());
    w32[k] = static_cast<std::int32_t>(random());
  }
  for (double p : densities) {
    for (int repeat = 0; repeat < 20; ++repeat) {
      set_spikes(p);
      for (bool negative : {false, true}) {
        for (std::uint32_t shift : {0u, 5u}) {
          compare(Storage::dense_i8, {nullptr, nullptr, 0, w8.data(), nullptr, nullptr, 0, shift, negative});
          compare(Storage::dense_i16, {nullptr, nullptr, 0, w16.data(), nullptr, nullptr, 0, shift, negative});
          compare(Storage::dense_i16, {nullptr, nullptr, 0, w16.data(), nullptr, nullptr, 0, shift, negative}, 1, 2);
          compare(Storage::dense_i32, {nullptr, nullptr, 0, w32.data(), nullptr, nullptr, 0, shift, negative});
        }
      }
    }
  }
}

TEST_CASE_FIXTURE(DeliverFixture, "sparse delivery equals the reference, empty and long rows too") {
  std::vector<std::uint32_t> rows = {0}, e16;
  std::vector<SparseEntry<std::uint32_t, std::int32_t>> e32;
  for (std::size_t s = 0; s < sources; ++s) {
    const std::size_t length = s % 7 == 0 ? 0 : random() % targets;
    for (std::size_t k = 0; k < length; ++k) {
      const auto target = static_cast<std::uint32_t>(random() % targets);
      const auto weight = static_cast<std::int32_t>(random());
      e16.push_back((target & 0xFFFFu) | static_cast<std::uint32_t>(weight) << 16);
      e32.push_back({target, weight});
    }
    rows.push_back(static_cast<std::uint32_t>(e16.size()));
  }
  for (double p : densities) {
    for (int repeat = 0; repeat < 20; ++repeat) {
      set_spikes(p);
      for (bool negative : {false, true}) {
        compare(Storage::sparse_i16, {nullptr, nullptr, 0, e16.data(), rows.data(), rows.data() + 1, 0, 3, negative});
        compare(Storage::sparse_i32, {nullptr, nullptr, 0, e32.data(), rows.data(), rows.data() + 1, 0, 1, negative});
      }
    }
  }
}

TEST_CASE_FIXTURE(DeliverFixture, "split sparse delivery equals the reference") {
  std::vector<std::uint32_t> rows = {0}, wide;
  std::vector<std::uint16_t> narrow;
  std::vector<std::int8_t> w8;
  std::vector<std::int16_t> w16;
  for (std::size_t s = 0; s < sources; ++s) {
    const std::size_t length = s % 7 == 0 ? 0 : random() % targets;
    for (std::size_t k = 0; k < length; ++k) {
      wide.push_back(static_cast<std::uint32_t>(random() % targets));
      narrow.push_back(static_cast<std::uint16_t>(wide.back()));
      w16.push_back(static_cast<std::int16_t>(random()));
      w8.push_back(static_cast<std::int8_t>(random()));
    }
    rows.push_back(static_cast<std::uint32_t>(wide.size()));
  }
  for (double p : densities) {
    for (bool negative : {false, true}) {
      set_spikes(p);
      DeliverTask task{nullptr, nullptr, 0, nullptr, rows.data(), rows.data() + 1, 0, 2, negative};
      task.weights = narrow.data();
      task.values = w8.data();
      compare(Storage::sparse_i8, task);
      task.weights = wide.data();
      compare(Storage::sparse32_i8, task);
      task.values = w16.data();
      compare(Storage::sparse32_i16, task);
    }
  }
}

TEST_CASE_FIXTURE(DeliverFixture, "procedural delivery equals the reference at every size, in every range of blocks") {
  for (std::uint32_t size : {1u, 5u, 63u, 64u, 65u, 127u, 150u, 192u}) {
    for (const int pattern : {0, 2, 3, 4}) {
      for (bool skip_self : {false, true}) {
        for (double p : densities) {
          Procedural recipe;
          recipe.key = PhiloxKey(random());
          recipe.stream = 3;
          recipe.pattern = static_cast<Pattern>(pattern);
          recipe.skip_self = skip_self;
          recipe.targets = size;
          recipe.yes = static_cast<std::uint32_t>(random() >> random() % 12);
          recipe.gaps = gap_rule(recipe.yes);
          recipe.candidates = size - (skip_self ? 1 : 0);
          recipe.degree = recipe.candidates == 0 ? 0 : static_cast<std::uint32_t>(random()) % (recipe.candidates + 1);
          recipe.step = recipe.degree > 0 ? degree_step(recipe.candidates, recipe.degree) : 0;
          recipe.weight = {static_cast<std::int32_t>(random() % 100000), random() % 3 == 0 ? 0u : 1u << 30,
                           random() % 2 == 0 ? 0u : 0xFFFFFFFFu};
          DeliverTask task{nullptr, nullptr, 0, nullptr, nullptr, nullptr, 0, 2, random() % 2 == 0};
          task.procedural = recipe;
          set_spikes(p);
          if (skip_self || recipe.pattern == Pattern::one_to_one) {  // sources are the targets
            for (std::size_t s = size; s < sources; ++s) spikes[s / 64] &= ~(std::uint64_t{1} << (s % 64));
          }
          CAPTURE(size);
          CAPTURE(pattern);
          compare(Storage::procedural, task);
          compare(Storage::procedural, task, 0, 1);
          compare(Storage::procedural, task, 1, 3);
        }
      }
    }
  }
}

TEST_CASE_FIXTURE(DeliverFixture, "procedural delivery of two halves is that of the whole") {
  DeliverTask task{nullptr, spikes, words, nullptr, nullptr, nullptr, targets, 0, false};
  task.procedural.targets = task.procedural.candidates = targets;
  task.procedural.pattern = Pattern::out_degree;
  task.procedural.degree = 77;
  task.procedural.step = degree_step(targets, 77);
  task.procedural.weight.slope = 1u << 30;
  set_spikes(0.5);
  for (std::size_t k = 0; const KernelTable* table = kernels_at(k); ++k) {
    const DeliverFn deliver = table->deliver[static_cast<unsigned>(Storage::procedural)];
    Aligned<std::int32_t> whole(targets), halves(targets);
    task.arrivals = whole.data();
    deliver(task, 0, targets / 64);
    task.arrivals = halves.data();
    deliver(task, 0, 1);
    deliver(task, 1, targets / 64);
    CHECK(whole == halves);
  }
}

TEST_CASE("both networks give the same hashes on every target, at odd sizes too") {
  for (const char* size : {"5", "63", "64", "65", "1000", "1023"}) {
    for (bool is_paper : {true, false}) {
      const Network network = is_paper ? test::paper({{"n", size}}) : test::forum({{"n", size}});
      const Hashes expected = run(network, "scalar", 500);
      for (std::size_t k = 1; const KernelTable* table = kernels_at(k); ++k) {
        CAPTURE(size);
        CAPTURE(network.name);
        CAPTURE(table->name);
        CHECK(run(network, table->name, 500) == expected);
      }
    }
  }
}

TEST_CASE("one neuron alone is the same on every target") {
  for (Integrator integrator :
       {Integrator::euler, Integrator::izhikevich2003, Integrator::rk2, Integrator::rk4, Integrator::izhikevich2004}) {
    Network network = test::cells(1, integrator, 0.5);
    network.populations[0].current = 10.0;
    network.populations[0].noise = 3.0;
    const Hashes expected = run(network, "scalar", 4000);
    CHECK(expected.spikes > 20);
    for (std::size_t k = 1; const KernelTable* table = kernels_at(k); ++k) {
      CAPTURE(table->name);
      CHECK(run(network, table->name, 4000) == expected);
    }
  }
}

TEST_SUITE_END();
