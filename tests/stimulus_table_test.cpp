// Stimuli of each neuron: the same currents as those set by hand, from files and tables, on every target.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <fstream>

#include "../fuzz/forge.hpp"
#include "../fuzz/signing.hpp"
#include "describe_helpers.hpp"
#include "golden_inputs.hpp"
#include "networks.hpp"
#include "observe/npy.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using test::has;

namespace {

using Table = std::vector<std::vector<double>>;

Table table_of(std::size_t rows, std::size_t neurons) {
  Table table(rows, std::vector<double>(neurons));
  for (std::size_t k = 0; k < rows; ++k) {
    for (std::size_t i = 0; i < neurons; ++i) {
      table[k][i] = 0.25 * static_cast<double>((k * 29 + i * 13) % 97) - 3;
    }
  }
  return table;
}

Network driven(std::size_t neurons, const Table& table, Integrator integrator = Integrator::rk2) {
  Network network = test::cells(static_cast<std::uint32_t>(neurons), integrator, 0.5);
  Stimulus& stimulus = network.populations[0].stimulus.emplace();
  stimulus.table = table;
  stimulus.hold_ms = 1.5;
  return network;
}

Network from_file(std::size_t neurons, const std::string& path) {
  Network network = driven(neurons, {});
  network.populations[0].stimulus->file = path;
  return network;
}

std::string message_of(const Network& network) {
  const std::string message = test::error_of([&] { compile(network); });
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

std::vector<float> v_of(const Simulation& s) {
  const float* v = rheo_v(s.engine(), 0);
  return {v, v + rheo_population_size(s.engine(), 0)};
}

}  // namespace

TEST_SUITE_BEGIN("stimulus");

TEST_CASE("a stimulus of each neuron is the currents a program would set by hand, on every target") {
  for (const std::size_t neurons : {2u, 15u, 17u, 64u, 130u}) {
    CAPTURE(neurons);
    const Table table = table_of(40, neurons);
    for (const bool repeats : {false, true}) {
      for (const Integrator integrator : {Integrator::rk2, Integrator::riccati}) {
        Network network = driven(neurons, table, integrator), plain = network;
        network.populations[0].stimulus->repeat = repeats;
        plain.populations[0].stimulus.reset();
        plain.populations[0].input = true;
        Simulation by_hand(plain);
        std::vector<Simulation> all;
        for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) {
          all.emplace_back(network, CompileOptions{}, SimulationOptions{name, std::nullopt, 1});
        }
        all.emplace_back(network, CompileOptions{}, SimulationOptions{"", std::nullopt, 3, false, true});
        for (std::size_t k = 0; k < 200; ++k) {
          std::vector<float> currents(neurons);
          if (k / 3 < table.size() || repeats) {
            const std::vector<double>& row = table[k / 3 % table.size()];
            currents.assign(row.begin(), row.end());
          }
          REQUIRE(rheo_set_input(by_hand.engine(), 0, 0, static_cast<std::uint32_t>(neurons), currents.data()) ==
                  RHEO_OK);
          by_hand.step();
          for (Simulation& s : all) {
            s.step();
            REQUIRE(v_of(s) == v_of(by_hand));
          }
        }
        CHECK(by_hand.counters().spikes > 0);
        for (const Simulation& s : all) CHECK(rheo_spike_hash(s.engine()) == rheo_spike_hash(by_hand.engine()));
      }
    }
  }
}

TEST_CASE("a table is the same from a .csv, a .npy, and the program; one column is shared") {
  const Table table = table_of(30, 3);
  {
    std::ofstream csv("stimulus_table.csv");
    csv << "a,b,c\n";
    for (const auto& row : table) csv << row[0] << "," << row[1] << "," << row[2] << "\n";
    std::ofstream column("stimulus_column.csv");
    for (const auto& row : table) column << row[1] << "\n";
  }
  std::vector<float> values;
  for (const auto& row : table) values.insert(values.end(), row.begin(), row.end());
  std::ofstream("stimulus_table.npy", std::ios::binary) << npy_of(values, {30, 3});
  const auto hash = [](const Network& network) {
    Simulation s(network);
    s.run_steps(120);
    return rheo_state_hash(s.engine());
  };
  const auto expected = hash(driven(3, table));
  CHECK(hash(from_file(3, "stimulus_table.csv")) == expected);
  CHECK(hash(from_file(3, "stimulus_table.npy")) == expected);
  Table shared, of_each;
  for (const auto& row : table) {
    shared.push_back({row[1]});
    of_each.push_back({row[1], row[1], row[1]});
  }
  const auto equal = hash(driven(3, of_each));
  CHECK(equal != expected);
  CHECK(hash(driven(3, shared)) == equal);
  CHECK(hash(from_file(3, "stimulus_column.csv")) == equal);
  for (const char* path : {"stimulus_table.csv", "stimulus_column.csv"}) {
    CHECK(message_of(from_file(1, path)) ==
          (path[9] == 't' ? std::string(path) + ": stimulus of cells has 3 columns; it takes one, or one for each "
                                                "of its 1 neurons"
                          : ""));
  }
  CHECK(message_of(from_file(4, "stimulus_table.npy")) ==
        "stimulus_table.npy: stimulus of cells has 3 columns; it takes one, or one for each of its 4 neurons");
  for (const char* path : {"stimulus_table.csv", "stimulus_column.csv", "stimulus_table.npy"}) std::remove(path);
}

