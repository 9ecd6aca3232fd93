// Reading an image in place. Only valid for bytes that check_image has accepted.
#pragma once

#include "image/format.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase::image {

// How many ticks back delivery looks: to the spike that starts a pulse, and, where the pulse lasts,
// to the one that ends it. (A pulse of one tick is not taken away: its sum is not kept.)
constexpr std::uint64_t oldest_needed(std::uint32_t delay_ticks, std::uint32_t pulse_ticks) {
  return std::uint64_t{delay_ticks} + (pulse_ticks > 1 ? pulse_ticks : 0);
}

constexpr bool is_sparse(const Projection& p) {
  switch (static_cast<Storage>(p.storage)) {
    case Storage::sparse_i8:
    case Storage::sparse_i16:
    case Storage::sparse_i32:
    case Storage::sparse32_i8:
    case Storage::sparse32_i16: return true;
    default: return false;
  }
}

class View {
 public:
  explicit View(const void* image) : base_(static_cast<const unsigned char*>(image)) {}

  const Header& header() const { return *at<Header>(0); }
  const Population& population(std::size_t i) const { return at<Population>(header().population_table)[i]; }
  const Channel& channel(std::size_t i) const { return at<Channel>(header().channel_table)[i]; }
  const Projection& projection(std::size_t i) const { return at<Projection>(header().projection_table)[i]; }
  std::uint64_t event_budget() const {
    return header().event_budget[0] | std::uint64_t{header().event_budget[1]} << 32;
  }
  const char* string(std::uint32_t offset) const { return at<char>(header().strings) + offset; }

  template <class T>
  const T* at(std::uint32_t units) const {
    return reinterpret_cast<const T*>(base_ + std::size_t{units} * unit);
  }

 private:
  const unsigned char* base_;
};

}  // namespace rheobase::image
