// The integrator `fixed`: its numbers, the same bits on every target, rates as of floats, what it refuses.
#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "describe_helpers.hpp"
#include "golden_models.hpp"
#include "kernels/fixed-inl.h"
#include "networks.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using test::error_of;
using test::has;

namespace {

struct Outcome {
  std::uint64_t spikes, state, spike_hash, at_limit;
  bool operator==(const Outcome& o) const {
    return spikes == o.spikes && state == o.state && spike_hash == o.spike_hash && at_limit == o.at_limit;
  }
};

Outcome run(const Network& network, const char* target, std::uint64_t steps) {
  SimulationOptions options;
  options.target = target;
  Simulation simulation(compile(network), options);
  for (std::uint64_t k = 0; k < steps; ++k) {
    for (std::uint32_t p = 0; k % 7 == 0 && p < network.populations.size(); ++p) {
      if (!network.populations[p].input) continue;
      const float current[2] = {static_cast<float>(k % 5) * 3.7f, -1.25f};
      REQUIRE(rheo_set_input(simulation.engine(), p, 0, 2, current) == RHEO_OK);
    }
    simulation.step();
  }
  return {simulation.counters().spikes, rheo_state_hash(simulation.engine()), rheo_spike_hash(simulation.engine()),
          simulation.counters().steps_at_limit};
}

void same_on_every_target(const Network& network, std::uint64_t steps, std::uint64_t least_spikes) {
  const Outcome expected = run(network, "scalar", steps);
  CHECK(expected.spikes >= least_spikes);
  for (std::uint32_t k = 1; const char* target = rheo_target_name(k); ++k) {
    CAPTURE(target);
    CHECK(run(network, target, steps) == expected);
  }
}

// Spikes of each population a second and neuron, over several seeds.
std::vector<double> rates(Network network, Integrator integrator, std::uint64_t steps, int seeds) {
  std::vector<double> sum(network.populations.size());
  for (Population& p : network.populations) p.integrator = integrator;
  network.places.erase("integrator");
  for (int seed = 1; seed <= seeds; ++seed) {
    network.seed = static_cast<std::uint64_t>(seed);
    Simulation simulation(compile(network), SimulationOptions{});
    for (std::uint64_t k = 0; k < steps; ++k) {
      simulation.step();
      for (std::uint32_t p = 0; p < sum.size(); ++p) sum[p] += rheo_spike_count(simulation.engine(), p);
    }
    for (std::uint32_t p = 0; seed == seeds && p < sum.size(); ++p) {
      sum[p] /=
          rheo_population_size(simulation.engine(), p) * static_cast<double>(steps) * network.dt_ms * 1e-3 * seeds;
    }
  }
  return sum;
}

void rates_agree(const Network& network, Integrator as, std::uint64_t steps, int seeds) {
  const std::vector<double> expected = rates(network, as, steps, seeds);
  const std::vector<double> got = rates(network, Integrator::fixed, steps, seeds);
  for (std::size_t p = 0; p < got.size(); ++p) {
    CAPTURE(network.populations[p].name);
    CHECK(expected[p] > 1);
    CHECK(std::fabs(got[p] / expected[p] - 1) < 0.05);
  }
}

Network one_lif() {
  Network network = test::cells(1, Integrator::fixed, 0.5);
  Population& p = network.populations[0];
  p.integrator = Integrator::fixed;
  p.model = "lif";
  p.parameters = {{"tau", 20}, {"v_rest", -65}, {"r", 10}, {"v_reset", -70}};
  p.threshold_mv = -50;
  return network;
}

}  // namespace

TEST_SUITE_BEGIN("fixed");

TEST_CASE("a float's bits taken apart give what the machine's conversions give") {
  std::mt19937 random{3};
  std::vector<float> values = {0.0f,       -0.0f,       1e-20f, 512.0f, -512.0f,
                               511.99997f, 1023.99994f, 1e6f,   -1e6f,  3.0517578e-5f};
  for (int k = 0; k < 100000; ++k) {
    const double size = std::ldexp(1.0, static_cast<int>(random() % 40) - 25);
    values.push_back(static_cast<float>((static_cast<double>(random()) / 2147483648.0 - 1) * size));
  }
  for (const float x : values) {
    CHECK(fixed_by_bits<9>(x) == plain::load_fixed<9>(&x));
    CHECK(fixed_by_bits<10>(x) == plain::load_fixed<10>(&x));
  }
  for (std::int32_t x : {0, 1, -1, 255, 256, 65535, 65536, (1 << 24) - 1, 1 - (1 << 24)}) {
    CHECK(float_by_bits(x) == static_cast<float>(x) / 32768.0f);
  }
  for (int k = 0; k < 100000; ++k) {
    const std::int32_t x = (static_cast<std::int32_t>(random()) >> 7) >> random() % 24;
    CHECK(float_by_bits(x) == static_cast<float>(x) / 32768.0f);
    const float stored = float_by_bits(x);
    CHECK(fixed_by_bits<9>(stored) == (x == -(1 << 24) ? 1 - (1 << 24) : x));
  }
}

