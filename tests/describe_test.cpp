// What describing a network promises: the shipped models say what their sources say, the builder and
// the file say the same, and whatever is wrong in a file is one line that names the place.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "describe/expression.hpp"
#include "describe_helpers.hpp"
#include "networks.hpp"
#include "rheobase/model.hpp"

using namespace rheobase;
using test::error_of;
using test::file_error;
using test::has;
using test::with_population_line;
using test::with_projection_line;

namespace {

// The rest of a network that no `where` is part of.
void check_same(const Channel& a, const Channel& b) {
  CHECK(a.name == b.name);
  CHECK(a.kind == b.kind);
  CHECK(a.width_ms == b.width_ms);
  CHECK(a.tau_ms == b.tau_ms);
  CHECK(a.clear_on_spike == b.clear_on_spike);
  CHECK(a.subtract == b.subtract);
}

void check_same(const Population& a, const Population& b) {
  CHECK(a.name == b.name);
  CHECK(a.type == b.type);
  for (const Value Population::*field :
       {&Population::size, &Population::a, &Population::b, &Population::c, &Population::d, &Population::v0,
        &Population::u0, &Population::current, &Population::noise}) {
    CHECK((a.*field).text == (b.*field).text);
  }
  CHECK(a.noise_interval_ms == b.noise_interval_ms);
  CHECK(a.threshold_mv == b.threshold_mv);
  CHECK(a.refractory_ms == b.refractory_ms);
  CHECK(a.input == b.input);
  REQUIRE(a.channels.size() == b.channels.size());
  for (std::size_t k = 0; k < a.channels.size(); ++k) check_same(a.channels[k], b.channels[k]);
}

void check_same(const Projection& a, const Projection& b) {
  CHECK(a.source == b.source);
  CHECK(a.target == b.target);
  CHECK(a.channel == b.channel);
  CHECK(a.probability.text == b.probability.text);
  CHECK(a.weight.text == b.weight.text);
  CHECK(a.delay_ms.text == b.delay_ms.text);
  CHECK(a.self == b.self);
  CHECK(a.storage == b.storage);
}

void check_same(const Network& a, const Network& b) {
  CHECK(a.name == b.name);
  CHECK(a.dt_ms == b.dt_ms);
  CHECK(a.duration_ms == b.duration_ms);
  CHECK(a.integrator == b.integrator);
  CHECK(a.seed == b.seed);
  CHECK(a.parameters == b.parameters);
  REQUIRE(a.populations.size() == b.populations.size());
  for (std::size_t k = 0; k < a.populations.size(); ++k) check_same(a.populations[k], b.populations[k]);
  REQUIRE(a.projections.size() == b.projections.size());
  for (std::size_t k = 0; k < a.projections.size(); ++k) check_same(a.projections[k], b.projections[k]);
}

Network paper_by_builder() {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  network.name = "paper";
  network.parameters = {{"n", 1000},         {"noise_scale", 1},    {"p", 1},
                        {"weight_scale", 1}, {"weight_scale_e", 1}, {"weight_scale_i", 1}};
  Population e;
  e.name = "E";
  e.type = "excitatory";
  e.size = "round(0.8*n)";
  e.c = "-65 + 15*r^2";
  e.d = "8 - 6*r^2";
  e.noise = "5*noise_scale";
  network.add(e);
  Population i;
  i.name = "I";
  i.type = "inhibitory";
  i.size = "n - round(0.8*n)";
  i.a = "0.02 + 0.08*r";
  i.b = "0.25 - 0.05*r";
  i.d = 2;
  i.noise = "2*noise_scale";
  network.add(i);
  for (const char* target : {"E", "I"}) {
    Projection p;
    p.source = "E";
    p.target = target;
    p.probability = "p";
    p.weight = "weight_scale*weight_scale_e*0.5*r";
    network.connect(p);
  }
  for (const char* target : {"E", "I"}) {
    Projection p;
    p.source = "I";
    p.target = target;
    p.probability = "p";
    p.weight = "-weight_scale*weight_scale_i*r";
    network.connect(p);
  }
  return network;
}

class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& text)
      : path_(std::filesystem::temp_directory_path() / name) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_SUITE_BEGIN("describe");

TEST_CASE("the paper's network by the builder and by its model file are the same network") {
  check_same(paper_by_builder(), test::paper());
}

