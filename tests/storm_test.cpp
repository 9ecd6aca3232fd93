// The storm contract: a step delivers at most its budget, in a defined order, and loses nothing.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "golden.hpp"
#include "kernels/bits.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

// 100 cells that fire when told to, onto 10 that only listen; 10 events a spike.
Network relay(int budget) {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  network.event_budget = budget;
  Population source;
  source.name = "S";
  source.size = 100.0;
  source.input = true;
  source.a = 0.0;  // no recovery: fires at every step it is driven
  source.d = 0.0;
  network.add(source);
  Population target;
  target.name = "T";
  target.size = 10.0;
  Channel sum;
  sum.kind = Channel::Kind::hold;  // what arrives stays: the current is the sum of all that came
  target.channels = {sum};
  target.a = target.d = target.u0 = 0.0;  // v settles where the current says, below the threshold
  network.add(target);
  Projection q;
  q.source = "S";
  q.target = "T";
  q.weight = "0.001*(i + 1)";
  network.connect(q);
  return network;
}

void drive(const Simulation& s, float current) {
  const std::vector<float> all(100, current);
  REQUIRE(rheo_set_input(s.engine(), 0, 0, 100, all.data()) == RHEO_OK);
}

}  // namespace

TEST_SUITE_BEGIN("storm");

TEST_CASE("a complete image delivers a storm in its tick, and counts it") {
  Simulation s(relay(0));
  drive(s, 1e5f);
  s.run_steps(5);
  CHECK(s.counters().spikes == 500);
  CHECK(s.counters().events == 4000);  // the fifth step's spikes arrive in the sixth
  CHECK(s.load().most_events == 1000);
  CHECK(s.load().most_spikes == 100);
  CHECK(s.load().backlog_events == 0);
  CHECK(s.load().flags == 0);
}

TEST_CASE("a budgeted storm is spread over the following ticks, no step above the budget, nothing lost") {
  Simulation s(relay(300));
  drive(s, 1e5f);
  std::uint64_t before = 0;
  for (int tick = 0; tick < 20; ++tick) {
    rheo_step(s.engine());
    const std::uint64_t events = s.counters().events;
    CHECK(events - before <= 300);
    before = events;
    CHECK(s.load().events_due == events + s.load().backlog_events);
  }
  CHECK(s.load().events_due == 19000);
  CHECK(s.counters().events == 19 * 300);
  CHECK(s.load().most_backlog_events == 19 * 700);
  CHECK(s.load().deferred_steps == 19);
  CHECK(s.load().flags == (RHEO_LOAD_DEFERRING | RHEO_LOAD_HAS_DEFERRED));

  drive(s, -100.0f);  // the storm ends: the backlog drains at the budget's rate, then all is as usual
  s.run_steps(100);
  CHECK(s.load().backlog_events == 0);
  CHECK(s.load().flags == RHEO_LOAD_HAS_DEFERRED);
  CHECK(s.load().events_due == s.counters().events);
  CHECK(s.counters().events == 20000);
}

TEST_CASE("what was deferred arrives: the sum at the target is that of the complete image") {
  const auto sum_after = [](int budget) {
    Simulation s(relay(budget));
    drive(s, 1e5f);
    s.run_steps(2);
    drive(s, -100.0f);
    s.run_steps(500);
    REQUIRE(s.load().backlog_events == 0);
    REQUIRE(s.counters().spikes == 200);
    return rheo_v(s.engine(), 1)[7];
  };
  // v of the target is a function of its current, the sum of all weights that came: one row of the
  // lightest source more or less moves it by 3e-3 mV.
  const float complete = sum_after(0);
  for (int budget : {10, 15, 300, 999, 1000}) {
    CAPTURE(budget);
    CHECK(std::fabs(sum_after(budget) - complete) < 1e-4f);
  }
}

TEST_CASE("the turn goes round: sources ascending, each waits for the others once, none starves") {
  // Row i moves target i alone, and one row fits: who fires tells whose row it was.
  Network network = relay(5);
  network.populations[0].size = network.populations[1].size = 5.0;
  network.populations[1].channels = {Channel{}};
  network.projections[0].weight = "i == j ? 1000 : 0";
  Simulation s(network);
  const std::vector<float> all(5, 1e5f), none(5, -100.0f);
  const auto rows_of = [&](int ticks) {
    std::vector<int> rows;
    for (int tick = 0; tick < ticks; ++tick) {
      rheo_step(s.engine());
      const std::uint64_t fired = rheo_spikes(s.engine(), 1, nullptr)[0];
      REQUIRE(count_bits(fired) <= 1);
      rows.push_back(fired == 0 ? -1 : static_cast<int>(lowest_bit(fired)));
    }
    return rows;
  };
  REQUIRE(rheo_set_input(s.engine(), 0, 0, 5, all.data()) == RHEO_OK);
  CHECK(rows_of(8) == std::vector<int>{-1, 0, 1, 2, 3, 4, 0, 1});
  REQUIRE(rheo_set_input(s.engine(), 0, 0, 5, none.data()) == RHEO_OK);  // 40 due, 35 delivered
  CHECK(rows_of(35) == std::vector<int>{2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2,  3, 4,
                                        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, -1, -1});
  CHECK(s.load().backlog_events == 0);
}

TEST_CASE("a budget that is never reached changes nothing but the memory") {
  for (const char* model : {"paper", "forum"}) {
    Network network = load_model(test::model_path(std::string(model) + ".toml"), {{"n", "300"}});
    Simulation complete(network);
    network.event_budget = 1e9;
    Simulation budgeted(network);
    complete.run_steps(400);
    budgeted.run_steps(400);
    CHECK(rheo_spike_hash(budgeted.engine()) == rheo_spike_hash(complete.engine()));
    CHECK(budgeted.counters().events == complete.counters().events);
    CHECK(budgeted.load().most_events == complete.load().most_events);
    CHECK(budgeted.load().deferred_steps == 0);
  }
}

TEST_CASE("pulses that last end as long after their deferred start as they should") {
  Network network = test::budgeted_storm(4);
  Simulation s(network);
  s.run_steps(2000);
  CHECK(s.load().deferred_steps > 0);
  // When all is quiet and the last pulse has ended, no current is left: every addition was taken away.
  for (Population& p : network.populations) {
    p.noise = 0.0;
    p.stimulus->current = "t < 10 ? 200 : 0";
  }
  for (Projection& p : network.projections) p.weight = "-0.02*r";
  Simulation quiet(network);
  quiet.run_steps(3000);
  CHECK(quiet.load().deferred_steps > 0);
  CHECK(quiet.load().backlog_events == 0);
  network.projections.clear();
  network.event_budget = 0;
  Simulation silent(network);
  silent.run_steps(3000);
  for (std::uint32_t p = 0; p < 2; ++p) {
    for (int i = 0; i < 150; ++i) CHECK(rheo_v(quiet.engine(), p)[i] == doctest::Approx(rheo_v(silent.engine(), p)[i]));
  }
}

TEST_CASE("a budget below one row, or no number, is refused with the projection's name") {
  const auto message = [](const Network& network) -> std::string {
    try {
      compile(network);
    } catch (const ModelError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message(relay(9)).find("S -> T is 10 events") != std::string::npos);
  Network network = relay(10);
  network.event_budget = 10.5;
  CHECK(message(network).find("whole number") != std::string::npos);
  network.event_budget = -1;
  CHECK(message(network).find("whole number") != std::string::npos);
}

TEST_SUITE_END();
