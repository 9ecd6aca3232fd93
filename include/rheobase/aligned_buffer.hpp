// Memory for an image or an engine. Host side: allocates.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace rheobase {

// Bytes, zeroed unless said otherwise, at a multiple of 64, of 2 MiB where there are as many (and in huge pages where
// the system has them). Owned. Moved from, it is empty, as a new one.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  enum class Begin { zeroed, unset };
  explicit AlignedBuffer(std::size_t bytes, Begin begin = Begin::zeroed);  // throws std::bad_alloc
  // Takes memory that `release` gives back, of a file that is mapped.
  using Release = void (*)(void* memory, std::size_t bytes);
  AlignedBuffer(void* memory, std::size_t bytes, Release release) noexcept
      : data_(static_cast<std::byte*>(memory), Free(bytes, release)), size_(bytes) {}
  AlignedBuffer(AlignedBuffer&& other) noexcept : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}
  AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
    data_ = std::move(other.data_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  const std::byte* data() const { return data_.get(); }
  std::byte* data() { return data_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    Free() noexcept : bytes(1), release(nullptr) {}
    explicit Free(std::size_t of_bytes, Release of_release = nullptr) noexcept : bytes(of_bytes), release(of_release) {}
    std::size_t bytes;  // to release; without a release: the alignment
    Release release;
    void operator()(std::byte* p) const;
  };
  std::unique_ptr<std::byte[], Free> data_;
  std::size_t size_ = 0;
};

}  // namespace rheobase