TEST_CASE("products of parts are those of 64 bits") {
  std::mt19937 random{5};
  for (int k = 0; k < 200000; ++k) {
    const std::int32_t x = static_cast<std::int32_t>(random()) >> (6 + random() % 20);  // within 2^25
    const std::int32_t p = static_cast<std::int32_t>(random()) >> (14 + random() % 10);
    CHECK(plain::times(x, p) == static_cast<std::int32_t>((std::int64_t{x} * p) >> 12));
    const auto any = static_cast<std::int32_t>(random()), q = static_cast<std::int32_t>(random() >> 17);
    CHECK(plain::times_high(any, q) == static_cast<std::int32_t>((std::int64_t{any} * q) >> 16));
  }
}

TEST_CASE("its normal values are those of floats within a thousandth of their deviation") {
  std::mt19937 random{7};
  double sum = 0, square = 0, fourth = 0, largest = 0;
  constexpr int count = 1 << 20;
  for (int k = 0; k < count; ++k) {
    const auto word = static_cast<std::uint32_t>(random());
    const double x = plain::FixedGaussian::of(word) / 16384.0, error = std::fabs(x - gaussian_from_bits(word));
    largest = std::max(largest, error / (1 + std::fabs(x)));
    sum += x, square += x * x, fourth += x * x * x * x;
  }
  CHECK(largest < 1e-3);
  CHECK(std::fabs(sum / count) < 4e-3);
  CHECK(square / count == doctest::Approx(1).epsilon(0.005));
  CHECK(fourth / count == doctest::Approx(3).epsilon(0.03));
}

TEST_CASE("one neuron follows the same scheme in floats") {
  Network network = test::cells(1, Integrator::fixed, 0.5);
  network.populations[0].current = 10.0;
  Network floats = network;
  floats.integrator = Integrator::izhikevich2003;
  for (const bool lif : {false, true}) {
    if (lif) {
      network = floats = one_lif();
      network.populations[0].current = floats.populations[0].current = 1.3;
      floats.populations[0].integrator = Integrator::exact;
    }
    const Simulation a(compile(network), SimulationOptions{}), b(compile(floats), SimulationOptions{});
    double largest = 0;
    for (int k = 0; k < 60; ++k) {  // before errors of a spike's time add up
      rheo_step(a.engine());
      rheo_step(b.engine());
      const float v = rheo_v(a.engine(), 0)[0];
      CHECK(v * 32768.0f == std::round(v * 32768.0f));
      if (rheo_spike_count(a.engine(), 0) + rheo_spike_count(b.engine(), 0) == 0) {
        largest = std::max<double>(largest, std::fabs(v - rheo_v(b.engine(), 0)[0]));
      }
    }
    CAPTURE(lif);
    CHECK(largest < (lif ? 0.01 : 0.5));
    CHECK(a.counters().spikes == b.counters().spikes);
  }
}

TEST_CASE("every target gives the bits of the reference, at odd lengths too") {
  for (const double size : {1.0, 5.0, 63.0, 64.0, 65.0, 131.0}) {
    CAPTURE(size);
    Network network = test::fixed_network();
    for (Population& p : network.populations) p.size = size;
    same_on_every_target(network, 400, size > 5 ? 100 : 0);
  }
}

TEST_CASE("inputs, stimuli, substeps and refractory periods are the same on every target") {
  Network network = test::fixed_network();
  int k = 0;
  for (Population& p : network.populations) {
    p.input = true;
    p.size = 67;
    p.stimulus = Stimulus();
    if (k % 2 == 0) {
      p.stimulus->current = "6*sin(t/20)";
    } else {
      p.stimulus->table = {std::vector<double>(67, 4.5), std::vector<double>(67, -2)};
      p.stimulus->table[1][66] = 7;
    }
    p.stimulus->hold_ms = 1;
    p.stimulus->repeat = true;
    p.refractory_ms = k++ == 1 ? 0 : 2;
    p.refractory_holds = k % 3 == 0 ? RefractoryHolds::v : RefractoryHolds::v_and_u;
    if (p.model == "izhikevich") p.substeps = k;
  }
  same_on_every_target(network, 400, 100);
}

