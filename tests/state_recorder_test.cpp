// States over time: what is chosen, sampled, written and drawn.
#include "observe/state_recorder.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "blackbox_helpers.hpp"
#include "describe_helpers.hpp"
#include "observe/replay_recording.hpp"
#include "temporary_path.hpp"

using namespace rheobase;

namespace {

struct Folder {
  std::string path = test::temporary_path("rheobase_states");
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string text(const std::string& name) const {
    std::ifstream file(path + "/" + name, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

Network slow_robot() {
  Network network = test::robot();
  Channel slow;
  slow.kind = Channel::Kind::decay;
  slow.name = "slow";
  network.populations[1].channels[0] = slow;
  return network;
}

std::vector<StateSelection> chosen(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

StateRecorder recorder_of(const Simulation& s, const std::vector<std::string>& texts, double every_ms = 0) {
  return {s.engine(), 0.5, chosen(texts), every_ms};
}

}  // namespace

TEST_SUITE_BEGIN("observe");

TEST_CASE("chosen states are sampled at their times, and are those of the engine") {
  const Simulation s(slow_robot());
  StateRecorder recorder = recorder_of(s, {"S:v", "S:input[3..5]", "M:slow[7]", "M:u"}, 2);
  std::vector<std::vector<float>> want(4);
  std::vector<std::uint64_t> ticks;
  for (int k = 1; k <= 101; ++k) {
    const float x[3] = {1.0f * static_cast<float>(k), 2, 3};
    REQUIRE(rheo_set_input(s.engine(), 0, 3, 3, x) == RHEO_OK);
    rheo_step(s.engine());
    recorder.observe();
    if (k % 4 != 0) continue;  // 2 ms of steps of 0.5 ms
    ticks.push_back(static_cast<std::uint64_t>(k));
    const float* planes[] = {rheo_v(s.engine(), 0), rheo_state(s.engine(), 0, "input") + 3,
                             rheo_state(s.engine(), 1, "slow") + 7, rheo_u(s.engine(), 1)};
    const std::size_t counts[] = {90, 3, 1, 40};
    for (std::size_t i = 0; i < 4; ++i) want[i].insert(want[i].end(), planes[i], planes[i] + counts[i]);
  }
  CHECK(recorder.ticks() == ticks);
  REQUIRE(recorder.traces().size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(recorder.traces()[i].values == want[i]);
  recorder.forget_after(50);
  CHECK(recorder.ticks().back() == 48);
  CHECK(recorder.traces()[1].values.size() == 12 * 3);
}

TEST_CASE("without --every a sample is taken each millisecond, or each step that is longer") {
  const Simulation s(slow_robot());
  CHECK(recorder_of(s, {"M:v"}).every_ticks() == 2);
  CHECK(StateRecorder(s.engine(), 3.0, chosen({"M:v"}), 0).every_ticks() == 1);
}

TEST_CASE("what cannot be recorded is refused in a line that says why") {
  const Simulation s(slow_robot());
  const auto refused = [&](const char* text, const char* why) {
    CHECK_THROWS_WITH_AS(recorder_of(s, {text}), (std::string("--record: ") + text + ": " + why).c_str(), ModelError);
  };
  const char* written = "write POPULATION:STATE or POPULATION:STATE[0..9]";
  const char* neurons = "neurons are written [7] or [0..9]";
  refused("", written);
  refused("v", written);
  refused("[0]", written);
  refused("X:v", "no such population");
  refused(":v", "no such population");
  refused("S:w", "the population has no such state; it has v, u, input");
  refused("M:", "the population has no such state; it has v, u, slow");
  refused("M:input", "the population has no such state; it has v, u, slow");
  refused("S:v[]", neurons);
  refused("S:v[a]", neurons);
  refused("S:v[1..]", neurons);
  refused("S:v[1..2..3]", neurons);
  refused("S:v[-1]", neurons);
  refused("S:v[1,2]", neurons);
  refused("S:v[99999999999]", neurons);
  refused("S:v[5..4]", "the last neuron comes before the first");
  refused("S:v[90]", "the population's neurons are 0 to 89");
  refused("S:v[0..90]", "the population's neurons are 0 to 89");
  refused("S:v[4294967295]", "no population has so many neurons");
  CHECK_THROWS_WITH_AS(recorder_of(s, {"S:v[1]", "S:v[2]"}), "--record: S:v[2]: recorded already", ModelError);
  for (const double every_ms : {0.3, 0.75, 1e-9, 1e300}) CHECK_THROWS_AS(recorder_of(s, {"S:v"}, every_ms), ModelError);
}

TEST_CASE("files hold the samples; names go into file names as data") {
  Network network = slow_robot();
  network.populations[1].name = "../M:x";
  network.projections[0].target = network.projections[0].target == "M" ? "../M:x" : network.projections[0].target;
  network.projections[1].target = network.projections[1].target == "M" ? "../M:x" : network.projections[1].target;
  const Simulation s(network);
  StateRecorder recorder = recorder_of(s, {"../M:x:slow[1..2]", "S:v[0]"});
  for (int k = 0; k < 6; ++k) {
    rheo_step(s.engine());
    recorder.observe();
  }
  const Folder folder;
  write_states(recorder, folder.path);
  const std::string name = "record/%2E%2E%2FM%3Ax.slow";
  const std::string npy = folder.text(name + ".npy"), csv = folder.text(name + ".csv");
  CHECK(npy.size() == 128 + 3 * 2 * 4);
  CHECK(npy.find("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }") == 10);
  CHECK(std::memcmp(npy.data() + 128, recorder.traces()[0].values.data(), 24) == 0);
  CHECK(csv.find("time_ms,1,2\n1,") == 0);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 4);
  const std::string times = folder.text("record/time_ms.npy");
  const double want[] = {1, 2, 3};
  CHECK(times.find("'shape': (3,)") != std::string::npos);
  CHECK(std::memcmp(times.data() + times.size() - sizeof want, want, sizeof want) == 0);
}

TEST_CASE("sources have no states: a replay shows those of neurons, and what names a source's is refused") {
  Network network = test::robot();
  Population source;
  source.name = "P";
  source.model = "poisson";
  source.size = 5;
  source.parameters["rate"] = 100;
  network.populations.insert(network.populations.begin() + 1, source);
  const auto make = [&] { return test::images_of({network}); };
  const Simulation s(std::move(make()[0]));
  test::Box box(s, test::every(10, 100, 1u << 18));
  test::Stream stream;
  std::mt19937 random(4);
  for (int k = 0; k < 50; ++k) {
    box.step(random);
    box.drain(stream);
  }
  const std::vector<Image> images = make();
  ReplayRecording recording(describe_image(images[0]), {}, 0.5);
  ReplayOptions options;
  options.observer = &recording;
  CHECK(!replay(Log(stream.bytes, "x"), images, options).divergence);
  const Folder folder;
  recording.write(folder.path);
  CHECK(std::filesystem::exists(folder.path + "/record/S.v.csv"));
  CHECK(std::filesystem::exists(folder.path + "/record/M.v.csv"));
  CHECK(!std::filesystem::exists(folder.path + "/record/P.v.csv"));
  CHECK(test::error_of([&] { StateRecorder(s.engine(), 0.5, chosen({"P:v"}), 0.5); }) ==
        "--record: P:v: the population has no such state; it has none");
}

TEST_CASE("a replay's files are those of the recorded run; what is not replayed is left out; a reset begins a part") {
  const Simulation s(test::robot());
  test::Box box(s, test::every(10, 100, 1u << 18));
  test::Stream stream;
  std::mt19937 random(4);
  std::vector<std::vector<float>> v;  // of M 5, by tick
  std::size_t spikes = 0, spikes_in_gap = 0;
  for (int part = 0; part < 2; ++part) {
    v.emplace_back();
    for (int k = 0; k < 500; ++k) {
      v.back().push_back(rheo_v(s.engine(), 1)[5]);
      box.step(random);
      box.drain(stream);
      const std::size_t now = rheo_spike_count(s.engine(), 0) + rheo_spike_count(s.engine(), 1);
      if (part == 0) (k >= 220 && k < 300 ? spikes_in_gap : spikes) += now;
    }
    if (part == 0) rheo_reset(s.engine());
  }
  // The first input after tick 220 is lost, so that ticks up to the snapshot of tick 300 are.
  std::size_t hit = 0;
  while (stream.record(hit).tick < 220 || stream.record(hit).type != RHEO_LOG_INPUT) ++hit;
  const std::uint64_t lost_from = stream.record(hit - 1).tick;
  stream.bytes[stream.offsets[hit] + 40] ^= std::byte{4};
  const std::vector<Image> images = test::images_of({test::robot()});
  ReplayRecording recording(describe_image(images[0]), chosen({"M:v[5]"}), 0.5);
  ReplayOptions options;
  options.observer = &recording;
  const ReplayReport report = replay(Log(stream.bytes, "x"), images, options);
  REQUIRE(report.gaps == 1);
  CHECK(report.fresh_starts == 1);
  const Folder folder;
  recording.write(folder.path);
  const std::string first = folder.text("part1/record/M.v.csv"), second = folder.text("part2/record/M.v.csv");
  std::size_t line = 0, in_gap = 0, wrong = 0;
  for (std::size_t at = first.find('\n') + 1; at < first.size(); at = first.find('\n', at) + 1, ++line) {
    const auto tick = static_cast<std::size_t>(2 * std::stod(first.substr(at)));
    if (tick > lost_from && tick < 300) ++in_gap;
    if (tick < 500 && std::stof(first.substr(first.find(',', at) + 1)) != v[0][tick]) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(in_gap < 11);  // of those that a hash has verified
  // What came between the last record and the reset is not known either.
  CHECK(line + report.ticks_not_replayed <= 501);
  CHECK(line + report.ticks_not_replayed > 480);
  CHECK(std::count(second.begin(), second.end(), '\n') > 490);
  const std::string csv = folder.text("part1/spikes.csv");
  const auto rows = static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n') - 1);
  CHECK(rows > spikes * 9 / 10);
  CHECK(rows <= spikes + spikes_in_gap);
}

TEST_SUITE_END();
