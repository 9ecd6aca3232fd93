// Who is connected, and that how synapses are kept changes nothing but bytes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <set>

#include "compile/synapse_plan.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

// 200 noisy neurons that drive 150 others.
Network pair_of(const char* weight) {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  Population a, b;
  a.name = "A";
  a.size = 200;
  a.noise = 12.0;
  b.name = "B";
  b.size = 150;
  b.noise = 4.0;
  b.channels[0].width_ms = 3;  // so that what was added is taken away, too
  network.add(a);
  network.add(b);
  Projection p;
  p.source = "A";
  p.target = "B";
  p.weight = weight;
  network.connect(p);
  return network;
}

struct Result {
  std::uint64_t spikes, state;
  bool operator==(const Result& o) const { return spikes == o.spikes && state == o.state; }
};

Result run(Network network, Storage storage, const char* target = "", std::uint32_t threads = 1) {  // "": the best
  network.storage = storage;
  SimulationOptions options;
  options.threads = threads;
  options.target = target;
  Simulation s(compile(network), options);
  s.run_steps(400);
  CHECK(s.counters().spikes > 200);
  return {rheo_spike_hash(s.engine()), rheo_state_hash(s.engine())};
}

std::string message_of(const Network& network) {
  try {
    compile(network);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "no error";
}

ProjectionReport report_of(Network network, Storage storage) {
  network.storage = storage;
  return describe_image(compile(network)).projections.at(0);
}

std::unique_ptr<Synapses> synapses_of(const Projection& p, std::uint32_t sources, std::uint32_t targets) {
  static const std::map<std::string, double> no_parameters;
  return SynapsePlan(p, {0, sources, targets, 1.0, no_parameters, PhiloxKey(1)}).make();
}

Projection degree_projection(double degree, bool to_itself, bool self) {
  Projection p;
  p.source = "A";
  p.target = to_itself ? "A" : "B";
  p.self = self;
  p.out_degree = degree;
  p.weight = "r";
  return p;
}

}  // namespace

TEST_SUITE_BEGIN("storage");

TEST_CASE("every form of 16-bit weights, stored or procedural, gives the same spikes and state on every target") {
  for (const char* weight : {"0.7*r", "-1.3*r", "3 - 2.1*r", "0.37", "-1.25", "0.001 + 0.5*r"}) {
    for (int pattern = 0; pattern < 3; ++pattern) {
      Network network = pair_of(weight);
      Projection& p = network.projections[0];
      if (pattern == 1) p.probability = 0.3;
      if (pattern == 2) p.out_degree = 70;
      CAPTURE(std::string(weight));
      CAPTURE(pattern);
      const Result expected = run(network, Storage::dense_i16, "scalar");
      for (Storage storage : {Storage::sparse_i16, Storage::sparse32_i16, Storage::procedural}) {
        for (std::uint32_t i = 0; const char* target = rheo_target_name(i); ++i) {
          CAPTURE(name_of(storage));
          CAPTURE(std::string(target));
          CHECK(run(network, storage, target) == expected);
        }
      }
      const Result narrow = run(network, Storage::dense_i8, "scalar");
      for (Storage storage : {Storage::dense_i8, Storage::sparse_i8, Storage::sparse32_i8}) {
        for (std::uint32_t i = 0; const char* target = rheo_target_name(i); ++i) {
          CAPTURE(name_of(storage));
          CAPTURE(std::string(target));
          CHECK(run(network, storage, target) == narrow);
        }
      }
      CHECK(run(network, Storage::dense_i32) == run(network, Storage::sparse_i32));
    }
  }
}

TEST_CASE("threads share the rows of every form") {
  for (int pattern = 0; pattern < 3; ++pattern) {
    Network network = pair_of("2*r - 0.5");
    Projection& p = network.projections[0];
    if (pattern == 1) p.probability = 0.3;
    if (pattern == 2) p.out_degree = 70;
    CAPTURE(pattern);
    for (unsigned k = 1; k < storage_count; ++k) {
      const auto storage = static_cast<Storage>(k);
      const Result alone = run(network, storage);
      CAPTURE(name_of(storage));
      CHECK(run(network, storage, "", 2) == alone);
      CHECK(run(network, storage, "scalar", 3) == alone);
    }
  }
}

