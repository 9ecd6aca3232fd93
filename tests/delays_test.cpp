// A delay for each synapse, several synapses of one pair, and a fixed in-degree: beside a plain loop over the synapses.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <set>

#include "compile/synapse_plan.hpp"
#include "engine/engine.hpp"
#include "networks.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

// 90 noisy cells onto 70 that add up what arrives and fire when it is much.
Network pair_of(const Value& delay) {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  Population a;
  a.name = "A";
  a.size = 90;
  a.noise = 12;
  network.add(a);
  Population b;
  b.name = "B";
  b.size = 70;
  b.channels[0].kind = ChannelKind::hold;
  network.add(b);
  Projection q;
  q.source = "A";
  q.target = "B";
  q.probability = 0.3;
  q.weight = "floor(100*r3) / 64";  // exact in 8, 16 and 32 bits
  q.delay_ms = delay;
  network.connect(q);
  return network;
}

struct Synapse {
  std::uint32_t source, target, delay_ticks;
  double weight;
};

std::vector<Synapse> synapses_of(const Network& network) {
  const auto size = [&](std::size_t i) {
    return static_cast<std::uint32_t>(std::stod(network.populations[i].size.text));
  };
  const auto synapses = SynapsePlan(network.projections[0],
                                    {0, size(0), size(1), network.dt_ms, network.parameters, PhiloxKey(network.seed)})
                            .make();
  std::vector<Synapse> list;
  SynapseRow row;
  for (std::uint32_t i = 0; i < size(0); ++i) {
    synapses->row(i, row);
    for (std::size_t k = 0; k < row.target.size(); ++k) {
      list.push_back({i, row.target[k], row.delay_ticks[k], row.weight[k]});
    }
  }
  return list;
}

bool fired(const Simulation& s, std::uint32_t neuron) {
  return (rheo_spikes(s.engine(), 0, nullptr)[neuron / 64] >> (neuron % 64) & 1) != 0;
}

// What each neuron of B has received after `ticks` steps, by the spikes of A and the plain list.
void check_sums(Simulation s, const std::vector<Synapse>& list, int ticks) {
  std::vector<std::vector<std::uint32_t>> spikes;  // by tick
  std::vector<double> sum(rheo_population_size(s.engine(), 1), 0.0);
  for (int tick = 0; tick < ticks; ++tick) {
    s.step();
    spikes.emplace_back();
    for (std::uint32_t i = 0; i < rheo_population_size(s.engine(), 0); ++i) {
      if (fired(s, i)) spikes.back().push_back(i);
    }
    for (const Synapse& synapse : list) {
      const int at = tick - static_cast<int>(synapse.delay_ticks);
      if (at < 0) continue;
      const auto& then = spikes[static_cast<std::size_t>(at)];
      if (std::binary_search(then.begin(), then.end(), synapse.source)) sum[synapse.target] += synapse.weight;
    }
    const float* current = s.engine()->channels[1].current;
    for (std::size_t j = 0; j < sum.size(); ++j) REQUIRE(double{current[j]} == sum[j]);
  }
}

Simulation simulation_of(Network network, Storage storage, std::uint32_t threads) {
  network.storage = storage;
  SimulationOptions options;
  options.threads = threads;
  options.share_every_step = true;
  return Simulation(compile(network), options);
}

void check_in_every_form(const Network& network) {
  const std::vector<Synapse> list = synapses_of(network);
  for (unsigned k = 0; k < storage_count; ++k) {
    const auto storage = static_cast<Storage>(k);
    if (storage == Storage::procedural) continue;
    CAPTURE(name_of(storage));
    check_sums(simulation_of(network, storage, 1 + k % 3), list, 120);
  }
}

std::string message_of(const Network& network) {
  try {
    compile(network);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "";
}

class ListFile {
 public:
  explicit ListFile(const std::string& text, const char* name = "delays_list.csv") : name_(name) {
    std::ofstream(name_) << text;
  }
  ~ListFile() { std::remove(name_); }
  const char* name() const { return name_; }

 private:
  const char* name_;
};

Network listed(const ListFile& file) {
  Network network = pair_of(every_step);
  network.projections[0].probability = 1.0;
  network.projections[0].weight = 1.0;
  network.projections[0].file = file.name();
  return network;
}

}  // namespace

TEST_SUITE_BEGIN("delays");

