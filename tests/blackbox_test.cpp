// What a robot did, again: the black box, its log, the replay.
#include <filesystem>
#include <string>
#include <thread>

#include "blackbox_helpers.hpp"
#include "log/format.hpp"
#include "rheobase/rheobase.hpp"
#include "temporary_path.hpp"

using namespace rheobase;
using test::Box;
using test::Disk;

namespace {

constexpr std::uint64_t log_id = 0x123456789ABCDEF0u;

LogShape shape_for(const Simulation& s, std::uint64_t bytes) {
  LogOptions options;
  options.bytes = bytes;
  options.segments = 4;
  return log_shape(options, s.snapshot().size() + 56);
}

struct Recorded {
  Disk disk;
  rheo_blackbox_stats stats;
};

Recorded record(int steps, std::uint64_t bytes, const rheo_blackbox_options& options, std::uint64_t id = log_id) {
  Simulation s(test::robot());
  const LogShape shape = shape_for(s, bytes);
  Recorded out{Disk(shape.file_bytes()), {}};
  LogWriter writer(out.disk, shape, -1, id);
  Box box(s, options);
  std::mt19937 random(static_cast<std::uint32_t>(id));
  for (int k = 0; k < steps; ++k) {
    box.step(random);
    box.drain(writer);
  }
  rheo_blackbox_record(box.get());
  rheo_blackbox_record_hash(box.get());
  box.drain(writer);
  out.stats = box.stats();
  return out;
}

struct TemporaryFile {
  std::string path;
  explicit TemporaryFile(const char* name) : path(test::temporary_path(name)) {}
  ~TemporaryFile() { std::filesystem::remove(path); }
};

}  // namespace

TEST_SUITE_BEGIN("blackbox");

TEST_CASE("a small log is a small file") {
  Simulation s(test::robot());
  const TemporaryFile file("rheobase_small");
  { FlightRecorder recorder(s.engine(), file.path, {1u << 20, 8, -1}); }
  CHECK(std::filesystem::file_size(file.path) <= (1u << 20) + 8192);
}

TEST_CASE("a writer that is behind by as much as the queue holds loses nothing") {
  Simulation s(test::robot());
  const rheo_blackbox_options options = test::every(100, 0, 1u << 18);
  const LogShape shape = log_shape({1u << 20, 4, -1}, s.snapshot().size() + 56, options.queue_bytes);
  Disk disk(shape.file_bytes());
  LogWriter writer(disk, shape, -1, log_id);
  Box box(s, options);
  std::mt19937 random(5);
  for (int k = 1; k <= 42000; ++k) {
    box.step(random);
    if (k % 6000 == 0) box.drain(writer);
  }
  CHECK(box.stats().lost == 0);
  CHECK(box.stats().most_queued > options.queue_bytes / 2);
  const Log log(disk.after(disk.written()), "behind");
  const ReplayReport report = replay(log, test::images_of({test::robot()}));
  CHECK(report.gaps == 0);
  CHECK(report.steps > 8000);  // what the segments that are left hold
  CHECK(!report.divergence.has_value());
}

TEST_CASE("a log replays bit for bit on every target and any number of threads") {
  const Recorded r = record(3000, 1u << 20, test::every(10, 200));
  const Log log(r.disk.after(r.disk.written()), "log");
  CHECK(r.stats.lost == 0);
  CHECK(log.records().size() == r.stats.records);
  std::vector<ReplayOptions> ways = {{"", 3}};
  for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) ways.push_back({name, 1});
  for (const ReplayOptions& way : ways) {
    CAPTURE(way.target);
    const ReplayReport report = replay(log, test::images_of({test::robot()}), way);
    CHECK(!report.divergence);
    CHECK(report.steps == 3000);
    CHECK(report.hashes == 302);  // tick 0, every tenth to 3000, and the last word
    CHECK(report.snapshots == r.stats.snapshots - 1);
    CHECK(report.gaps == 0);
  }
}