TEST_CASE("whatever arrives, v and u stay in range, and what was cut is counted") {
  Network network = test::fixed_network();
  for (Population& p : network.populations) p.size = 40, p.input = true;
  for (Projection& q : network.projections) q.weight = "100000*(r - 0.5)";
  same_on_every_target(network, 300, 100);
  const Simulation s(compile(network), SimulationOptions{});
  for (int k = 0; k < 300; ++k) {
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
      const float current[3] = {1e6f, -1e6f, k % 2 == 0 ? 1e6f : -1e6f};
      REQUIRE(rheo_set_input(s.engine(), p, 0, 3, current) == RHEO_OK);
    }
    rheo_step(s.engine());
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
      for (std::uint32_t i = 0; i < 40; ++i) {
        REQUIRE(std::fabs(rheo_v(s.engine(), p)[i]) < 512);
        if (rheo_u(s.engine(), p) != nullptr) REQUIRE(std::fabs(rheo_u(s.engine(), p)[i]) < 512);
      }
    }
  }
  CHECK(s.counters().steps_at_limit > 1000);
}

TEST_CASE("rates are those of floats within 5 %") {
  SUBCASE("gamma") { rates_agree(load_model(test::model_path("gamma.toml")), Integrator::izhikevich2003, 2000, 8); }
  SUBCASE("leaky integrate-and-fire") {
    Network network = test::fixed_network();
    network.populations.erase(network.populations.begin(), network.populations.end() - 1);
    network.projections.clear();
    Projection q;
    q.source = q.target = network.populations[0].name;
    q.channel = network.populations[0].channels[0].name;
    q.weight = "0.4*r";
    q.probability = 0.2;
    network.connect(q);
    network.populations[0].size = 200;
    rates_agree(network, Integrator::exact, 2000, 4);
  }
}

TEST_CASE("what does not go with it is refused in a line") {
  const auto with = [](void (*change)(Population&), double dt_ms = 0.5) {
    Network network = test::cells(3, Integrator::fixed, dt_ms);
    change(network.populations[0]);
    return error_of([&] { compile(network); });
  };
  CHECK(has(with([](Population& p) { p.model = "quadratic"; }), "fixed is not available for the model quadratic"));
  CHECK(has(with([](Population& p) { p.channels[0].reversal_mv = 0.0; }), "takes currents alone"));
  CHECK(has(with([](Population& p) { p.channels[0].kind = ChannelKind::jump; }), "takes pulse, decay and hold"));
  CHECK(has(with([](Population& p) { p.a = 0.0001; }), "a of cells at neuron 0 times dt is 5e-05"));
  CHECK(has(with([](Population& p) { p.a = 1.5; }), "numbers up to 0.5 there"));
  CHECK(has(with([](Population& p) { p.b = 3; }), "b of cells at neuron 0 is 3"));
  CHECK(has(with([](Population& p) { p.c = -600; }), "c of cells at neuron 0 is -600"));
  CHECK(has(with([](Population& p) { p.current = 2000; }), "current of cells is 2000 at neuron 0"));
  CHECK(has(with([](Population& p) { p.threshold_mv = 600; }), "threshold of cells is 600 mV"));
  CHECK(has(with([](Population& p) { p.noise = 1, p.noise_kind = NoiseKind::uniform; }), "which has gaussian noise"));
  CHECK(has(with([](Population&) {}, 4), "integrator fixed has steps up to 2 ms"));
  const auto lif_with = [](const char* key, double value) {
    Network network = one_lif();
    network.populations[0].parameters[key] = value;
    return error_of([&] { compile(network); });
  };
  CHECK(has(lif_with("r", 1e-3), "r of cells at neuron 0 is 0.001"));
  CHECK(has(lif_with("tau", 0.5), "as 1 - exp(-dt/tau) is 0.6321"));
  CHECK(has(lif_with("v_rest", -700), "v_rest of cells at neuron 0 is -700"));
}

TEST_SUITE_END();