TEST_CASE("a population onto itself, with and without its own neurons, and one to one") {
  for (bool self : {true, false}) {
    for (int pattern = 0; pattern < 4; ++pattern) {
      if (pattern == 3 && !self) continue;
      Network network = pair_of("2*r");
      Projection& p = network.projections[0];
      p.target = "A";
      p.self = self;
      if (pattern == 1) p.probability = 0.5;
      if (pattern == 2) p.out_degree = 99;
      if (pattern == 3) p.one_to_one = true;
      CAPTURE(pattern);
      const Result expected = run(network, Storage::sparse_i16, "scalar");
      for (std::uint32_t i = 0; const char* target = rheo_target_name(i); ++i) {
        CAPTURE(std::string(target));
        CHECK(run(network, Storage::procedural, target) == expected);
        CHECK(run(network, Storage::dense_i16, target) == expected);
      }
    }
  }
}

TEST_CASE("the source networks spike the same without a stored weight") {
  for (const char* model : {"paper.toml", "forum.toml", "gamma.toml"}) {
    CAPTURE(model);
    CHECK(run(load_model(test::model_path(model)), Storage::procedural) ==
          run(load_model(test::model_path(model)), Storage::automatic));
  }
}

TEST_CASE("the published network without stored weights fits a microcontroller") {
  const ImageReport report = describe_image(compile(test::paper({{"storage", "procedural"}})));
  CHECK(report.synapses == 1000000);
  CHECK(report.flash_bytes <= 24 * 1024);
  CHECK(report.ram_bytes <= 40 * 1024);
  for (const ProjectionReport& p : report.projections) CHECK(p.bytes == 0);
}

TEST_CASE("bytes a synapse are what the forms promise, row offsets apart") {
  Network network = pair_of("0.5*r");
  network.populations[1].size = 6400;  // a multiple of 64: no padding
  network.projections[0].out_degree = 6400;
  const double rows = 201 * 4;
  const auto bytes = [&](Storage storage, double offsets) {
    const ProjectionReport r = report_of(network, storage);
    CHECK(r.synapses == 200u * 6400u);
    return (static_cast<double>(r.bytes) - offsets) / static_cast<double>(r.synapses);
  };
  CHECK(bytes(Storage::dense_i8, 0) == 1);
  CHECK(bytes(Storage::dense_i16, 0) == 2);
  CHECK(bytes(Storage::dense_i32, 0) == 4);
  CHECK(bytes(Storage::sparse_i8, rows) == 3);
  CHECK(bytes(Storage::sparse_i16, rows) == 4);
  CHECK(bytes(Storage::sparse_i32, rows) == 8);
  CHECK(bytes(Storage::sparse32_i8, rows) == 5);
  CHECK(bytes(Storage::sparse32_i16, rows) == 6);
  CHECK(bytes(Storage::procedural, 0) == 0);
}

TEST_CASE("compile chooses dense rows, sparse rows, and wide targets by density and size") {
  Network network = pair_of("0.5*r");
  CHECK(report_of(network, Storage::automatic).storage == "dense_i16");
  network.projections[0].probability = 0.1;
  CHECK(report_of(network, Storage::automatic).storage == "sparse_i16");
  network.projections[0].probability = 1.0;
  network.projections[0].out_degree = 20;
  network.populations[1].size = 300000;
  CHECK(report_of(network, Storage::automatic).storage == "sparse32_i16");
  network.projections[0].out_degree = 200;
  CHECK(report_of(network, Storage::automatic).storage == "sparse_i16");  // in five windows
}

TEST_CASE("affine weights are rounded to nearest, by integers alone") {
  for (const char* weight : {"0.7*r", "-1.3*r", "100 - 2.1*r", "0.37", "1e-5*r", "-3 + 6*r"}) {
    for (Storage storage : {Storage::dense_i16, Storage::dense_i8, Storage::procedural}) {
      const ProjectionReport r = report_of(pair_of(weight), storage);
      CAPTURE(std::string(weight));
      CHECK(r.largest_error <= r.resolution * (0.5 + 1e-4));
      CHECK(r.largest_error >= 0);
    }
  }
}

