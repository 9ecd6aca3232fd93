// The sections of an image as its list names them: contiguous, from the header to the end. The data (planes, stimuli,
// weights) come first, then the tables and strings, each once; the list itself is the last.
#pragma once

#include "image/format.hpp"

namespace rheobase::image {

class Sections {
 public:
  // Nothing of `base` beyond the header has been checked.
  explicit Sections(const unsigned char* base)
      : base_(base), units_(header().image_bytes / unit), count_(header().section_count) {}

  // Removes the list, the strings and the tables from the end; the data remain.
  bool take_tables() {
    const Header& h = header();
    const std::uint64_t list_bytes = std::uint64_t{count_} * sizeof(std::uint32_t);
    if (count_ == 0 || h.sections < sizeof(Header) / unit || h.sections + units_of(list_bytes) != units_) return false;
    if (start(0) != sizeof(Header) / unit || start(count_ - 1) != h.sections) return false;
    for (std::uint32_t k = 1; k < count_; ++k) {
      if (start(k) <= start(k - 1)) return false;
    }
    return take_last(h.sections, list_bytes) && take_last(h.strings, h.strings_bytes) &&
           take_last(h.projection_table, std::uint64_t{h.projections} * sizeof(Projection)) &&
           take_last(h.channel_table, std::uint64_t{h.channels} * sizeof(Channel)) &&
           take_last(h.population_table, std::uint64_t{h.populations} * sizeof(Population));
  }

  // Whether so many bytes of data at `offset` are one section. No bytes are nowhere: at 0.
  bool hold(std::uint32_t offset, std::uint64_t bytes) const {
    if (bytes == 0) return offset == 0;
    std::uint32_t low = 0, high = count_;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (start(middle) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < count_ && is_section(low, offset, bytes);
  }

 private:
  const Header& header() const { return *reinterpret_cast<const Header*>(base_); }
  std::uint32_t start(std::uint32_t k) const {
    return reinterpret_cast<const std::uint32_t*>(base_ + std::size_t{header().sections} * unit)[k];
  }
  static std::uint64_t units_of(std::uint64_t bytes) { return bytes / unit + (bytes % unit != 0 ? 1 : 0); }

  bool is_section(std::uint32_t k, std::uint32_t offset, std::uint64_t bytes) const {
    const std::uint64_t end = k + 1 < header().section_count ? start(k + 1) : units_;
    return start(k) == offset && end - offset == units_of(bytes);
  }
  bool take_last(std::uint32_t offset, std::uint64_t bytes) {
    if (bytes == 0) return offset == 0;
    return count_ > 0 && is_section(--count_, offset, bytes);
  }

  const unsigned char* base_;
  std::uint64_t units_;
  std::uint32_t count_;  // those not taken yet
};

}  // namespace rheobase::image
