// A robot's loop on a disk that can lose power.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <vector>

#include "blackbox/record.hpp"
#include "log/writer.hpp"
#include "networks.hpp"
#include "rheobase/log.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase::test {

// Keeps every write in order, so that a test may stop in the middle of any.
class Disk : public LogStorage {
 public:
  explicit Disk(std::uint64_t bytes) : bytes_(bytes) {}
  void write(std::uint64_t offset, const void* data, std::size_t bytes) override {
    const auto* from = static_cast<const std::byte*>(data);
    writes_.push_back({offset, {from, from + bytes}});
    written_ += bytes;
  }
  void sync() override {}
  std::uint64_t written() const { return written_; }

  // What lies on it after `bytes` bytes were written, over what was there before.
  std::vector<std::byte> after(std::uint64_t bytes, std::vector<std::byte> before = {}) const {
    before.resize(bytes_);
    for (const Write& w : writes_) {
      const std::size_t part = std::min<std::size_t>(bytes, w.data.size());
      if (part > 0) std::memcpy(before.data() + w.offset, w.data.data(), part);
      bytes -= part;
    }
    return before;
  }

 private:
  struct Write {
    std::uint64_t offset;
    std::vector<std::byte> data;
  };
  std::uint64_t bytes_, written_ = 0;
  std::vector<Write> writes_;
};

// Two populations, one of which takes input; pulses that last and noise.
inline Network robot(double current = 0.0) {
  Network network;
  network.name = "robot";
  network.dt_ms = 0.5;
  for (const char* name : {"S", "M"}) {
    Population p;
    p.name = name;
    p.size = name[0] == 'S' ? 90.0 : 40.0;
    p.noise = 2.0;
    p.noise_interval_ms = 1;
    p.current = current;
    p.input = name[0] == 'S';
    p.channels[0].width_ms = 2;
    network.add(p);
  }
  for (const char* target : {"S", "M"}) {
    Projection q;
    q.source = "S";
    q.target = target;
    q.weight = "2*r";
    q.delay_ms = 2;
    network.connect(q);
  }
  return network;
}

// What a firmware sends: one record after the other.
struct Stream {
  std::vector<std::byte> bytes;
  std::vector<std::size_t> offsets;  // of the records

  void send(const rheo_log_record& record) {
    offsets.push_back(bytes.size());
    const auto* from = reinterpret_cast<const std::byte*>(&record);
    bytes.insert(bytes.end(), from, from + record.bytes);
  }
  rheo_log_record record(std::size_t index) const {
    rheo_log_record out;
    std::memcpy(&out, bytes.data() + offsets[index], sizeof out);
    return out;
  }
  // Of the `number`th record of a type, from 0.
  std::size_t offset_of(std::uint8_t type, int number) const {
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      if (record(i).type == type && number-- == 0) return offsets[i];
    }
    FAIL("no such record");
    return 0;
  }
};

inline rheo_blackbox_options every(std::uint32_t hash_ticks, std::uint32_t snapshot_ticks,
                                   std::size_t queue_bytes = 0) {
  rheo_blackbox_options options = rheo_default_blackbox_options();
  options.hash_ticks = hash_ticks != 0 ? hash_ticks : RHEO_NEVER;
  options.snapshot_ticks = snapshot_ticks;
  options.queue_bytes = queue_bytes;
  return options;
}

class Box {
 public:
  Box(const Simulation& s, const rheo_blackbox_options& options) : simulation_(&s) {
    std::size_t bytes = 0;
    REQUIRE(rheo_blackbox_size(s.engine(), &options, &bytes) == RHEO_OK);
    memory_ = AlignedBuffer(bytes);
    REQUIRE(rheo_blackbox_init(memory_.data(), bytes, s.engine(), &options, &box_) == RHEO_OK);
  }
  rheo_blackbox* get() const { return box_; }

  // One turn of the robot's loop, with sensors that speak at random.
  void step(std::mt19937& random) {
    rheo_engine* net = simulation_->engine();
    if (random() % 3 == 0) {
      float values[20];
      for (float& x : values) x = static_cast<float>(random() % 400) * 0.1f - 10;
      const auto first = static_cast<std::uint32_t>(random() % 70),
                 count = static_cast<std::uint32_t>(1 + random() % 20);
      REQUIRE(rheo_set_input(net, 0, first, count, values) == RHEO_OK);
    }
    rheo_blackbox_record(box_);
    rheo_step(net);
  }

  // The host's turn.
  void drain(LogWriter& writer) {
    while (const rheo_log_record* record = rheo_blackbox_peek(box_)) {
      REQUIRE(rheo_log_record_check(record, record->bytes) == RHEO_OK);
      writer.append(*record);
      rheo_blackbox_release(box_);
    }
    if (writer.wants_snapshot()) rheo_blackbox_want_snapshot(box_);
    writer.flush();
  }

  void drain(Stream& stream) {
    for (; const rheo_log_record* record = rheo_blackbox_peek(box_); rheo_blackbox_release(box_)) stream.send(*record);
  }

  rheo_blackbox_stats stats() const {
    rheo_blackbox_stats out;
    rheo_blackbox_get_stats(box_, &out);
    return out;
  }

 private:
  const Simulation* simulation_;
  AlignedBuffer memory_;
  rheo_blackbox* box_ = nullptr;
};

inline std::vector<Image> images_of(const std::vector<Network>& networks) {
  std::vector<Image> images;
  for (const Network& network : networks) images.push_back(compile(network));
  return images;
}

}  // namespace rheobase::test