TEST_CASE("what encoders sent replays without them") {
  Simulation s(test::robot());
  const LogShape shape = shape_for(s, 1u << 20);
  Disk disk(shape.file_bytes());
  LogWriter writer(disk, shape, -1, log_id);
  Box box(s, test::every(10, 200));
  Encoder encoders[4];
  Memory<256> memory[4];
  for (std::uint32_t k = 0; k < 4; ++k) {
    rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT + k);
    o.first = 20 * k;
    o.count = 20;
    REQUIRE(encoders[k].init(memory[k], Engine(s.engine()), o) == RHEO_OK);
  }
  std::mt19937 random(8);
  for (int k = 0; k < 2000; ++k) {
    for (const Encoder& encoder : encoders) encoder.encode(static_cast<float>(random() % 1000) * 0.0011f);
    rheo_blackbox_record(box.get());
    s.step();
    box.drain(writer);
  }
  rheo_blackbox_record(box.get());
  rheo_blackbox_record_hash(box.get());
  box.drain(writer);
  const ReplayReport report = replay(Log(disk.after(disk.written()), "log"), test::images_of({test::robot()}));
  CHECK(s.counters().spikes > 1000);
  CHECK(!report.divergence);
  CHECK(report.steps == 2000);
  CHECK(report.gaps == 0);
}

TEST_CASE("the ring gives up its oldest segment, and the rest replays") {
  const Recorded r = record(6000, 100000, test::every(10, 0));
  const Log log(r.disk.after(r.disk.written()), "log");
  REQUIRE(!log.records().empty());
  CHECK(log.records().front().tick > 0);
  CHECK(log.records().front().type == RHEO_LOG_SNAPSHOT);
  const ReplayReport report = replay(log, test::images_of({test::robot()}));
  CHECK(!report.divergence);
  CHECK(report.last_tick == 6000);
  CHECK(report.first_tick < 5500);
  CHECK(report.gaps == 0);
}

TEST_CASE("power lost at any byte: what was whole is read, nothing else, and it replays") {
  const Recorded r = record(1500, 60000, test::every(5, 100));
  const std::vector<std::byte> old = record(1500, 60000, test::every(5, 100), 77).disk.after(~0ull);
  const std::vector<Image> images = test::images_of({test::robot()});
  const Log whole(r.disk.after(r.disk.written()), "whole");
  std::mt19937 random(23);
  std::uint64_t latest = 0;
  for (int k = 0; k < 300; ++k) {
    const std::uint64_t cut = 4200 + random() % (r.disk.written() - 4200);
    CAPTURE(cut);
    // Over an empty disk, and over one where another log of the same shape had been.
    const Log log(r.disk.after(cut), "cut"), over(r.disk.after(cut, old), "over");
    // A record whose missing bytes are by chance what lay there before is whole.
    const std::size_t more = std::max(log.records().size(), over.records().size());
    REQUIRE(more - std::min(log.records().size(), over.records().size()) <= 1);
    if (log.records().empty()) continue;  // the cut is in the first snapshot
    const ReplayReport report = replay(log, images);
    CHECK(!report.divergence);
    CHECK(!replay(over, images).divergence);
    latest = std::max(latest, report.last_tick);
  }
  CHECK(latest > 1200);
}

TEST_CASE("what had reached the disk before the cut is in the log") {
  Simulation s(test::robot());
  const LogShape shape = shape_for(s, 60000);
  Disk disk(shape.file_bytes());
  LogWriter writer(disk, shape, -1, log_id);
  Box box(s, test::every(5, 100));
  std::mt19937 random(5);
  for (int k = 0; k < 1200; ++k) {
    box.step(random);
    const std::uint64_t records = box.stats().records;
    box.drain(writer);
    if (k % 37 != 0) continue;
    // A torn write after this one takes nothing of it away.
    std::vector<std::byte> bytes = disk.after(disk.written());
    const Log log(std::move(bytes), "log");
    REQUIRE(log.records().back().sequence == records - 1);
  }
}

