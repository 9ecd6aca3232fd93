// Noise that is uniform, or correlated in time (Ornstein-Uhlenbeck): its law, its bits, what is refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "../fuzz/accepted_image.hpp"
#include "../fuzz/forge.hpp"
#include "../fuzz/signing.hpp"
#include "describe_helpers.hpp"
#include "golden_inputs.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using test::has;

namespace {

// v after a step is the current of that step: v' = (0 - v + I) / (1 ms), by an Euler step of 1 ms.
Network currents(double size, NoiseKind kind, Value sd, double tau_ms = 0) {
  Network network;
  Population p;
  p.name = "P";
  p.model = "lif";
  p.integrator = Integrator::euler;
  p.size = size;
  p.parameters = {{"tau", 1}, {"v_rest", 0}, {"r", 1}, {"v_reset", 0}, {"v0", 0}};
  p.threshold_mv = 9e4;
  p.noise = std::move(sd);
  p.noise_kind = kind;
  p.noise_tau_ms = tau_ms;
  network.add(p);
  return network;
}

std::vector<double> state_of(const Simulation& s, const char* name) {
  const float* x = rheo_state(s.engine(), 0, name);
  REQUIRE(x != nullptr);
  return {x, x + rheo_population_size(s.engine(), 0)};
}

double mean_of(const std::vector<double>& x, double power) {
  double sum = 0;
  for (const double value : x) sum += std::pow(value, power);
  return sum / static_cast<double>(x.size());
}

// Whether the mean of x^power is that of its law, within four standard errors.
void check_moment(const std::vector<double>& x, int power, double expected, double of_square) {
  CAPTURE(power);
  const double error = std::sqrt((of_square - expected * expected) / static_cast<double>(x.size()));
  CHECK(std::fabs(mean_of(x, power) - expected) < 4 * error);
}

std::string error_in(const std::string& lines) {
  return test::file_error("[[population]]\nname = \"P\"\nsize = 3\n" + lines + "\n");
}

std::string compile_error(const std::string& lines, const std::string& top = "") {
  const std::string message =
      test::error_of([&] { compile(parse_model(top + "[[population]]\nname = \"P\"\nsize = 3\n" + lines, "m.toml")); });
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

}  // namespace

TEST_SUITE_BEGIN("noise");

TEST_CASE("uniform noise has its standard deviation, its ends, and fills what lies between evenly") {
  constexpr double sd = 4;
  Simulation s(currents(4000, NoiseKind::uniform, sd));
  std::vector<double> all;
  for (int step = 0; step < 50; ++step) {
    s.step();
    for (const double v : state_of(s, "v")) all.push_back(v / sd);
  }
  check_moment(all, 1, 0, 1);
  check_moment(all, 2, 1, 9.0 / 5);
  check_moment(all, 3, 0, 27.0 / 7);
  check_moment(all, 4, 9.0 / 5, 9);
  std::vector<double> bins(20);
  for (const double x : all) {
    REQUIRE(std::fabs(x) < std::sqrt(3.0) * 1.000001);
    bins[std::min<std::size_t>(static_cast<std::size_t>((x / std::sqrt(3.0) + 1) * 10), 19)] += 1;
  }
  const double expected = static_cast<double>(all.size()) / 20;
  double chi_squared = 0;
  for (const double count : bins) chi_squared += (count - expected) * (count - expected) / expected;
  CHECK(std::fabs(chi_squared - 19) < 4 * std::sqrt(2.0 * 19));
}

TEST_CASE("a uniform value holds for its interval") {
  Network network = currents(70, NoiseKind::uniform, 3);
  network.populations[0].noise_interval_ms = 4;
  Simulation s(network);
  std::vector<double> before;
  for (int step = 0; step < 40; ++step) {
    s.step();
    const std::vector<double> now = state_of(s, "v");
    for (std::size_t i = 0; step > 0 && i < now.size(); ++i) {
      CHECK((std::fabs(now[i] - before[i]) < 1e-5) == (step % 4 != 0));  // v + (I - v) is rounded
    }
    before = now;
  }
}

TEST_CASE("Ornstein-Uhlenbeck noise is stationary from its first step, and correlated over tau whatever dt is") {
  constexpr double sd = 5, tau_ms = 10;
  constexpr std::uint32_t size = 40000;
  for (const double dt_ms : {0.1, 1.0, 4.0}) {
    CAPTURE(dt_ms);
    Network network = currents(size, NoiseKind::ou, sd, tau_ms);
    network.dt_ms = dt_ms;
    network.populations[0].parameters["tau"] = 20;
    Simulation s(network);
    std::vector<double> first;
    double at_ms = 0;
    for (const double lag_ms : {0.0, 4.0, 8.0, 20.0, 40.0}) {
      CAPTURE(lag_ms);
      for (; at_ms < lag_ms + dt_ms - 1e-9; at_ms += dt_ms) s.step();
      std::vector<double> now = state_of(s, "noise");
      for (double& x : now) x /= sd;
      if (lag_ms == 0) first = now;
      check_moment(now, 1, 0, 1);
      check_moment(now, 2, 1, 3);
      check_moment(now, 3, 0, 15);
      check_moment(now, 4, 3, 105);
      const double expected = std::exp(-lag_ms / tau_ms);
      double product = 0;
      for (std::uint32_t i = 0; i < size; ++i) product += first[i] * now[i];
      CHECK(std::fabs(product / size - expected) < 4 * std::sqrt((1 + expected * expected) / size));
    }
  }
}

TEST_CASE("over one neuron's time Ornstein-Uhlenbeck noise is correlated likewise, at the longest tau too") {
  // Of a long run the estimate of a correlation over time has the standard error of some duration / (2 tau) values.
  constexpr double tau_ms = 5, sd = 2;
  constexpr std::size_t steps = 20000, size = 64;
  Simulation s(currents(size, NoiseKind::ou, sd, tau_ms));
  std::vector<std::vector<double>> x;
  for (std::size_t k = 0; k < steps; ++k) {
    s.step();
    x.push_back(state_of(s, "noise"));
  }
  for (const std::size_t lag : {1u, 3u, 10u, 60u}) {
    CAPTURE(lag);
    double sum = 0;
    for (std::size_t k = lag; k < steps; ++k) {
      for (std::size_t i = 0; i < size; ++i) sum += x[k][i] * x[k - lag][i];
    }
    const double measured = sum / (sd * sd * static_cast<double>(size * (steps - lag)));
    CHECK(std::fabs(measured - std::exp(-static_cast<double>(lag) / tau_ms)) <
          4 * std::sqrt(2 * tau_ms / (steps * size)));
  }
  // 2^20 steps: what a step changes is a millionth, and its variance stays.
  Simulation slow(currents(40000, NoiseKind::ou, sd, 1048576));
  slow.run_steps(2000);
  std::vector<double> now = state_of(slow, "noise");
  for (double& value : now) value /= sd;
  check_moment(now, 2, 1, 3);
}

TEST_CASE("the current of Ornstein-Uhlenbeck noise is what enters the membrane") {
  Network network = currents(67, NoiseKind::ou, 3, 7);
  network.populations[0].current = 2;
  Simulation s(network);
  for (int step = 0; step < 50; ++step) {
    s.step();
    const std::vector<double> v = state_of(s, "v"), noise = state_of(s, "noise");
    for (std::size_t i = 0; i < v.size(); ++i) REQUIRE(v[i] == doctest::Approx(2 + noise[i]).epsilon(1e-6));
  }
}

TEST_CASE("far below a step Ornstein-Uhlenbeck noise is Gaussian noise, bit for bit") {
  Simulation ou(currents(130, NoiseKind::ou, 3, 1e-3)), gaussian(currents(130, NoiseKind::gaussian, 3));
  for (int step = 0; step < 100; ++step) {
    ou.step();
    gaussian.step();
    REQUIRE(state_of(ou, "v") == state_of(gaussian, "v"));
  }
}

TEST_CASE("every kind of noise has the same bits on every target, in any number of threads, and from a snapshot") {
  for (const double size : {1.0, 15.0, 17.0, 64.0, 130.0}) {
    Network network = test::noise_kinds();
    for (Population& p : network.populations) p.size = size;
    std::uint64_t state = 0, spikes = 0;
    const auto run = [&](const SimulationOptions& options) {
      Simulation s(network, {}, options);
      s.run_steps(150);
      Simulation restored(network, {}, options);
      restored.restore(s.snapshot());
      rheo_reset(s.engine());
      s.run_steps(400);
      restored.run_steps(250);
      for (const Simulation* each : {&s, &restored}) {
        if (spikes == 0) spikes = rheo_spike_hash(each->engine()), state = rheo_state_hash(each->engine());
        CHECK(rheo_spike_hash(each->engine()) == spikes);
        CHECK(rheo_state_hash(each->engine()) == state);
      }
    };
    for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) run({name, std::nullopt, 1});
    for (const std::uint32_t threads : {2u, 3u}) run({"", std::nullopt, threads, false, true});
    SimulationOptions other_seed;
    other_seed.noise_seed = 99;
    Simulation other(network, {}, other_seed);
    other.run_steps(400);
    CHECK(rheo_state_hash(other.engine()) != state);
  }
}