TEST_CASE("a fixed out-degree gives each source that many different targets, all equally likely") {
  constexpr std::uint32_t size = 97;  // divides by none of the degrees
  for (std::uint32_t degree : {0u, 1u, 10u, 70u, 96u}) {
    for (bool self : {true, false}) {
      const Projection p = degree_projection(degree, true, self);
      const auto synapses = synapses_of(p, size, size);
      SynapseRow row;
      for (std::uint32_t i = 0; i < size; ++i) {
        synapses->row(i, row);
        CHECK(row.target.size() == degree);
        CHECK(std::set<std::uint32_t>(row.target.begin(), row.target.end()).size() == degree);
        CHECK(std::is_sorted(row.target.begin(), row.target.end()));
        if (!self) CHECK(std::count(row.target.begin(), row.target.end(), i) == 0);
      }
    }
  }
  // In-degrees over many sources: a chi-square of 96 degrees of freedom stays below 150 but once in
  // 2,000 draws, and the draw is always the same.
  constexpr std::uint32_t sources = 20000, degree = 13;
  const auto synapses = synapses_of(degree_projection(degree, false, true), sources, size);
  std::vector<double> in_degree(size, 0.0);
  SynapseRow row;
  for (std::uint32_t i = 0; i < sources; ++i) {
    synapses->row(i, row);
    for (std::uint32_t t : row.target) ++in_degree[t];
  }
  const double expected = double{sources} * degree / size;
  double chi_square = 0;
  for (double x : in_degree) chi_square += (x - expected) * (x - expected) / expected;
  CHECK(chi_square < 150);
  CHECK(chi_square > 40);  // and it is random
}

TEST_CASE("any row can be drawn alone") {
  const auto all = synapses_of(degree_projection(30, false, true), 50, 1000);
  SynapseRow forward, again;
  std::vector<std::vector<double>> weights;
  for (std::uint32_t i = 0; i < 50; ++i) {
    all->row(i, forward);
    weights.push_back(forward.weight);
  }
  for (std::uint32_t i = 50; i-- > 0;) {
    all->row(i, again);
    CHECK(again.weight == weights[i]);
  }
}

TEST_CASE("one to one reaches the neuron of the same number alone") {
  Network network = pair_of("1000");
  network.populations[0].noise = 0.0;
  network.populations[0].current = "i == 7 ? 1000 : 0";
  network.populations[1].size = 200;
  network.populations[1].noise = 0.0;
  network.projections[0].one_to_one = true;
  Simulation s(network);
  s.run_steps(4);
  std::uint32_t words;
  std::set<std::uint32_t> fired;
  for (int k = 0; k < 3; ++k) {
    const std::uint64_t* bits = rheo_spikes(s.engine(), 1, &words);
    for (std::uint32_t i = 0; i < 200; ++i) {
      if ((bits[i / 64] >> (i % 64)) & 1) fired.insert(i);
    }
    s.run_steps(1);
  }
  CHECK(fired == std::set<std::uint32_t>{7});
}

TEST_CASE("a network spikes the same from a list of its synapses, as CSV and as .npy") {
  Network network = pair_of("0.8*r");
  network.projections[0].out_degree = 40;
  const auto synapses = synapses_of(network.projections[0], 200, 150);
  SynapseRow row;
  std::vector<double> values;
  for (std::uint32_t i = 200; i-- > 0;) {  // any order will do
    synapses->row(i, row);
    for (std::size_t k = 0; k < row.target.size(); ++k) {
      values.insert(values.end(), {double(i), double(row.target[k]), row.weight[k]});
    }
  }
  {
    std::ofstream csv("list.csv");
    csv.precision(17);
    csv << "source, target, weight\n";
    for (std::size_t k = 0; k < values.size(); k += 3) {
      csv << values[k] << ", " << values[k + 1] << ", " << values[k + 2] << "\n";
    }
    std::string header =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(values.size() / 3) + ", 3), }";
    header.resize(117, ' ');
    header += '\n';
    std::ofstream npy("list.npy", std::ios::binary);
    npy.write("\x93NUMPY\x01\x00", 8);
    npy.put(static_cast<char>(header.size())).put(0);
    npy << header;
    npy.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * 8));
  }
  const Result expected = run(network, Storage::dense_i32);
  network.projections[0].out_degree.reset();
  for (const char* file : {"list.csv", "list.npy"}) {
    network.projections[0].file = file;
    CHECK(run(network, Storage::dense_i32) == expected);
    CHECK(run(network, Storage::sparse_i32) == expected);
  }
  std::remove("list.csv");
  std::remove("list.npy");
}