TEST_CASE("the paper's model file is the published network") {
  const Network network = test::paper();
  CHECK(network.dt_ms == 1.0);
  CHECK(network.duration_ms == 1000.0);
  CHECK(network.integrator == Integrator::izhikevich2003);
  REQUIRE(network.populations.size() == 2);
  CHECK(constant_of(network.populations[0].size, network.parameters, "size") == 800);
  CHECK(constant_of(network.populations[1].size, network.parameters, "size") == 200);
  for (const Population& p : network.populations) {
    REQUIRE(p.channels.size() == 1);
    CHECK(p.channels[0].kind == Channel::Kind::pulse);
    CHECK(p.channels[0].width_ms == every_step);
    CHECK(p.noise_interval_ms == every_step);
    CHECK(p.refractory_ms == 0.0);
  }
  CHECK(network.projections.size() == 4);
}

TEST_CASE("the forum's model file is the thread's script") {
  const Network network = test::forum();
  CHECK(network.dt_ms == 0.5);
  CHECK(network.integrator == Integrator::euler);
  CHECK(network.parameters.at("p") == 0.1);
  CHECK(network.parameters.at("inhibition_sign") == 1.0);
  REQUIRE(network.populations.size() == 2);
  for (const Population& p : network.populations) {
    CHECK(p.refractory_ms == doctest::Approx(0.1));
    REQUIRE(p.channels.size() == 2);
    for (const Channel& channel : p.channels) {
      CHECK(channel.kind == Channel::Kind::hold);
      CHECK(channel.clear_on_spike);
    }
    CHECK_FALSE(p.channels[0].subtract);
    CHECK(p.channels[1].subtract);
  }
  REQUIRE(network.projections.size() == 4);
  CHECK(network.projections[0].channel == "exc");
  CHECK(network.projections[2].channel == "inh");
}

TEST_CASE("a projection to several targets is one projection each") {
  const Network network = test::paper();
  CHECK(network.projections[0].target == "E");
  CHECK(network.projections[1].target == "I");
  CHECK(network.projections[0].weight.text == network.projections[1].weight.text);
}

TEST_CASE("channels may be written inline or as tables of their own") {
  const std::string head = "[[population]]\nname = \"E\"\nsize = 1\n";
  const Network inline_form = parse_model(head +
                                              "channels = [{ name = \"g\", kind = \"decay\", tau = \"3 ms\" "
                                              "}, { name = \"h\", width = \"2 ms\" }]\n",
                                          "m");
  const Network table_form = parse_model(head +
                                             "[[population.channel]]\nname = \"g\"\nkind = \"decay\"\ntau = \"3 ms\"\n"
                                             "[[population.channel]]\nname = \"h\"\nwidth = \"2 ms\"\n",
                                         "m");
  check_same(inline_form, table_form);
  CHECK(table_form.populations[0].channels[0].tau_ms == 3.0);
  CHECK(table_form.populations[0].channels[1].width_ms == 2.0);
  CHECK(has(file_error(head + "channels = []\n[[population.channel]]\nname = \"g\"\n"), "use one"));
}

TEST_CASE("overrides replace parameters, integrator, dt, duration and seed") {
  const Network network = test::paper({{"n", "500"},
                                       {"weight_scale", "2.5"},
                                       {"integrator", "euler"},
                                       {"dt", "0.5 ms"},
                                       {"duration", "2s"},
                                       {"seed", "18446744073709551615"}});
  CHECK(network.parameters.at("n") == 500);
  CHECK(network.parameters.at("weight_scale") == 2.5);
  CHECK(network.integrator == Integrator::euler);
  CHECK(network.dt_ms == 0.5);
  CHECK(network.duration_ms == 2000);
  CHECK(network.seed == 18446744073709551615u);
}