TEST_CASE("a swap may change noise and its tau, and gaussian for uniform, but not what keeps a state") {
  const auto network = [](NoiseKind kind, const Value& sd, double tau_ms) { return currents(70, kind, sd, tau_ms); };
  Simulation s(network(NoiseKind::ou, 3, 8));
  s.run_steps(20);
  const std::vector<double> before = state_of(s, "noise");
  s.swap_image(compile(network(NoiseKind::ou, "0*i", 10)));
  s.step();
  const std::vector<double> after = state_of(s, "noise");
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(after[i] == doctest::Approx(before[i] * std::exp(-0.1)).epsilon(1e-6));
  }
  for (const NoiseKind kind : {NoiseKind::gaussian, NoiseKind::uniform}) {
    CHECK_THROWS_AS(s.swap_image(compile(network(kind, 3, 0))), ModelError);
    Simulation plain(network(kind, 3, 0));
    CHECK_THROWS_AS(plain.swap_image(compile(network(NoiseKind::ou, 3, 8))), ModelError);
    plain.swap_image(compile(network(NoiseKind::uniform, 2, 0)));
    plain.step();
    for (const double v : state_of(plain, "v")) CHECK(std::fabs(v) < 2 * 1.7320509);
    plain.swap_image(compile(network(NoiseKind::gaussian, 0, 0)));
    plain.step();
    for (const double v : state_of(plain, "v")) CHECK(v == 0);
  }
}