TEST_CASE("each synapse delivers after its own delay, in every form of storage, by any number of threads") {
  for (const char* delay : {"1 + floor(20*r)", "1 + 19*r2", "3", "1 + abs(i - j) / 8", "i < 45 ? 2 : 7"}) {
    CAPTURE(std::string(delay));
    Network network = pair_of(delay);
    check_in_every_form(network);
    network.projections[0].probability = 1.0;
    network.projections[0].out_degree = 13;
    check_in_every_form(network);
  }
}

TEST_CASE("delays are drawn with the probability of their expression, and by r2 apart from the weight") {
  const std::vector<Synapse> list = synapses_of(pair_of("1 + floor(5*r2)"));
  std::map<std::uint32_t, int> count;
  for (const Synapse& s : list) ++count[s.delay_ticks];
  REQUIRE(count.size() == 5);
  for (const auto& [ticks, n] : count) CHECK(n == doctest::Approx(double(list.size()) / 5).epsilon(0.15));
  Network shared = pair_of("1 + floor(100*r3)");  // the r3 of the weight
  for (const Synapse& s : synapses_of(shared)) CHECK(s.weight == (s.delay_ticks - 1) / 64.0);
}

TEST_CASE("a delay that varies is rounded to the nearest step; one that does not must be a multiple") {
  Network network = pair_of("1.1 + 0.7*(j > 30)");
  network.dt_ms = 0.5;
  for (const Synapse& s : synapses_of(network)) CHECK(s.delay_ticks == (s.target > 30 ? 4u : 2u));
  network.projections[0].delay_ms = "1.1 + 0.0";
  CHECK(message_of(network).find("delay of A -> B is 1.1 ms, not a whole number of steps of dt = 0.5 ms") == 0);
  network.projections[0].delay_ms = "j - 3";
  CHECK(message_of(network).find("delay of A -> B is ") == 0);
  CHECK(message_of(network).find("; it lies from one step, 0.5 ms, to 1048576 steps") != std::string::npos);
  network.projections[0].delay_ms = "1e6*(1 + r)";
  CHECK(message_of(network).find("; it lies from one step, 0.5 ms, to 1048576 steps") != std::string::npos);
  network.projections[0].delay_ms = "0*2";
  CHECK(message_of(network) == "delay of A -> B is 0 ms; it must be more");
  network.projections[0].delay_ms = "1 + r";
  network.projections[0].weight = 1.0;
  network.projections[0].storage = Storage::procedural;
  CHECK(message_of(network).find("is not possible here: its delay differs between synapses") != std::string::npos);
}

TEST_CASE("one projection of many delays is as many projections of one delay each") {
  Network one = pair_of("1 + floor(6*r)");
  one.populations[1].channels[0].kind = ChannelKind::pulse;
  one.populations[1].channels[0].width_ms = 3;
  one.populations[1].noise = 4;
  Network many = one;
  many.projections.clear();
  std::vector<std::string> files;
  for (std::uint32_t ticks = 1; ticks <= 6; ++ticks) {
    files.push_back("delay_" + std::to_string(ticks) + ".csv");
    std::ofstream out(files.back());
    for (const Synapse& s : synapses_of(one)) {
      if (s.delay_ticks == ticks) out << s.source << ',' << s.target << ',' << s.weight << '\n';
    }
    Projection q = one.projections[0];
    q.probability = 1.0;
    q.file = files.back();
    q.delay_ms = double(ticks);
    many.connect(q);
  }
  for (const Storage storage : {Storage::dense_i16, Storage::sparse_i16, Storage::sparse_i8}) {
    CAPTURE(name_of(storage));
    Simulation a = simulation_of(one, storage, 1), b = simulation_of(many, storage, 2);
    a.run_steps(400);
    b.run_steps(400);
    CHECK(a.counters().events > 1000);
    CHECK(a.counters().events == b.counters().events);
    CHECK(rheo_spike_hash(a.engine()) == rheo_spike_hash(b.engine()));
  }
  for (const std::string& file : files) std::remove(file.c_str());
}

