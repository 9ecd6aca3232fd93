// The charge that a spike brings, the integral of the current over time: the same at every dt, whatever the channel.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/engine.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

TEST_SUITE_BEGIN("charge");

namespace {

constexpr double duration_ms = 60;

// A source that fires in the first step and then rests, whatever dt is, and a target.
Network one_spike(const Channel& channel, double dt_ms, double weight) {
  Network network = test::cells(1, Integrator::euler, dt_ms);
  Population& source = network.populations[0];
  source.v0 = 100.0;
  source.c = -62.5;
  source.a = source.d = 0.0;
  source.u0 = -16.25;  // v' is 0 at c
  Population target;
  target.name = "target";
  target.size = 1;
  target.threshold_mv = 1e5;
  target.channels = {channel};
  network.add(target);
  Projection p;
  p.source = "cells";
  p.target = "target";
  p.weight = weight;
  network.connect(p);
  return network;
}

Channel decay(double tau_ms, DecayMethod method = DecayMethod::exact, bool interpolate = false) {
  Channel channel;
  channel.kind = ChannelKind::decay;
  channel.tau_ms = tau_ms;
  channel.method = method;
  channel.interpolate = interpolate;
  return channel;
}

// Of a current that the channel keeps, until nothing of it is left.
double kept_charge(const Channel& channel, double dt_ms, double weight) {
  const Simulation s(one_spike(channel, dt_ms, weight));
  const float* current = s.engine()->populations[1].task.channels[0].current;
  double charge = 0;
  std::uint32_t spikes = 0;
  do {
    rheo_step(s.engine());
    spikes += rheo_spike_count(s.engine(), 0);
    charge += static_cast<double>(*current) * dt_ms;
  } while (rheo_tick(s.engine()) < 4 || *current != 0);
  CHECK(spikes == 1);
  return charge;
}

// Of whatever current the target has, from what Euler's scheme makes of its v: the resting one's is none.
double charge_at_membrane(const Simulation& s, std::uint32_t population, double dt_ms) {
  double charge = 0;
  for (long k = 0; k < std::lround(duration_ms / dt_ms); ++k) {
    const double v = rheo_v(s.engine(), population)[0], u = rheo_u(s.engine(), population)[0];
    rheo_step(s.engine());
    const double without = v + dt_ms * ((0.04 * v + 5) * v + 140 - u);
    charge += rheo_v(s.engine(), population)[0] - without;
  }
  return charge;
}

}  // namespace

TEST_CASE("a decaying channel carries weight times tau at every dt, interpolating or not") {
  for (double dt : {0.01, 0.025, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 20.0}) {
    for (double tau : {0.05, 0.3, 1.0, 2.0, 5.0, 10.0, 37.0}) {
      for (bool interpolate : {false, true}) {
        INFO("dt " << dt << " ms, tau " << tau << " ms");
        CHECK(kept_charge(decay(tau, DecayMethod::exact, interpolate), dt, 3.0) ==
              doctest::Approx(3.0 * tau).epsilon(1e-5));
      }
    }
  }
}

TEST_CASE("a rising channel carries the charge of its curve of peak weight at every dt") {
  for (double dt : {0.01, 0.1, 0.5, 1.0, 5.0}) {
    for (const auto& taus : {std::pair{2.0, 2.0}, {1.0, 8.0}, {8.0, 1.0}, {0.3, 4.0}, {2.9999, 3.0}}) {
      const double rise = taus.first, tau = taus.second;
      INFO("dt " << dt << " ms, tau_rise " << rise << " ms, tau " << tau << " ms");
      Channel channel = decay(tau);
      channel.kind = ChannelKind::rise;
      channel.tau_rise_ms = rise;
      const Simulation s(one_spike(channel, dt, 3.0));
      const double peak_ms = rise == tau ? tau : std::log(tau / rise) / (1 / rise - 1 / tau);
      const double peak = rise == tau ? tau * std::exp(-1.0)
                                      : (std::exp(-peak_ms / tau) - std::exp(-peak_ms / rise)) / (1 / rise - 1 / tau);
      const ChannelView& view = s.engine()->populations[1].task.channels[0];
      double charge = 0, current = 0, highest = 0;
      for (long k = 0; k < std::lround(200 / dt); ++k) {
        rheo_step(s.engine());
        // What the step took in follows from what it left: rise before its decay, current before its own.
        const double rise_before = static_cast<double>(*view.rise) / static_cast<double>(view.keep_rise);
        charge +=
            dt * (static_cast<double>(view.mean_current) * current + static_cast<double>(view.mean_rise) * rise_before);
        current = static_cast<double>(*view.current);
        highest = std::max(highest, current);
      }
      CHECK(charge == doctest::Approx(3.0 * rise * tau / peak).epsilon(1e-4));
      if (dt <= 0.1) CHECK(highest == doctest::Approx(3.0).epsilon(0.02));
    }
  }
}

