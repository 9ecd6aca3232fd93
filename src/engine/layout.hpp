// Where everything lies in the caller's memory. One walk serves both questions: with a null base
// it measures (rheo_engine_size), with the memory it places (rheo_init).
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/engine.hpp"

namespace rheobase {

class Arena {
 public:
  explicit Arena(void* base) : base_(static_cast<unsigned char*>(base)) {}

  // Room for `count` T on a 64-byte boundary; null while measuring.
  template <class T>
  T* take(std::uint64_t count) {
    used_ = (used_ + RHEO_ALIGNMENT - 1) / RHEO_ALIGNMENT * RHEO_ALIGNMENT;
    T* place = base_ == nullptr ? nullptr : reinterpret_cast<T*>(base_ + used_);
    used_ += count * sizeof(T);
    return place;
  }
  std::uint64_t used() const { return (used_ + RHEO_ALIGNMENT - 1) / RHEO_ALIGNMENT * RHEO_ALIGNMENT; }

 private:
  unsigned char* base_;
  std::uint64_t used_ = 0;
};

// Takes room for an engine over `image`, stepped by `threads` threads; fills the pointers into the arena of *engine
// unless measuring (null).
void lay_out(const image::View& image, std::uint32_t threads, Arena& arena, rheo_engine* engine);

// Points a laid out engine at the weights and parameters of `image`: at init, and again when another
// image of the same layout takes its place.
void bind(const image::View& image, rheo_engine& engine);

// Whether these kernels have what the image needs.
bool supported(const image::View& image, const KernelTable& kernels);

}  // namespace rheobase