TEST_CASE("an override that does not fit is one line that names it") {
  const std::string path = test::model_path("paper.toml");
  const auto error = [](const char* key, const char* value) { return error_of([&] { test::paper({{key, value}}); }); };
  CHECK(error("foo", "1") == "--set foo=1: no parameter 'foo' in " + path +
                                 " (it has n, noise_scale, p, weight_scale, weight_scale_e, weight_scale_i; also "
                                 "integrator, dt, duration, seed, event_budget, storage)");
  CHECK(error("n", "many") == "--set n=many: 'many' is not a finite number");
  CHECK(error("n", "nan") == "--set n=nan: 'nan' is not a finite number");
  CHECK(error("n", "") == "--set n=: '' is not a finite number");
  CHECK(error("dt", "1") == "--set dt=1: \"1\" has no unit; write it as \"1 ms\" (units: us, ms, s, min)");
  CHECK(error("seed", "-1") == "--set seed=-1: '-1' is not a seed: a whole number from 0 to 2^64 - 1");
  CHECK(error("integrator", "magic") ==
        "--set integrator=magic: no integrator is called 'magic'; there are euler, izhikevich2003, riccati, "
        "rk2, rk4, izhikevich2004, exact, fixed");
  CHECK(error("n", "-1000") ==
        path + ":28: with --set n=-1000: size of E is -800; it must be a whole number from 1 to 2^24");
  CHECK(has(error("p", "1.5"), "probability of E -> E is 1.5; it must be from 0 to 1"));
}

TEST_CASE("an override of a network built in C++ names the network") {
  Network network;
  CHECK(error_of([&] {
          apply_overrides(network, {{"n", "1"}});
        }) ==
        "--set n=1: no parameter 'n' in network (it has none; also integrator, dt, duration, seed, event_budget, "
        "storage)");
}

TEST_CASE("a file that cannot be read says so") {
  CHECK(error_of([] { load_model("/no/such/model.toml"); }) == "/no/such/model.toml: No such file or directory");
  const std::string directory = std::filesystem::temp_directory_path().string();
  CHECK(error_of([&] { load_model(directory); }) == directory + ": is a directory, not a model file");
  const TemporaryFile empty("rheobase_describe_empty.toml", "");
  CHECK(error_of([&] { load_model(empty.path()); }) == empty.path() + ": the file is empty");
  const TemporaryFile bare("rheobase_describe_bare.toml", "name = \"x\"\n");
  CHECK(error_of([&] { load_model(bare.path()); }) == bare.path() + ": the model has no [[population]]");
  if (std::filesystem::exists("/dev/zero")) {
    CHECK(error_of([] { load_model("/dev/zero"); }) == "/dev/zero: is a device, not a model file");
  }
}

TEST_CASE("a file without permission to read says so") {
  const TemporaryFile secret("rheobase_describe_secret.toml", "name = \"x\"\n");
  std::filesystem::permissions(secret.path(), std::filesystem::perms::none);
  if (std::ifstream(secret.path())) return;  // the superuser reads everything
  CHECK(error_of([&] { load_model(secret.path()); }) == secret.path() + ": Permission denied");
}

TEST_CASE("TOML that does not parse is reported at line and column") {
  CHECK(file_error("name = \"x\"\ndt =\n").rfind("m.toml:2:5: ", 0) == 0);
  CHECK(file_error("dt = \"1 ms\"\ndt = \"2 ms\"\n").rfind("m.toml:2:", 0) == 0);
  CHECK(file_error("name = \"x\n").rfind("m.toml:1:", 0) == 0);
  CHECK(file_error("\xff\xfe").rfind("m.toml:1:1: ", 0) == 0);
}

TEST_CASE("an unknown key is named with its line and the key that was meant") {
  CHECK(file_error("\ndurration = \"1 s\"\n") ==
        "m.toml:2: unknown key 'durration' in the model; did you mean 'duration'?");
  CHECK(file_error(with_population_line("nosie = 5")) ==
        "m.toml:4: unknown key 'nosie' in a population; did you mean 'noise'?");
  CHECK(file_error(with_projection_line("wieght = 5")) ==
        "m.toml:9: unknown key 'wieght' in a projection; did you mean 'weight'?");
  CHECK(has(file_error(with_population_line("channels = [{ tua = \"1 ms\" }]")),
            "m.toml:4: unknown key 'tua' in a channel of E; did you mean 'tau'?"));
  CHECK(has(file_error(with_population_line("quux_frobnicate = 5")),
            "m.toml:4: unknown key 'quux_frobnicate' in a population; it has name, type, size"));
  // A misspelt key that must be there is reported as misspelt, not as missing.
  CHECK(has(file_error("[[population]]\nname = \"E\"\nsise = 1\n"), "m.toml:3: unknown key 'sise'"));
  // The first in the file, not in the alphabet.
  CHECK(has(file_error(with_population_line("zzz = 1\naaa = 1")), "m.toml:4: unknown key 'zzz'"));
}