TEST_CASE("a flipped bit in a neuron is named: tick, population, neuron, both values") {
  Simulation s(test::robot());
  const LogShape shape = shape_for(s, 4u << 20);
  Disk disk(shape.file_bytes());
  LogWriter writer(disk, shape, -1, log_id);
  Box box(s, test::every(10, 50));
  std::mt19937 random(5);
  for (int k = 0; k < 1000; ++k) {
    if (k == 500) {
      float* v = const_cast<float*>(rheo_v(s.engine(), 1)) + 17;  // what a cosmic ray may do
      std::uint32_t bits;
      std::memcpy(&bits, v, 4);
      bits ^= 1u << 10;
      std::memcpy(v, &bits, 4);
    }
    box.step(random);
    box.drain(writer);
  }
  const ReplayReport report = replay(Log(disk.after(disk.written()), "log"), test::images_of({test::robot()}));
  REQUIRE(report.divergence);
  const Divergence& d = *report.divergence;
  CHECK(d.tick == 500);
  CHECK(d.last_equal_tick == 490);
  CHECK(d.located_tick == 500);
  CHECK(d.differing_values == 1);
  REQUIRE(d.differences.size() == 1);
  CHECK(d.differences[0].population == "M");
  CHECK(d.differences[0].neuron == 17);
  CHECK(d.differences[0].field == "v");
  CHECK(std::abs(std::stof(d.differences[0].in_log) / std::stof(d.differences[0].in_replay) - 1) < 1e-3);
  CHECK(d.differences[0].in_log != d.differences[0].in_replay);
  CHECK(report.last_tick >= 990);
  CHECK(report.hashes > 90);  // after the snapshot of tick 500 the log is right again
}

TEST_CASE("a host that sleeps costs records, is told so, and never the robot's time") {
  Simulation s(test::robot());
  const LogShape shape = shape_for(s, 4u << 20);
  Disk disk(shape.file_bytes());
  LogWriter writer(disk, shape, -1, log_id);
  Box box(s, test::every(10, 0));
  std::mt19937 random(5);
  for (int k = 0; k < 3000; ++k) {
    box.step(random);
    if (k < 1000 || k > 2000) box.drain(writer);
  }
  CHECK(box.stats().lost > 0);
  CHECK(box.stats().gaps == 1);
  const ReplayReport report = replay(Log(disk.after(disk.written()), "log"), test::images_of({test::robot()}));
  CHECK(!report.divergence);
  CHECK(report.gaps == 1);
  CHECK(report.lost_records == box.stats().lost);
  CHECK(report.last_tick > 2980);
  CHECK(report.steps < 2900);
}

TEST_CASE("resets, restores and swaps in the recorded run replay too, with each image") {
  Simulation s(test::robot());
  const LogShape shape = shape_for(s, 4u << 20);
  Disk disk(shape.file_bytes());
  LogWriter writer(disk, shape, -1, log_id);
  Box box(s, test::every(10, 300));
  std::mt19937 random(5);
  std::vector<std::byte> snapshot;
  for (int k = 0; k < 2000; ++k) {
    if (k == 300) snapshot = s.snapshot();
    if (k == 500) s.restore(snapshot);
    if (k == 900) rheo_reset(s.engine());
    if (k == 1400) s.swap_image(compile(test::robot(4.0)));
    if (k == 1700) s.run_steps(3);  // steps the box has not seen
    box.step(random);
    box.drain(writer);
  }
  const Log log(disk.after(disk.written()), "log");
  const ReplayReport report = replay(log, test::images_of({test::robot(), test::robot(4.0)}));
  CHECK(!report.divergence);
  CHECK(report.fresh_starts == 4);
  CHECK(report.gaps == 0);
  CHECK_THROWS_WITH_AS(replay(log, test::images_of({test::robot()})),
                       "log: record 626, tick 500: recorded with an image that is not given here", ModelError);
}

