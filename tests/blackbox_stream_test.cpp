// The records of a firmware as they come in: one after the other, through a line that loses, flips and tears.
#include <algorithm>

#include "blackbox_helpers.hpp"
#include "rheobase/rheobase.hpp"

using namespace rheobase;
using test::Box;
using test::Stream;

namespace {

constexpr int ticks = 3000, snapshot_ticks = 200;

// With a sensor, a motor and inputs by hand.
Stream recorded(std::uint32_t seed, int steps = ticks) {
  const Simulation s(test::robot());
  rheo_engine* net = s.engine();
  Memory<256> memory[2];
  rheo_encoder_options sensor = rheo_default_encoder_options(RHEO_ENCODE_POPULATION);
  sensor.first = 70, sensor.count = 20;
  rheo_decoder_options motor = rheo_default_decoder_options(RHEO_DECODE_TRACE);
  motor.population = "M";
  rheo_encoder* encoder = nullptr;
  rheo_decoder* decoder = nullptr;
  REQUIRE(rheo_encoder_init(memory[0].bytes, 256, net, &sensor, &encoder) == RHEO_OK);
  REQUIRE(rheo_decoder_init(memory[1].bytes, 256, net, &motor, &decoder) == RHEO_OK);
  const rheo_blackbox_signal signals[] = {{"sensor", encoder, nullptr}, {"motor", nullptr, decoder}};
  rheo_blackbox_options options = test::every(10, snapshot_ticks, 1u << 18);
  options.signals = signals;
  options.signal_count = 2;
  Box box(s, options);
  Stream stream;
  std::mt19937 random(seed);
  for (int k = 0; k < steps; ++k) {
    if (random() % 3 == 0)
      rheo_encode(encoder, static_cast<float>(random() % 100) * 0.01f);
    else
      rheo_encode(encoder, 0.5f);
    if (random() % 5 == 0) {
      const float x = static_cast<float>(random() % 20);
      REQUIRE(rheo_set_input(net, 0, static_cast<std::uint32_t>(random() % 70), 1, &x) == RHEO_OK);
    }
    rheo_blackbox_record(box.get());
    rheo_step(net);
    rheo_decode(decoder, nullptr);
    box.drain(stream);
  }
  rheo_blackbox_record(box.get());
  rheo_blackbox_record_hash(box.get());
  box.drain(stream);
  return stream;
}

const std::vector<Image>& images() {
  static const std::vector<Image> all = test::images_of({test::robot()});
  return all;
}

ReplayReport replayed(const std::vector<std::byte>& bytes) { return replay(Log(bytes, "stream"), images()); }

// Nothing that comes out of a damaged stream is anything but what was sent.
void check_records(const Log& log, const Stream& sent) {
  std::size_t wrong = 0;
  for (const LogRecord& r : log.records()) {
    REQUIRE(r.sequence < sent.offsets.size());
    const std::byte* original = sent.bytes.data() + sent.offsets[r.sequence] + sizeof(rheo_log_record);
    const bool same = sent.record(r.sequence).bytes == r.payload_bytes + sizeof(rheo_log_record) &&
                      (r.payload_bytes == 0 || std::memcmp(original, r.payload, r.payload_bytes) == 0);
    wrong += same ? 0 : 1;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_SUITE_BEGIN("blackbox");

TEST_CASE("records one after the other are a log") {
  const Stream sent = recorded(1);
  const ReplayReport report = replayed(sent.bytes);
  CHECK(!report.divergence);
  CHECK(report.records == sent.offsets.size());
  CHECK(report.steps == ticks);
  CHECK(report.hashes == ticks / 10 + 2);
  CHECK(report.snapshots == ticks / snapshot_ticks);
  CHECK(report.skipped_bytes == 0);
  CHECK(report.unverified_ticks == 0);
}

TEST_CASE("one flipped bit costs its record, or the run up to the next snapshot, whatever record it hits") {
  const Stream sent = recorded(2);
  std::mt19937 random(2);
  for (const std::uint8_t type : {RHEO_LOG_SNAPSHOT, RHEO_LOG_INPUT, RHEO_LOG_HASH, RHEO_LOG_SENSOR}) {
    for (int k = 0; k < 25; ++k) {
      std::size_t hit;
      do hit = random() % sent.offsets.size();
      while (sent.record(hit).type != type || hit == 0);
      CAPTURE(type);
      CAPTURE(hit);
      const rheo_log_record record = sent.record(hit);
      std::vector<std::byte> bytes = sent.bytes;
      const std::size_t bit = random() % (record.bytes * 8);
      bytes[sent.offsets[hit] + bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
      const Log log(bytes, "stream");
      check_records(log, sent);
      CHECK(log.records().size() == sent.offsets.size() - 1);
      CHECK(log.skipped_bytes() == record.bytes);
      const ReplayReport report = replay(log, images());
      CHECK(!report.divergence);
      if (record.tick + snapshot_ticks <= ticks) CHECK(report.missing_records == 1);
      CHECK(report.steps + report.ticks_not_replayed == ticks);
      CHECK(report.gaps <= 1);
      if (type == RHEO_LOG_HASH || type == RHEO_LOG_SNAPSHOT) {
        CHECK(report.ticks_not_replayed == 0);
        CHECK(report.steps == ticks);
        CHECK(report.hashes >= ticks / 10 + 1);
      } else {
        CHECK(report.ticks_not_replayed <= snapshot_ticks);
        CHECK(report.hashes >= (ticks - snapshot_ticks) / 10);
      }
    }
  }
}

TEST_CASE("a record of no values is damage") {
  const Stream sent = recorded(3, 300);
  for (const std::uint8_t type : {RHEO_LOG_CALLS, RHEO_LOG_SENSOR, RHEO_LOG_INPUT, RHEO_LOG_SPIKES, RHEO_LOG_GAINS}) {
    CAPTURE(type);
    struct {
      rheo_log_record header;
      ValuesPayload which;
      std::uint32_t padding;
    } record = {sent.record(sent.offsets.size() - 1), {0, 0, 0}, 0};
    record.header.type = type;
    record.header.bytes = sizeof record;
    ++record.header.sequence;
    record.header.payload_checksum = payload_checksum_of(&record.which, sizeof record - sizeof record.header);
    record.header.header_checksum = header_checksum_of(record.header);
    std::vector<std::byte> bytes = sent.bytes;
    const auto* from = reinterpret_cast<const std::byte*>(&record);
    bytes.insert(bytes.end(), from, from + sizeof record);
    REQUIRE(rheo_log_record_check(from, sizeof record) == RHEO_OK);
    const Log log(bytes, "stream");
    CHECK(log.records().size() == sent.offsets.size());
    CHECK(log.skipped_bytes() == sizeof record);
    CHECK(!replay(log, images()).divergence);
  }
}

// Bytes flipped, lost, doubled, put in; stretches torn out; the beginning missed, the end cut.
TEST_CASE("a bad line loses records and never makes one up; what is replayed is the recorded run") {
  std::uint64_t steps = 0, lines = 0, torn = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    const Stream sent = recorded(100 + seed % 3, 1200);
    std::mt19937 random(seed);
    const std::uint32_t every = 2000u << seed % 6;  // bytes between two errors, about
    std::vector<std::byte> got;
    for (std::size_t i = random() % 3 * 500; i < sent.bytes.size(); ++i) {
      got.push_back(sent.bytes[i]);
      if (random() % every != 0) continue;
      switch (random() % 6) {
        case 0: got.back() ^= static_cast<std::byte>(1u << random() % 8); break;
        case 1: got.pop_back(); break;
        case 2: got.push_back(got.back()); break;
        case 3: got.push_back(static_cast<std::byte>(random())); break;
        case 4: i += random() % 300; break;
        default: std::fill_n(std::back_inserter(got), random() % 40, std::byte{0}); break;
      }
    }
    got.resize(got.size() - random() % 200);
    try {
      const Log log(got, "line");
      check_records(log, sent);
      const ReplayReport report = replay(log, images());
      CHECK(!report.divergence);
      CHECK(report.last_tick <= 1200);
      CHECK(report.steps + report.ticks_not_replayed <= 1200);
      steps += report.steps;
      ++lines;
    } catch (const ModelError& error) {
      CHECK(std::string(error.what()) == "line: the log has no whole snapshot to begin with");
      ++torn;
    }
  }
  CHECK(torn < 15);
  CHECK(steps > lines * 500);
}

TEST_CASE("records sent twice count once, and a recorder that starts again is another recording") {
  const Stream first = recorded(7, 500), second = recorded(8, 700);
  std::vector<std::byte> twice;
  for (std::size_t i = 0; i < first.offsets.size(); ++i) {
    const auto from = first.bytes.begin() + static_cast<std::ptrdiff_t>(first.offsets[i]);
    for (int k = i % 5 == 0 ? 2 : 1; k > 0; --k) twice.insert(twice.end(), from, from + first.record(i).bytes);
    if (i % 50 == 49) {  // the last few once more
      const auto back = first.bytes.begin() + static_cast<std::ptrdiff_t>(first.offsets[i - 4]);
      twice.insert(twice.end(), back, from + first.record(i).bytes);
    }
  }
  ReplayReport report = replayed(twice);
  CHECK(!report.divergence);
  CHECK(report.records == first.offsets.size());
  CHECK(report.steps == 500);
  CHECK(report.recordings == 1);

  // Both begin with the same bytes.
  std::vector<std::byte> both = first.bytes;
  both.insert(both.end(), second.bytes.begin(), second.bytes.end());
  report = replayed(both);
  CHECK(!report.divergence);
  CHECK(report.recordings == 2);
  CHECK(report.steps == 1200);
  CHECK(report.gaps == 0);
  CHECK(report.missing_records == 0);
}

TEST_CASE("what the queue had no room for is counted, record by record and tick by tick") {
  const Simulation s(test::robot());
  Box box(s, test::every(100, 0));
  Stream stream;
  for (int k = 0; k < 99934 + 66; ++k) {
    const float x = static_cast<float>(k % 1000) * 0.01f;
    REQUIRE(rheo_set_input(s.engine(), 0, 0, 1, &x) == RHEO_OK);
    rheo_blackbox_record(box.get());
    rheo_step(s.engine());
    if (k < 66) box.drain(stream);
  }
  const std::uint64_t kept = box.stats().records;
  CHECK(box.stats().lost ==
        100000 + 1000 - (kept - 1) - 1);  // an input a tick, a hash in a hundred; the snapshot apart
  CHECK(box.stats().lost > 99000);
  CHECK(box.stats().gaps == 1);
  box.drain(stream);
  rheo_blackbox_record(box.get());
  box.drain(stream);
  const ReplayReport report = replayed(stream.bytes);
  CHECK(!report.divergence);
  CHECK(report.lost_records == box.stats().lost);
  CHECK(report.ticks_not_replayed == box.stats().lost_ticks);
  CHECK(report.steps + report.ticks_not_replayed == 100000);
  CHECK(report.gaps == 1);
}

TEST_CASE("a log of a quiet run is short and replays; a far tick is refused, not waited for") {
  const Simulation s(test::robot());
  Box box(s, test::every(0, 0));
  Stream stream;
  const int quiet = 150000;
  for (int k = 0; k < quiet; ++k) {
    rheo_blackbox_record(box.get());
    rheo_step(s.engine());
    box.drain(stream);
  }
  rheo_blackbox_record_hash(box.get());
  box.drain(stream);
  CHECK(stream.offsets.size() == 4);
  ReplayReport report = replayed(stream.bytes);
  CHECK(report.steps == quiet);
  CHECK(report.hashes == 1);

  // Signed, and sent by nobody's recorder.
  const auto sign = [&](std::size_t index, std::uint64_t sequence, std::uint64_t tick) {
    std::vector<std::byte> bytes = stream.bytes;
    rheo_log_record record = stream.record(index);
    record.sequence = sequence;
    record.tick = tick;
    record.header_checksum = header_checksum_of(record);
    std::memcpy(bytes.data() + stream.offsets[index], &record, sizeof record);
    return bytes;
  };
  for (const std::uint64_t tick : {std::uint64_t{200000}, std::uint64_t{1} << 60, ~std::uint64_t{0}}) {
    const std::string words = "stream: record 3, tick " + std::to_string(tick) + ": " + std::to_string(tick - 131072) +
                              " ticks after the record before it, where at most 65536 pass without one";
    CHECK_THROWS_WITH_AS(replayed(sign(3, 3, tick)), words.c_str(), ModelError);
    // Behind a record that is missing it is as far.
    report = replayed(sign(3, 17, tick == 200000 ? 2000000 : tick));
    CHECK(report.steps == 131072);
    CHECK(report.hashes == 0);
  }
}

TEST_CASE("a stream made of nothing but beginnings is given up, not read for hours") {
  // Each record says that it goes on to the end; all headers are right, no payload is.
  std::vector<std::byte> bytes(8u << 20);
  for (std::size_t at = 0; at + sizeof(rheo_log_record) <= bytes.size(); at += sizeof(rheo_log_record)) {
    rheo_log_record record = {
        RHEO_LOG_MARKER, RHEO_LOG_VERSION, RHEO_LOG_HASH, static_cast<std::uint32_t>(bytes.size() - at), at, 0, 0, 0};
    record.header_checksum = header_checksum_of(record);
    std::memcpy(bytes.data() + at, &record, sizeof record);
  }
  CHECK_THROWS_WITH_AS(Log(bytes, "x"), "x: too many damaged records, one in the other", ModelError);
}

TEST_SUITE_END();