TEST_CASE("a value of the wrong type is an error at its line") {
  CHECK(file_error("name = 1\n") == "m.toml:1: name of the model must be a string in quotes");
  CHECK(file_error("dt = 1\n") == "m.toml:1: dt of the model must be a time in quotes, such as \"1 ms\"");
  CHECK(file_error("seed = -1\n") == "m.toml:1: seed of the model must be a whole number from 0 to 2^63 - 1");
  CHECK(file_error("seed = 1.5\n") == "m.toml:1: seed of the model must be a whole number from 0 to 2^63 - 1");
  CHECK(file_error("parameters = 1\n") == "m.toml:1: parameters of the model must be a table: [parameters]");
  CHECK(file_error("[population]\nname = \"E\"\n") == "m.toml:1: population of the model must be an array of tables");
  CHECK(file_error(with_population_line("input = 1")) == "m.toml:4: input of E must be true or false");
  CHECK(file_error(with_population_line("a = true")) == "m.toml:4: a of E must be a number or an expression in quotes");
  CHECK(file_error(with_population_line("threshold = \"30\"")) == "m.toml:4: threshold of E must be a number");
  CHECK(file_error(with_population_line("type = \"exitatory\"")) ==
        "m.toml:4: type of E must be \"excitatory\" or \"inhibitory\", not 'exitatory'");
  CHECK(has(file_error("[[projection]]\nsource = []\n[[population]]\nname=\"E\"\nsize=1\n"),
            "m.toml:2: source of a projection must be a name or an array of names"));
}

TEST_CASE("a NaN or an infinity is an error at its line") {
  CHECK(file_error("[parameters]\nn = nan\n") == "m.toml:2: n of [parameters] is not a finite number");
  CHECK(file_error("[parameters]\nn = -inf\n") == "m.toml:2: n of [parameters] is not a finite number");
  CHECK(file_error(with_population_line("noise = nan")) == "m.toml:4: noise of E is not a finite number");
  CHECK(file_error(with_population_line("threshold = inf")) == "m.toml:4: threshold of E is not a finite number");
  CHECK(file_error(with_projection_line("weight = nan")) ==
        "m.toml:9: weight of the projection from E is not a finite number");
  CHECK(file_error(with_population_line("current = \"1/0\"")) ==
        "m.toml:4: current of E = \"1/0\": the result is not a finite number");
  CHECK(file_error(with_population_line("current = \"inf\"")) ==
        "m.toml:4: current of E = \"inf\": not a finite number");
}

TEST_CASE("a size is a whole number from 1 to 2^24") {
  const auto size_error = [](const std::string& size) {
    return file_error("[[population]]\nname = \"E\"\nsize = " + size + "\n");
  };
  const std::string range = "; it must be a whole number from 1 to 2^24";
  CHECK(size_error("-5") == "m.toml:3: size of E is -5" + range);
  CHECK(size_error("0") == "m.toml:3: size of E is 0" + range);
  CHECK(size_error("2.5") == "m.toml:3: size of E is 2.5" + range);
  CHECK(size_error("16777217") == "m.toml:3: size of E is 16777217" + range);
  CHECK(size_error("16777216").empty());
  CHECK(size_error("\"round(2.5)\"").empty());
  CHECK(has(size_error("\"8*r\""), "m.toml:3: size of E = \"8*r\": "));
  CHECK(file_error("[[population]]\nname = \"E\"\n") == "m.toml:1: population E has no size");
}

TEST_CASE("a constant out of range is an error at its line") {
  CHECK(file_error(with_population_line("noise = -1")) == "m.toml:4: noise of E is -1; it must be 0 or more");
  CHECK(file_error(with_population_line("a = -1")) == "m.toml:4: a of E is -1; it must be 0 or more");
  CHECK(file_error(with_projection_line("probability = 2")) ==
        "m.toml:9: probability of E -> E is 2; it must be from 0 to 1");
  CHECK(file_error("dt = \"1 s\"\n") == "m.toml:1: dt is 1000 ms; it must be from 0.001 to 100 ms");
}