TEST_CASE("a thread writes what another records, to a file") {
  const TemporaryFile file("rheobase_blackbox");
  Simulation s(test::robot());
  std::mt19937 random(9);
  {
    FlightRecorder recorder(s.engine(), file.path, {}, test::every(20, 500));
    for (int k = 0; k < 4000; ++k) {
      const float x = static_cast<float>(random() % 30);
      (void)rheo_set_input(s.engine(), 0, static_cast<std::uint32_t>(random() % 90), 1, &x);
      recorder.record();
      s.step();
      if (k % 100 == 0) std::this_thread::yield();
    }
    recorder.close();
    CHECK(recorder.stats().lost == 0);
  }
  const ReplayReport report = replay(Log::read(file.path), test::images_of({test::robot()}));
  CHECK(!report.divergence);
  CHECK(report.steps == 4000);
}

TEST_CASE("files that are no logs are refused with a reason") {
  CHECK_THROWS_WITH_AS(Log::read("/nowhere/run.log"), "/nowhere/run.log: No such file or directory", ModelError);
  const char* none = "x: not a log: neither a log file nor records of a black box";
  CHECK_THROWS_WITH_AS(Log({}, "x"), none, ModelError);
  CHECK_THROWS_WITH_AS(Log(std::vector<std::byte>(9000), "x"), none, ModelError);
  CHECK_THROWS_WITH_AS(Log::read("/"), "/: is a directory, not a log", ModelError);
#ifndef _WIN32
  CHECK_THROWS_WITH_AS(Log::read("/dev/zero"), "/dev/zero: is a device, not a log", ModelError);
#endif
  Recorded r = record(50, 60000, test::every(5, 0));
  std::vector<std::byte> bytes = r.disk.after(~0ull);
  bytes.resize(log_file::page);
  bytes[17] ^= std::byte{1};
  CHECK_THROWS_WITH_AS(Log(bytes, "x"), "x: the log is damaged: its header's checksum does not match", ModelError);
  auto old = log_file::FileHeader{log_file::file_magic, 1, sizeof(log_file::FileHeader), 0, 5, 8192, 2, 0, 0, {}};
  old.checksum = log_file::checksum_of(old);
  std::memcpy(bytes.data(), &old, sizeof old);
  CHECK_THROWS_WITH_AS(Log(bytes, "x"), "x: a log of format 1; this program reads format 2", ModelError);
  // Without its engine's image it is read, and not run.
  const Log log(r.disk.after(~0ull), "x");
  CHECK_THROWS_WITH_AS(replay(log, {}), "x: record 0, tick 0: recorded with an image that is not given here",
                       ModelError);
}

TEST_CASE("sizes and places are checked") {
  Simulation s(test::robot());
  std::size_t bytes = 0;
  rheo_blackbox_options options = test::every(10, 0, 1000);
  CHECK(rheo_blackbox_size(s.engine(), &options, &bytes) == RHEO_E_BUFFER_TOO_SMALL);
  REQUIRE(rheo_blackbox_size(s.engine(), nullptr, &bytes) == RHEO_OK);
  AlignedBuffer memory(bytes + 64);
  rheo_blackbox* box = nullptr;
  CHECK(rheo_blackbox_init(memory.data(), bytes - 1, s.engine(), nullptr, &box) == RHEO_E_MEMORY_TOO_SMALL);
  CHECK(rheo_blackbox_init(memory.data() + 8, bytes, s.engine(), nullptr, &box) == RHEO_E_MEMORY_MISALIGNED);
  CHECK(rheo_blackbox_init(memory.data(), bytes, nullptr, nullptr, &box) == RHEO_E_NULL);
  CHECK(box == nullptr);
}

TEST_SUITE_END();