TEST_CASE("noise that does not fit is refused in one line, at the line of its key") {
  const std::string none = " of P needs noise, which is not given";
  CHECK(error_in("noise_kind = \"uniform\"") == "m.toml:4: noise_kind" + none);
  CHECK(error_in("threshold = 20\nnoise_tau = \"5 ms\"") == "m.toml:5: noise_tau" + none);
  CHECK(error_in("noise = 3\nnoise_kind = \"pink\"").rfind("m.toml:5: ", 0) == 0);
  CHECK(has(error_in("noise = 3\nnoise_kind = \"pink\""), "gaussian"));
  CHECK(error_in("noise = 3\nnoise_kind = 1").rfind("m.toml:5: ", 0) == 0);
  for (const char* tau : {"0", "\"0 ms\"", "\"-1 ms\"", "\"5\"", "\"nan ms\"", "\"inf ms\"", "\"step\"", "true"}) {
    CAPTURE(tau);
    CHECK(error_in("noise = 3\nnoise_kind = \"ou\"\nnoise_tau = " + std::string(tau)).rfind("m.toml:6: ", 0) == 0);
  }
  CHECK(compile_error("noise = 3\nnoise_kind = \"ou\"") == "m.toml:5: noise_kind of P is ou: it needs noise_tau");
  const std::string ou_alone = "noise_tau of P needs noise_kind ou";
  CHECK(compile_error("noise = 3\nnoise_tau = \"5 ms\"") == "m.toml:5: " + ou_alone);
  CHECK(compile_error("noise_tau = \"5 ms\"\nnoise = 3\nnoise_kind = \"uniform\"") == "m.toml:4: " + ou_alone);
  CHECK(has(compile_error("noise = 3\nnoise_kind = \"ou\"\nnoise_interval = \"2 ms\"\nnoise_tau = \"5 ms\""),
            "m.toml:6: noise_interval of P needs noise_kind gaussian or uniform"));
  CHECK(compile_error("noise = 3\nnoise_kind = \"ou\"\nnoise_tau = \"2000 s\"") ==
        "m.toml:6: noise_tau of P is 2e+06 ms, more than 1048576 steps of dt = 1 ms");
  CHECK(compile_error("noise = 3\nnoise_kind = \"ou\"\nnoise_tau = \"1048576 ms\"") == "");
  CHECK(compile_error("noise = 3\nnoise_kind = \"ou\"\nnoise_tau = \"0.001 us\"") == "");
  CHECK(compile_error("noise = 0\nnoise_kind = \"ou\"\nnoise_tau = \"5 ms\"") == "");
  CHECK(compile_error("noise = 0\nnoise_kind = \"uniform\"") == "");
  CHECK(error_in("model = \"external\"\nnoise_kind = \"ou\"").rfind("m.toml:5: unknown key 'noise_kind'", 0) == 0);
  // The builder has no lines.
  const auto built = [](const auto& change) {
    Network network = currents(3, NoiseKind::gaussian, 3);
    change(network.populations[0]);
    return test::error_of([&] { compile(network); });
  };
  CHECK(built([](Population& p) { p.noise = 0.0, p.noise_kind = NoiseKind::uniform; }) == "noise_kind" + none);
  CHECK(built([](Population& p) { p.noise = 0.0, p.noise_tau_ms = 3; }) == "noise_tau" + none);
  CHECK(built([](Population& p) { p.noise_tau_ms = 3; }) == ou_alone);
  for (const double tau_ms : {-1.0, std::nan(""), HUGE_VAL}) {
    CHECK(has(built([&](Population& p) { p.noise_kind = NoiseKind::ou, p.noise_tau_ms = tau_ms; }),
              "ms; it is positive"));
  }
  Network source;
  Population p;
  p.name = "X";
  p.model = "external";
  p.size = 3;
  p.noise_kind = NoiseKind::uniform;
  source.add(p);
  CHECK(has(test::error_of([&] { compile(source); }), "noise_kind of X cannot be combined with the model external"));
}

