// The synapses that compile draws: the same for every number of threads.
#include <doctest/doctest.h>

#include <cstring>
#include <stdexcept>
#include <utility>

#include "compile/in_order.hpp"
#include "networks.hpp"
#include "rheobase/compiler.hpp"

using namespace rheobase;

TEST_SUITE_BEGIN("draws");

TEST_CASE("items made on threads are taken in order, and what is thrown arrives") {
  for (const unsigned threads : {1u, 2u, 7u}) {
    for (const std::size_t count : {0u, 1u, 6u, 1000u}) {
      std::size_t next = 0;
      in_order<std::size_t>(
          count, 3, threads, [](std::size_t i, std::size_t& item) { item = i * i; },
          [&](std::size_t i, std::size_t item) {
            REQUIRE(i == next++);
            REQUIRE(item == i * i);
          });
      CHECK(next == count);
    }
    const auto fail_at = [](std::size_t place) {
      return [place](std::size_t i, int&) {
        if (i == place) throw std::runtime_error("here");
      };
    };
    CHECK_THROWS_WITH(in_order<int>(100, 4, threads, fail_at(50), [](std::size_t, int) {}), "here");
    CHECK_THROWS_WITH(in_order<int>(
                          100, 4, threads, [](std::size_t, int&) {}, fail_at(50)),
                      "here");
  }
}

TEST_CASE("an image is the same bytes for every number of threads") {
  Network network;
  network.name = "threads";
  Population p;
  p.name = "P";
  network.add(p);
  for (const auto& [probability, size] : {std::pair{"0.2", 5000}, std::pair{"0.9", 2500}, std::pair{"1", 2500}}) {
    network.populations[0].size = size;  // enough for threads to be worth it
    for (const bool self : {true, false}) {
      network.projections.clear();
      Projection q;
      q.source = q.target = "P";
      q.probability = probability;
      q.self = self;
      q.weight = "0.1*r";
      network.connect(q);
      CompileOptions options;
      options.threads = 1;
      const Image one = compile(network, options);
      for (const unsigned threads : {0u, 2u, 3u, 5u}) {
        options.threads = threads;
        const Image more = compile(network, options);
        REQUIRE(more.size() == one.size());
        CHECK(std::memcmp(more.data(), one.data(), one.size()) == 0);
      }
    }
  }
}
TEST_SUITE_END();