TEST_CASE("a snapshot goes on within a table, and a swap may change its values alone") {
  Network network = test::stimulus_tables();
  Simulation whole(network), restored(network);
  whole.run_steps(77);
  restored.restore(whole.snapshot());
  for (Simulation* s : {&whole, &restored}) s->run_steps(300);
  CHECK(rheo_state_hash(whole.engine()) == rheo_state_hash(restored.engine()));
  CHECK(rheo_spike_hash(whole.engine()) == rheo_spike_hash(restored.engine()));
  Simulation s(driven(20, table_of(40, 20)));
  s.run_steps(10);
  s.swap_image(compile(driven(20, Table(40, std::vector<double>(20, 1.0)))));
  CHECK_THROWS_AS(s.swap_image(compile(driven(20, Table(40, {1.0})))), ModelError);
  CHECK_THROWS_AS(s.swap_image(compile(driven(20, table_of(41, 20)))), ModelError);
}

TEST_CASE("Poisson neurons have a rate each over time") {
  Network network;
  network.dt_ms = 0.5;
  Population p;
  p.name = "P";
  p.model = "poisson";
  p.size = 200;
  p.stimulus.emplace().table.assign(1, {});
  for (int i = 0; i < 200; ++i) p.stimulus->table[0].push_back(i < 100 ? 0 : i);
  p.stimulus->repeat = true;
  network.add(p);
  Simulation s(network);
  std::vector<double> counts(200);
  constexpr int steps = 20000;
  for (int k = 0; k < steps; ++k) {
    s.step();
    const std::uint64_t* bits = rheo_spikes(s.engine(), 0, nullptr);
    for (std::size_t i = 0; i < 200; ++i) counts[i] += static_cast<double>(bits[i / 64] >> (i % 64) & 1);
  }
  double squares = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const double probability = i < 100 ? 0 : static_cast<double>(i) * 0.5e-3, mean = probability * steps;
    if (i < 100) REQUIRE(counts[i] == 0);
    if (i >= 100) squares += (counts[i] - mean) * (counts[i] - mean) / (mean * (1 - probability));
  }
  CHECK(std::fabs(squares - 100) < 4 * std::sqrt(200.0));
}

TEST_CASE("a table that cannot be is refused in one line") {
  std::ofstream("bad_table.csv") << "a,b\n1,2\n3\n";
  CHECK(has(message_of(from_file(2, "bad_table.csv")), "bad_table.csv:3: "));
  std::ofstream("bad_table.csv") << "1,2\n3,4\n5,-2e6\n";
  CHECK(message_of(from_file(2, "bad_table.csv")) ==
        "bad_table.csv:3: stimulus of cells is -2e+06 at value 2 of neuron 1; it lies from -1e+06 to 1e+06");
  std::ofstream("bad_table.csv") << "a,b\n";
  CHECK(message_of(from_file(2, "bad_table.csv")) == "bad_table.csv: holds no number");
  std::remove("bad_table.csv");
  CHECK(has(message_of(driven(2, {{1, 2}, {3}})), "the rows of the stimulus of cells differ in length"));
  CHECK(has(message_of(driven(2, {{}})), "or are empty"));
  CHECK(message_of(driven(2, {{1, 2, 3}})) ==
        "stimulus of cells has 3 columns; it takes one, or one for each of its 2 neurons");
  CHECK(has(message_of(driven(2, {{1, std::nan("")}})), "at value 0 of neuron 1"));
  Network twice = driven(2, {{1, 2}});
  twice.populations[0].stimulus->current = "t";
  CHECK(message_of(twice) == "the stimulus of cells is given by a table, and by current or file too");
}

TEST_CASE("an image whose table does not fit is malformed, and its bytes are counted") {
  const Image sound = compile(driven(70, table_of(9, 70)));
  const auto with = [&](const auto& change) {
    Image image = fuzz::copy_of(sound);
    change(fuzz::populations(image)[0]);
    fuzz::sign(image);
    return rheo_image_check(image.data(), image.size());
  };
  using P = image::Population;
  CHECK(with([](P&) {}) == RHEO_OK);
  CHECK(with([](P& p) { p.flags &= ~std::uint32_t{image::stimulus_of_each}; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with([](P& p) { p.stimulus_count = 10; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with([](P& p) { p.stimulus_count = UINT32_MAX; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with([](P& p) { p.stimulus_count = 0, p.stimulus_ticks = 0; }) == RHEO_E_IMAGE_MALFORMED);
  Image image = fuzz::copy_of(sound);
  fuzz::at<float>(image, fuzz::populations(image)[0].stimulus)[80 * 8 + 69] = 2e6f;
  fuzz::sign(image);
  CHECK(rheo_image_check(image.data(), image.size()) == RHEO_E_IMAGE_MALFORMED);
  const std::uint64_t one = bound_step(compile(driven(70, Table(9, {1.0})))).flash_bytes;
  CHECK(bound_step(sound).flash_bytes - one == 9 * 80 * sizeof(float) - image::unit);
}

TEST_SUITE_END();