TEST_CASE("the rules of ported scripts: a current sampled at each step's beginning, and Euler's") {
  for (double dt : {0.1, 0.5, 1.0, 2.0}) {
    for (double tau : {2.0, 5.0, 10.0}) {
      INFO("dt " << dt << " ms, tau " << tau << " ms");
      CHECK(kept_charge(decay(tau, DecayMethod::sampled), dt, 3.0) ==
            doctest::Approx(3.0 * dt / (1 - std::exp(-dt / tau))).epsilon(1e-5));
      CHECK(kept_charge(decay(tau, DecayMethod::euler), dt, 3.0) == doctest::Approx(3.0 * tau).epsilon(1e-5));
    }
  }
  const Simulation s(one_spike(decay(4.0, DecayMethod::euler), 1.0, 1.0));
  for (double expected : {0.0, 1.0, 0.75, 0.5625}) {
    rheo_step(s.engine());
    CHECK(static_cast<double>(s.engine()->populations[1].task.channels[0].current[0]) == expected);
  }
  Network network = one_spike(decay(0.5, DecayMethod::euler), 1.0, 1.0);
  network.populations[1].channels[0].where = "m.toml:7";
  CHECK_THROWS_WITH_AS(
      compile(network),
      "m.toml:7: tau of channel syn is 0.5 ms, below dt = 1 ms: method = \"euler\" takes a smaller dt, "
      "or method = \"exact\"",
      ModelError);
}

TEST_CASE("a channel that a spike clears loses what it has, and carries weight times tau otherwise") {
  Channel channel = decay(3.0);
  channel.clear_on_spike = true;
  for (double dt : {0.1, 0.5, 1.0}) CHECK(kept_charge(channel, dt, 2.0) == doctest::Approx(6.0).epsilon(1e-5));
}

TEST_CASE(
    "a pulse carries weight times width, a stimulus the sum of its values times hold, a held current its weight "
    "for ever") {
  for (double dt : {0.05, 0.1, 0.25, 0.5, 1.0}) {
    INFO("dt " << dt << " ms");
    for (bool interpolate : {false, true}) {
      for (double width : {1.0, 4.0}) {
        Channel pulse;
        pulse.width_ms = width;
        pulse.interpolate = interpolate;
        const Simulation s(one_spike(pulse, dt, 2.5));
        CHECK(charge_at_membrane(s, 1, dt) == doctest::Approx(2.5 * width).epsilon(5e-4));
      }
      Channel hold;
      hold.kind = ChannelKind::hold;
      hold.interpolate = interpolate;
      Network network = one_spike(hold, dt, 0.5);
      network.connect(network.projections[0]);
      network.projections[1].weight = -0.5;  // ends it
      network.projections[1].delay_ms = 21.0;
      network.projections[0].delay_ms = 1.0;
      CHECK(charge_at_membrane(Simulation(network), 1, dt) == doctest::Approx(0.5 * 20).epsilon(1e-4));
    }
    Network network = test::cells(1, Integrator::euler, dt);
    network.populations[0].stimulus = Stimulus{};
    network.populations[0].stimulus->current = "t < 10 ? t/5 : 0";
    network.duration_ms = duration_ms;
    CHECK(charge_at_membrane(Simulation(network), 0, dt) == doctest::Approx(9.0).epsilon(1e-4));
  }
}

TEST_CASE("a network through decaying channels has the same rate at every dt") {
  const auto rate_hz = [](double dt, DecayMethod method) {
    Network network = test::cells(200, Integrator::riccati, dt);
    network.populations[0].noise = 10.0;
    network.populations[0].noise_interval_ms = 1.0;
    Population target;
    target.name = "target";
    target.size = 200;
    target.channels = {decay(2.0, method)};
    network.add(target);
    Projection p;
    p.source = "cells";
    p.target = "target";
    p.weight = "1.2*r";
    p.delay_ms = 1.0;
    network.connect(p);
    const Simulation s(network);
    std::uint64_t spikes = 0;
    for (long k = 0; k < std::lround(2000 / dt); ++k) {
      rheo_step(s.engine());
      spikes += rheo_spike_count(s.engine(), 1);
    }
    return static_cast<double>(spikes) / 200 / 2;
  };
  const double fine = rate_hz(0.1, DecayMethod::exact);
  CHECK(fine > 5);
  for (double dt : {1.0, 0.5, 0.25}) CHECK(rate_hz(dt, DecayMethod::exact) == doctest::Approx(fine).epsilon(0.02));
  CHECK(rate_hz(1.0, DecayMethod::sampled) > 1.2 * fine);
}

TEST_CASE("a decay of any time constant compiles, and keeps its charge") {
  std::mt19937 random(3);
  for (double dt_ms : {1.0, 0.1, 0.02, 0.005}) {
    for (int k = 0; k < 60; ++k) {
      const double tau_ms = std::pow(10, std::uniform_real_distribution<double>(-2, 5)(random));
      INFO("tau " << tau_ms << " ms, dt " << dt_ms << " ms");
      const Simulation s(one_spike(decay(tau_ms), dt_ms, 1.0));
      const ChannelView& view = s.engine()->populations[1].task.channels[0];
      const double lost = 1 - static_cast<double>(view.keep);
      if (lost == 0) continue;
      CHECK(static_cast<double>(view.scale) * std::ldexp(1.0, s.engine()->image.channel(1).exponent) / lost * dt_ms ==
            doctest::Approx(tau_ms).epsilon(1e-6));
    }
  }
}

TEST_SUITE_END();