TEST_CASE("a list without weights takes the expression's") {
  std::ofstream("pairs.csv") << "0,5\n1,6\n";
  Network network = pair_of("100*i + j");
  network.projections[0].file = "pairs.csv";
  const ProjectionReport r = report_of(network, Storage::automatic);
  CHECK(r.synapses == 2);
  CHECK(r.weight_min == 5);
  CHECK(r.weight_max == 106);
  std::remove("pairs.csv");
}

TEST_CASE("what is wrong with a list is said in one line with its place") {
  const auto with = [](const char* text, const char* file = "bad.csv") {
    std::ofstream(file, std::ios::binary) << text;
    Network network = pair_of("1");
    network.projections[0].file = file;
    const std::string message = message_of(network);
    std::remove(file);
    return message;
  };
  CHECK(with("source,target\n0,1\n200,3\n") == "bad.csv:3: source is 200; neurons of A are numbered from 0 to 199");
  CHECK(with("0,1\n0,150\n") == "bad.csv:2: target is 150; neurons of B are numbered from 0 to 149");
  CHECK(with("0,1.5\n") == "bad.csv:1: target is 1.5; neurons of B are numbered from 0 to 149");
  CHECK(with("-1,1\n") == "bad.csv:1: source is -1; neurons of A are numbered from 0 to 199");
  CHECK(with("0,1,x\n") == "bad.csv:1: 'x' is not a finite number");
  CHECK(with("0,1,\n") == "bad.csv:1: field 3 is empty");
  CHECK(with("0,1,2e6\n") == "bad.csv:1: weight is 2e+06; it lies from -1e+06 to 1e+06");
  CHECK(with("0,1,1\n\n3,4\n") == "bad.csv:3: has 2 columns where the line above has 3");
  CHECK(with("7\n") ==
        "bad.csv: has 1 columns; a list of synapses has source, target and, if it gives them, weight and delay");
  CHECK(with("0,1,1,0\n") == "bad.csv:1: delay is 0 ms; it is positive");
  CHECK(with("0,1,1,2\n0,1,1,1.5\n") == "bad.csv:2: delay is 1.5 ms, not a whole number of steps of dt = 1 ms");
  CHECK(with("0,1,1,2e6\n") == "bad.csv:1: delay is 2e+06 ms, more than 1048576 steps");
  CHECK(with("nothing", "bad.npy") == "bad.npy: not a .npy file");
  CHECK(with("") == "no error");
  Network network = pair_of("1");
  network.projections[0].file = "nowhere.csv";
  CHECK(message_of(network) == "nowhere.csv: No such file or directory");
  network.projections[0].file = "";
  network.projections[0].one_to_one = true;
  CHECK(message_of(network) == "one_to_one of A -> B needs populations of one size, not of 200 and 150");
  network.projections[0].one_to_one = false;
  network.projections[0].out_degree = 151;
  CHECK(message_of(network) == "out_degree of A -> B is 151; it is a whole number from 0 to the 150 targets there are");
}

TEST_CASE("a list without a synapse is warned of") {
  Network network = pair_of("1");
  network.projections[0].file = "empty.csv";
  for (const char* text : {"", "source,target\n"}) {
    std::ofstream("empty.csv") << text;
    CHECK(compile(network).warnings() == std::vector<std::string>{"empty.csv: lists no synapse of A -> B"});
  }
  std::remove("empty.csv");
}

TEST_CASE("a million procedural synapses of a large population take no room in the image") {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  Population p;
  p.name = "P";
  p.size = 100000;
  network.add(p);
  Projection q;
  q.source = q.target = "P";
  q.weight = "0.5*r";
  q.out_degree = 10;
  q.storage = Storage::procedural;
  network.connect(q);
  CHECK(compile(network).size() < 16384);
}

TEST_SUITE_END();
