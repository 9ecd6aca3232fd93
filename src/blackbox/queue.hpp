// A queue of records for one producer and one consumer, in memory of the caller's. Loads and stores
// alone, no read-modify-write: it serves cores that have none.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rheobase {

// Every record lies in one piece: where it would not fit before the end of the memory, a mark says
// that the next one is at its start.
class RecordQueue {
 public:
  // `bytes` is a multiple of 8, below 2^32.
  RecordQueue(unsigned char* memory, std::uint32_t bytes) : memory_(memory), bytes_(bytes) {}

  // Producer: room for `bytes` (a multiple of 8), or null. Calling it again gives the room back.
  unsigned char* reserve(std::uint64_t bytes) {
    const std::uint32_t write = write_.load(std::memory_order_relaxed);
    const std::uint32_t read = read_.load(std::memory_order_acquire);
    // The last free byte is never taken: equal positions mean empty.
    if (write < read) {
      if (bytes >= read - write) return nullptr;
      reserved_ = write;
    } else if (bytes < bytes_ - write || (bytes == bytes_ - write && read > 0)) {
      reserved_ = write;
    } else if (bytes < read) {
      const std::uint32_t mark = wrap_mark;
      std::memcpy(memory_ + write, &mark, sizeof mark);
      reserved_ = 0;
    } else {
      return nullptr;
    }
    return memory_ + reserved_;
  }
  // Producer: what was reserved is written, and becomes the consumer's.
  void commit(std::uint32_t bytes) {
    const std::uint32_t end = reserved_ + bytes;
    write_.store(end == bytes_ ? 0 : end, std::memory_order_release);
  }
  // Producer: bytes that wait for the consumer, marks included.
  std::uint32_t queued() const {
    const std::uint32_t write = write_.load(std::memory_order_relaxed);
    const std::uint32_t read = read_.load(std::memory_order_relaxed);
    return write >= read ? write - read : bytes_ - read + write;
  }

  // Consumer: the oldest record, or null.
  unsigned char* front() {
    std::uint32_t read = read_.load(std::memory_order_relaxed);
    if (read == write_.load(std::memory_order_acquire)) return nullptr;
    std::uint32_t first;
    std::memcpy(&first, memory_ + read, sizeof first);
    if (first == wrap_mark) {
      // The mark became ours together with the record behind it.
      read = 0;
      read_.store(read, std::memory_order_release);
    }
    return memory_ + read;
  }
  void pop(std::uint32_t bytes) {
    const std::uint32_t end = read_.load(std::memory_order_relaxed) + bytes;
    read_.store(end == bytes_ ? 0 : end, std::memory_order_release);
  }

 private:
  static constexpr std::uint32_t wrap_mark = 0xFFFFFFFFu;

  unsigned char* memory_;
  std::uint32_t bytes_;
  std::uint32_t reserved_ = 0;                       // the producer's
  alignas(64) std::atomic<std::uint32_t> write_{0};  // stored by the producer
  alignas(64) std::atomic<std::uint32_t> read_{0};   // stored by the consumer
};

}  // namespace rheobase