TEST_CASE("two synapses of one pair add, whatever their delays") {
  const ListFile file(
      "source,target,weight,delay\n"
      "3,4,0.5,1\n3,4,0.25,1\n3,4,0.25,1\n3,4,1.5,6\n0,69,-0.75,2\n0,69,1.25,2\n89,0,1,3\n5,5,0.5,2\n5,6,0.5,2\n");
  const Network network = listed(file);
  const std::vector<Synapse> list = synapses_of(network);
  REQUIRE(list.size() == 9);
  check_in_every_form(network);
  const ImageReport report = describe_image(compile(network));
  CHECK(report.projections.at(0).synapses == 9);
  CHECK(report.projections.at(0).delay_ms == 1);
  CHECK(report.projections.at(0).longest_delay_ms == 6);
}

TEST_CASE("the synapses of a pair share a dense cell, and it is wide enough for them") {
  for (const int copies : {2, 7, 100}) {
    std::string text;
    for (int k = 0; k < copies; ++k) text += "7,9," + std::to_string(1.0 + 0.013 * k) + "\n7,9,0.99\n7,8,-1\n";
    const ListFile file(text);
    Network network = listed(file);
    network.projections[0].delay_ms = 2;
    const auto sum = [&](Storage storage) {
      Simulation s = simulation_of(network, storage, 1);
      while (!fired(s, 7)) s.step();
      s.run_steps(2);
      return std::pair{s.engine()->channels[1].current[9], s.engine()->channels[1].current[8]};
    };
    CHECK(sum(Storage::dense_i16) == sum(Storage::sparse_i16));
    CHECK(double{sum(Storage::dense_i32).first} == doctest::Approx(copies * (1.99 + 0.0065 * (copies - 1))));
    if (copies < 100) {
      CHECK(sum(Storage::dense_i8) == sum(Storage::sparse_i8));
      CHECK(double{sum(Storage::dense_i8).second} == doctest::Approx(-copies).epsilon(0.3));
    } else {
      network.storage = Storage::dense_i8;
      CHECK(message_of(network).find("dense_i8 has no room for the 200 synapses of one pair") != std::string::npos);
    }
  }
}

TEST_CASE("a list without weights or delays takes the expressions', anew for each synapse of a pair") {
  const ListFile file("1,2\n1,2\n1,2\n1,2\n1,3\n");
  Network network = listed(file);
  network.projections[0].weight = "floor(64*r)/64";
  network.projections[0].delay_ms = "1 + floor(10*r2)";
  const std::vector<Synapse> list = synapses_of(network);
  std::set<double> weights;
  for (const Synapse& s : list) weights.insert(s.weight);
  CHECK(weights.size() == 5);
  check_in_every_form(network);
}

TEST_CASE("a delay said twice is refused, and a bad one has its line") {
  const ListFile file("1,2,1,3\n1,2,1,2.5\n");
  Network network = listed(file);
  CHECK(message_of(network) == "delays_list.csv:2: delay is 2.5 ms, not a whole number of steps of dt = 1 ms");
  network.dt_ms = 0.5;
  CHECK(message_of(network).empty());
  network.projections[0].delay_ms = "r + 1";
  network.projections[0].places["delay"] = "m.toml:9";
  CHECK(message_of(network) ==
        "m.toml:9: delay of A -> B is given twice: here, and in the fourth column of delays_list.csv");
}

TEST_CASE("a fixed in-degree gives each target that many different sources, all equally likely") {
  for (const double degree : {0.0, 1.0, 17.0, 69.0}) {
    for (const bool self : {true, false}) {
      Network network = pair_of("1 + floor(3*r)");
      Projection& q = network.projections[0];
      network.populations[0].size = network.populations[1].size = 70;
      q.target = "A";
      q.self = self;
      q.probability = 1.0;
      q.in_degree = degree;
      std::vector<std::set<std::uint32_t>> sources(70);
      const std::vector<Synapse> list = synapses_of(network);
      CHECK(list.size() == 70 * degree);
      for (const Synapse& s : list) {
        CHECK(sources[s.target].insert(s.source).second);
        if (!self) CHECK(s.source != s.target);
      }
      for (const auto& each : sources) CHECK(each.size() == degree);
    }
  }
  // Out-degrees over many targets: a chi-square of 89 degrees of freedom.
  Network network = pair_of(every_step);
  network.populations[1].size = 20000;
  network.projections[0].probability = 1.0;
  network.projections[0].in_degree = 13;
  std::vector<double> out_degree(90, 0.0);
  for (const Synapse& s : synapses_of(network)) ++out_degree[s.source];
  const double expected = 20000.0 * 13 / 90;
  double chi_square = 0;
  for (const double x : out_degree) chi_square += (x - expected) * (x - expected) / expected;
  CHECK(chi_square < 145);
  CHECK(chi_square > 35);
}

