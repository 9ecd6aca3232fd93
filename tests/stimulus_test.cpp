// Stimuli: the same current as one set by hand, on a clock of its own, from expressions and files.
#include "compile/stimulus.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "networks.hpp"
#include "observe/pi.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

Network driven(const Stimulus& stimulus, double dt_ms = 0.5) {
  Network network = test::cells(3, Integrator::rk2, dt_ms);
  network.duration_ms = 300;
  network.populations[0].stimulus = stimulus;
  return network;
}

Stimulus of_time(const char* expression, double hold_ms = 1.0) {
  Stimulus s;
  s.current = expression;
  s.hold_ms = hold_ms;
  return s;
}

std::string message_of(const Network& network) {
  try {
    compile(network);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_SUITE_BEGIN("stimulus");

TEST_CASE("a stimulus is the current a program would set by hand") {
  for (double dt_ms : {1.0, 0.5, 0.25}) {
    Simulation s(driven(of_time("8 + 9*sin(2*_pi*t/37)"), dt_ms));
    Network plain = test::cells(3, Integrator::rk2, dt_ms);
    plain.populations[0].input = true;
    const Simulation by_hand(plain);
    const auto steps = static_cast<int>(300 / dt_ms);
    for (int k = 0; k < steps; ++k) {
      const double t = std::floor(k * dt_ms);
      const auto x = static_cast<float>(8 + 9 * std::sin(2 * pi * t / 37));
      const float currents[3] = {x, x, x};
      REQUIRE(rheo_set_input(by_hand.engine(), 0, 0, 3, currents) == RHEO_OK);
      rheo_step(by_hand.engine());
      rheo_step(s.engine());
    }
    CHECK(s.counters().spikes > 3);
    CHECK(rheo_spike_hash(s.engine()) == rheo_spike_hash(by_hand.engine()));
    CHECK(rheo_v(s.engine(), 0)[1] == rheo_v(by_hand.engine(), 0)[1]);
  }
}

TEST_CASE("after its end a stimulus is 0, or starts again if it repeats") {
  Stimulus once = of_time("20");
  Network network = driven(once);
  network.duration_ms = 50;
  Simulation ends(network);
  network.populations[0].stimulus->repeat = true;
  Simulation repeats(network);
  ends.run_steps(100);
  const auto early = ends.counters().spikes;
  CHECK(early > 0);
  ends.run_steps(600);
  CHECK(ends.counters().spikes <= early + 3);
  repeats.run_steps(700);
  CHECK(repeats.counters().spikes > 3 * early);
}

TEST_CASE("an image says where its stimulus ends, and whether the model goes on there") {
  const auto report_of = [](const Stimulus& stimulus) {
    return describe_image(compile(driven(stimulus))).populations[0].stimulus;
  };
  CHECK(!describe_image(compile(test::cells(3, Integrator::rk2, 0.5))).populations[0].stimulus);
  const auto once = report_of(of_time("t", 7.0));
  REQUIRE(once);
  CHECK(once->ticks == 43 * 14);  // 301 ms
  CHECK(once->from_expression);
  CHECK(!once->repeats);
  Stimulus table;
  std::ofstream("ends.csv") << "1\n2\n3\n";
  table.file = "ends.csv";
  table.repeat = true;
  const auto repeated = report_of(table);
  std::remove("ends.csv");
  REQUIRE(repeated);
  CHECK(repeated->ticks == 6);
  CHECK(!repeated->from_expression);
  CHECK(repeated->repeats);
  // An engine does not need to know.
  Network network = driven(of_time("20"));
  network.duration_ms = 50;
  CHECK(!describe_image(all_fire_variant(compile(network))).populations[0].stimulus->from_expression);
}

TEST_CASE("the same table from an expression, a CSV and a .npy file") {
  {
    std::ofstream csv("stimulus.csv");
    csv << "current\n";
    for (int k = 0; k < 300; ++k) csv << (k % 50 < 25 ? 12.5 : -1.25) << "\n";
  }
  {
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (300,), }";
    while ((10 + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    std::ofstream npy("stimulus.npy", std::ios::binary);
    npy.write("\x93NUMPY\x01\x00", 8);
    npy.put(static_cast<char>(header.size() & 0xFF)).put(static_cast<char>(header.size() >> 8));
    npy << header;
    for (int k = 0; k < 300; ++k) {
      const float x = k % 50 < 25 ? 12.5f : -1.25f;
      npy.write(reinterpret_cast<const char*>(&x), 4);
    }
  }
  const auto hash = [](const Stimulus& stimulus) {
    Simulation s(driven(stimulus));
    s.run_steps(600);
    CHECK(s.counters().spikes > 0);
    return rheo_state_hash(s.engine());
  };
  Stimulus csv, npy;
  csv.file = "stimulus.csv";
  npy.file = "stimulus.npy";
  const auto expected = hash(of_time("t - 50*floor(t/50) < 25 ? 12.5 : -1.25"));
  CHECK(hash(csv) == expected);
  CHECK(hash(npy) == expected);
  std::remove("stimulus.csv");
  std::remove("stimulus.npy");
}

TEST_CASE("a stimulus that cannot be is refused in one line") {
  CHECK(message_of(driven(of_time("1/(t-5)"))).find("stimulus of cells") != std::string::npos);
  CHECK(message_of(driven(of_time("1e7*t"))).find("from -1e+06 to 1e+06") != std::string::npos);
  CHECK(message_of(driven(of_time("1", 0.75))).find("hold of the stimulus of cells is 0.75 ms") != std::string::npos);
  Stimulus missing;
  missing.file = "nowhere.csv";
  CHECK(message_of(driven(missing)) == "nowhere.csv: No such file or directory");
  std::ofstream("bad.csv") << "1\n2\nthree\n";
  missing.file = "bad.csv";
  CHECK(message_of(driven(missing)).find("bad.csv:3: ") == 0);
  std::ofstream("bad.csv") << "current\n1\n\n-2e6\n";
  CHECK(message_of(driven(missing)).find("bad.csv:4: stimulus of cells is -2e+06") == 0);
  for (const char* text : {"", "\n", "current\n", "# none\n"}) {
    std::ofstream("bad.csv") << text;
    CHECK(message_of(driven(missing)) == "bad.csv: holds no number");
  }
  std::ofstream("short.npy") << "\x93NUMPY";
  missing.file = "short.npy";
  CHECK(message_of(driven(missing)) == "short.npy: not a .npy file");
  std::remove("bad.csv");
  std::remove("short.npy");
}

TEST_SUITE_END();
