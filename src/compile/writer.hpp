// Collects the sections of an image and writes them one after another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compile/section_bytes.hpp"
#include "image/format.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {

class ImageWriter {
 public:
  // Appends data and returns the section's offset in units; 0 if there are none. Equal sections are stored once:
  // populations that share a parameter share its plane.
  template <class T>
  std::uint32_t add(const std::vector<T>& values) {
    return add_bytes(values.data(), values.size() * sizeof(T));
  }
  std::uint32_t add_bytes(const void* data, std::size_t bytes) { return add(SectionBytes(data, bytes)); }
  std::uint32_t add(SectionBytes bytes);

  // Offset of a zero-terminated string in the strings section; equal strings are stored once.
  std::uint32_t text(const std::string& s);

  // Appends the tables, the strings and the list of sections; fills in where they are, and the checksum.
  Image finish(image::Header header, const std::vector<image::Population>& populations,
               const std::vector<image::Channel>& channels, const std::vector<image::Projection>& projections);

 private:
  std::uint32_t append(SectionBytes bytes);
  template <class T>
  std::uint32_t append_table(const T& table) {
    return append(SectionBytes(table.data(), table.size() * sizeof(table[0])));
  }

  std::vector<SectionBytes> sections_;
  std::vector<std::uint32_t> starts_;                     // of the sections, in units
  std::size_t bytes_ = sizeof(image::Header);             // of the image up to here
  std::multimap<std::uint64_t, std::size_t> by_content_;  // hash -> section
  std::string strings_;
  std::map<std::string, std::uint32_t> texts_;
};

}  // namespace rheobase