TEST_CASE("a fixed in-degree delivers in every form, and what it cannot be is said") {
  Network network = pair_of("1 + floor(8*r)");
  network.projections[0].probability = 1.0;
  network.projections[0].in_degree = 20;
  check_in_every_form(network);
  network.projections[0].delay_ms = 2;
  check_in_every_form(network);
  network.projections[0].storage = Storage::procedural;
  CHECK(message_of(network).find("is not possible here: a source does not know") != std::string::npos);
  network.projections[0].in_degree = 91;
  CHECK(message_of(network) == "in_degree of A -> B is 91; it is a whole number from 0 to the 90 sources there are");
}

TEST_CASE("a model file says delays as a time, a step, or an expression in ms") {
  const auto network_with = [](const std::string& line) {
    return parse_model(
        "dt = \"1 ms\"\n[parameters]\nlag = 3\n[[population]]\nname = \"A\"\nsize = 90\nnoise = 12\n"
        "[[population]]\nname = \"B\"\nsize = 70\n[[projection]]\nsource = \"A\"\ntarget = \"B\"\n" +
            line,
        "m.toml");
  };
  const auto error_of = [&](const std::string& line) -> std::string {
    try {
      compile(network_with(line));
    } catch (const ModelError& error) {
      return error.what();
    }
    return "";
  };
  const auto delays_of = [&](const std::string& line) {
    std::set<std::uint32_t> ticks;
    for (const Synapse& s : synapses_of(network_with(line))) ticks.insert(s.delay_ticks);
    return ticks;
  };
  using Ticks = std::set<std::uint32_t>;
  CHECK(delays_of("delay = \"5 ms\"") == Ticks{5});
  CHECK(delays_of("delay = \"step\"") == Ticks{1});
  CHECK(delays_of("delay = \"2*lag\"") == Ticks{6});
  CHECK(delays_of("delay = \"lag\"") == Ticks{3});
  CHECK(delays_of("delay = \"1 + floor(lag*r)\"") == Ticks{1, 2, 3});
  CHECK(delays_of("in_degree = \"lag\"") == Ticks{1});
  CHECK(error_of("delay = \"1.5 ms\"").find("m.toml:14: delay of A -> B is 1.5 ms, not a whole number") == 0);
  CHECK(error_of("delay = \"5\"").find("m.toml:14: delay of the projection from A: \"5\" has no unit") == 0);
  CHECK(error_of("delay = \"5 msec\"").find("has an unknown unit 'msec'") != std::string::npos);
  CHECK(error_of("delay = 5").find("must be a time in quotes") != std::string::npos);
  CHECK(error_of("delay = \"lagg + 1\"").find("m.toml:14: delay of A -> B = \"lagg + 1\": unknown name") == 0);
  CHECK(error_of("delay = \"-lag\"") == "m.toml:14: delay of A -> B is -3; it must be 0 or more");
  CHECK(error_of("delay = \"0*lag\"") == "m.toml:14: delay of A -> B is 0 ms; it must be more");
  CHECK(error_of("delay = \"2 - 5*r\"").find("m.toml:14: delay of A -> B is ") == 0);
  CHECK(error_of("in_degree = 2\nout_degree = 3").find("a projection has either") != std::string::npos);
  CHECK(error_of("in_degree = 2.5") == "m.toml:14: in_degree of A -> B is 2.5; it must be a whole number, 0 or more");
  CHECK(error_of("in_degree = 91").find("m.toml:14: in_degree of A -> B is 91; ") == 0);
}

TEST_CASE("the parts and the events of a bound are those of a projection, however many delays it has") {
  const Image image = compile(pair_of("1 + floor(7*r)"));
  const StepBound bound = bound_step(image);
  REQUIRE(bound.parts.size() == 2 + 1 + 2);
  Simulation s(all_fire_variant(image));
  s.run_steps(20);
  const std::uint64_t before = s.counters().events;
  s.step();
  CHECK(s.counters().events - before == bound.synaptic_events);
  CHECK(bound.parts[2].synaptic_events == bound.synaptic_events);
}

TEST_SUITE_END();
