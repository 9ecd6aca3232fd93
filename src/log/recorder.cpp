// The thread between an engine's black box and its log file.
#include <atomic>
#include <exception>
#include <optional>
#include <random>
#include <thread>

#include "blackbox/record.hpp"
#include "log/writer.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr std::chrono::milliseconds pause_between_looks{1};

std::uint64_t new_id() {
  std::random_device device;
  return (std::uint64_t{device()} << 32 | device()) ^
         static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

void expect_ok(rheo_status status) {
  if (status != RHEO_OK) fail("black box", rheo_status_text(status));
}

}  // namespace

struct FlightRecorder::Writing {
  Writing(const std::string& path, const LogShape& shape, const LogOptions& options)
      : file(path, shape.file_bytes()), writer(file, shape, options.sync_ms, new_id(), options.image_source) {
    if (!file.replaces_a_log()) file.publish();
  }

  // Reads the queue once. An old log is replaced only by a new one that can be replayed.
  void drain() {
    while (const rheo_log_record* record = rheo_blackbox_peek(box)) {
      if (!writer.append(*record)) dropped.fetch_add(1, std::memory_order_relaxed);
      taken_bytes.fetch_add(record->bytes, std::memory_order_release);
      rheo_blackbox_release(box);
      if (!writer.wants_snapshot()) {
        asked = false;
      } else if (!asked) {
        rheo_blackbox_want_snapshot(box);
        asked = true;
      }
    }
    writer.flush();
    if (file.is_published() || !writer.has_records()) return;
    writer.sync();
    file.publish();
  }

  void run() {
    try {
      while (!stopping.load(std::memory_order_acquire)) {
        drain();
        std::this_thread::sleep_for(pause_between_looks);
      }
      drain();
      writer.sync();
    } catch (...) {
      error = std::current_exception();
      ended.store(true, std::memory_order_release);
    }
  }

  LogFile file;
  LogWriter writer;
  rheo_blackbox* box = nullptr;
  bool asked = false;
  std::uint64_t queue_bytes = 0;
  std::atomic<bool> stopping{false};
  std::atomic<bool> ended{false};             // by an error
  std::atomic<std::uint64_t> taken_bytes{0};  // out of the queue
  std::atomic<std::uint64_t> dropped{0};      // records without room in their segment
  std::exception_ptr error;
  std::thread thread;
};

FlightRecorder::FlightRecorder(const rheo_engine* engine, const std::string& path, const LogOptions& options,
                               const rheo_blackbox_options& box_options) {
  rheo_blackbox_options with = box_options;
  std::size_t bytes = 0;
  expect_ok(rheo_blackbox_size(engine, &with, &bytes));
  const std::uint64_t snapshot_bytes = snapshot_record_bytes(*engine, with);
  // Room for what is queued while the thread waits for the disk; of a small log only a part of it.
  if (with.queue_bytes == 0) {
    const std::uint64_t share = options.bytes / std::max(options.segments, 1u) / 4;
    with.queue_bytes = static_cast<std::size_t>(std::max(4 * snapshot_bytes, std::min<std::uint64_t>(1u << 20, share)));
    expect_ok(rheo_blackbox_size(engine, &with, &bytes));
  }
  memory_ = AlignedBuffer(bytes);
  expect_ok(rheo_blackbox_init(memory_.data(), memory_.size(), engine, &with, &box_));
  writing_ = std::make_unique<Writing>(path, log_shape(options, snapshot_bytes, with.queue_bytes), options);
  writing_->box = box_;
  writing_->queue_bytes = with.queue_bytes;
  writing_->thread = std::thread([writing = writing_.get()] { writing->run(); });
}

FlightRecorder::~FlightRecorder() {
  if (!writing_ || !writing_->thread.joinable()) return;
  writing_->stopping.store(true, std::memory_order_release);
  writing_->thread.join();
}

void FlightRecorder::record_waiting() {
  const auto queued_bytes = [&] { return stats().bytes - writing_->taken_bytes.load(std::memory_order_acquire); };
  while (queued_bytes() > writing_->queue_bytes / 2 && !writing_->ended.load(std::memory_order_acquire)) {
    std::this_thread::sleep_for(pause_between_looks / 4);
  }
  record();
}

void FlightRecorder::close() {
  if (!writing_->thread.joinable()) return;
  writing_->stopping.store(true, std::memory_order_release);
  writing_->thread.join();
  if (writing_->error) std::rethrow_exception(writing_->error);
  // The queue is empty by now, so there is room for the end of the run at any speed.
  rheo_blackbox_record(box_);
  rheo_blackbox_record_hash(box_);
  writing_->drain();
  writing_->writer.sync();
}

rheo_blackbox_stats FlightRecorder::stats() const {
  rheo_blackbox_stats out;
  rheo_blackbox_get_stats(box_, &out);
  out.lost += writing_->dropped.load(std::memory_order_relaxed);
  return out;
}

}  // namespace rheobase