TEST_CASE("a parameter cannot take a name that has a meaning") {
  for (const char* name :
       {"r", "r2", "r3", "z", "i", "j", "size", "v", "a", "b", "c", "d", "sin", "round", "dt", "seed"}) {
    CHECK(file_error(std::string("[parameters]\n") + name + " = 1\n") ==
          std::string("m.toml:2: a parameter cannot be called '") + name + "': the name has a meaning already");
  }
  CHECK(has(file_error("[parameters]\n\"a b\" = 1\n"), "m.toml:2: 'a b' is no name for a parameter"));
  Network network;
  network.parameters["r"] = 1;
  CHECK(has(error_of([&] { Expression("r", {"r"}, network.parameters, "weight"); }), "needs another name"));
}

TEST_CASE("names must be unique and must exist") {
  CHECK(file_error("[[population]]\nname = \"E\"\nsize = 1\n[[population]]\nname = \"E\"\nsize = 1\n") ==
        "m.toml:4: two populations are called 'E'");
  CHECK(file_error(with_population_line("channels = [{ name = \"g\" }, { name = \"g\" }]")) ==
        "m.toml:4: two channels of E are called 'g'");
  const std::string head = "[[population]]\nname = \"E\"\nsize = 1\n[[projection]]\n";
  CHECK(file_error(head + "source = \"X\"\ntarget = \"E\"\n") == "m.toml:5: no population is called 'X'; there are E");
  CHECK(file_error(head + "source = \"E\"\ntarget = [\"E\", \"X\"]\n") ==
        "m.toml:6: no population is called 'X'; there are E");
  CHECK(file_error(head + "target = \"E\"\n") == "m.toml:4: a projection has no source");
  CHECK(file_error(with_projection_line("channel = \"inh\"")) ==
        "m.toml:9: population E has no channel 'inh'; its channels: exc");
  CHECK(file_error(head + "source = \"E\"\ntarget = \"E\"\nstorage = \"dense\"\n") ==
        "m.toml:7: no storage is called 'dense'; there are automatic, dense_i8, dense_i16, dense_i32, "
        "sparse_i16, sparse_i32, procedural, sparse_i8, sparse32_i8, sparse32_i16");
  CHECK(file_error(head + "source = \"E\"\ntarget = \"E\"\nprobability = 0.1\nout_degree = 3\n") ==
        "m.toml:8: a projection has either probability or out_degree, not both");
  CHECK(file_error(head + "source = \"E\"\ntarget = \"E\"\nout_degree = 2.5\n") ==
        "m.toml:7: out_degree of E -> E is 2.5; it must be a whole number, 0 or more");
  CHECK(file_error("\nintegrator = \"magic\"\n") ==
        "m.toml:2: no integrator is called 'magic'; there are euler, izhikevich2003, riccati, rk2, rk4, "
        "izhikevich2004, exact, fixed");
  CHECK(file_error(with_population_line("channels = []") + "[[projection]]\nsource = \"I\"\ntarget = \"E\"\n") ==
        "m.toml:10: population E has no channel to project to");
}

TEST_CASE("a channel's key that its kind does not have is an error, not ignored") {
  const auto channel = [](const std::string& keys) {
    return file_error(with_population_line("channels = [{ " + keys + " }]"));
  };
  CHECK(channel("kind = \"puls\"") ==
        "m.toml:4: no kind of channel is called 'puls'; there are pulse, decay, hold, rise, nmda, jump");
  CHECK(channel("kind = \"hold\", tau = \"1 ms\"") ==
        "m.toml:4: tau of channel syn of E needs kind = \"decay\", \"rise\" or \"nmda\", and this one is \"hold\"");
  CHECK(channel("kind = \"decay\", width = \"1 ms\"") ==
        "m.toml:4: width of channel syn of E needs kind = \"pulse\", and this one is \"decay\"");
  CHECK(channel("clear_on_spike = true") ==
        "m.toml:4: clear_on_spike of channel syn of E needs kind = \"decay\", \"hold\", \"rise\" or \"nmda\", and "
        "this one "
        "is \"pulse\"");
  CHECK(channel("kind = \"decay\", tau = \"step\"") ==
        "m.toml:4: tau of channel syn of E: \"step\" is not a number and a unit; write it as \"1 ms\" "
        "(units: us, ms, s, min)");
}

TEST_SUITE_END();