TEST_CASE("an image whose noise does not fit is malformed") {
  const auto with = [](NoiseKind kind, const auto& change) {
    Image image = compile(currents(70, kind, 3, kind == NoiseKind::ou ? 8 : 0));
    change(fuzz::populations(image)[0]);
    fuzz::sign(image);
    return rheo_image_check(image.data(), image.size());
  };
  using P = image::Population;
  for (const NoiseKind kind : {NoiseKind::gaussian, NoiseKind::uniform, NoiseKind::ou}) {
    const bool ou = kind == NoiseKind::ou;
    CHECK(with(kind, [](P&) {}) == RHEO_OK);
    CHECK(with(kind, [](P& p) { p.noise_decay = 1.0f; }) == (ou ? RHEO_OK : RHEO_E_IMAGE_MALFORMED));
    CHECK(with(kind, [](P& p) { p.noise_gain = 0.5f; }) == (ou ? RHEO_OK : RHEO_E_IMAGE_MALFORMED));
    CHECK(with(kind, [](P& p) { p.flags |= image::noise_uniform | image::noise_ou; }) == RHEO_E_IMAGE_MALFORMED);
    CHECK(with(kind, [](P& p) { p.flags &= ~std::uint32_t{image::has_noise}; }) ==
          (kind == NoiseKind::gaussian ? RHEO_OK : RHEO_E_IMAGE_MALFORMED));
  }
  for (const float wrong : {0.0f, 1e-20f, -0.5f, 1.0000001f, NAN, INFINITY}) {
    CHECK(with(NoiseKind::ou, [&](P& p) { p.noise_decay = wrong; }) == RHEO_E_IMAGE_MALFORMED);
    CHECK(with(NoiseKind::ou, [&](P& p) { p.noise_gain = wrong; }) == RHEO_E_IMAGE_MALFORMED);
  }
  CHECK(with(NoiseKind::ou, [](P& p) { p.noise_ticks = 2; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with(NoiseKind::uniform, [](P& p) { p.noise_ticks = 2; }) == RHEO_OK);
}

TEST_CASE(
    "at the ends of what an image and a snapshot may hold, noise stays finite, with the same bits on every target") {
  for (const float decay : {limits::least_noise_decay, 1.0f}) {
    for (const float gain : {limits::least_noise_gain, 1.0f}) {
      Image image = compile(currents(70, NoiseKind::ou, 1e6, 8));
      fuzz::populations(image)[0].noise_decay = decay;
      fuzz::populations(image)[0].noise_gain = gain;
      fuzz::sign(image);
      CHECK(fuzz::fault_of(image, 200) == "");
      for (const float kept : {limits::most_current, -limits::most_current, 1e-20f, NAN, 2 * limits::most_current}) {
        Simulation s(fuzz::copy_of(image));
        s.run_steps(3);
        std::vector<std::byte> bytes = s.snapshot();
        walk_snapshot(image::View(image.data()), [&](const State& state, std::uint64_t offset) {
          for (std::uint64_t i = 0; state.kind == StateKind::noise && i < state.count; ++i) {
            std::memcpy(bytes.data() + offset + i * sizeof kept, &kept, sizeof kept);
          }
        });
        fuzz::sign_snapshot(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
        if (!(std::fabs(kept) <= limits::most_current)) {
          CHECK_THROWS_AS(s.restore(bytes), ModelError);
          continue;
        }
        s.restore(bytes);
        s.run_steps(100);
        for (const char* name : {"v", "noise"}) {
          for (const double x : state_of(s, name)) REQUIRE(std::isfinite(x));
        }
      }
    }
  }
}

TEST_SUITE_END();
