// Collects the sections of an image and puts them down one after another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "image/format.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {

class ImageWriter {
 public:
  ImageWriter() { bytes_.resize(sizeof(image::Header)); }

  // Appends data and answers the section's offset in units; 0 where there are none. Equal sections are stored once:
  // populations that share a parameter share its plane.
  template <class T>
  std::uint32_t add(const std::vector<T>& values) {
    return add_bytes(values.data(), values.size() * sizeof(T));
  }
  std::uint32_t add_bytes(const void* data, std::size_t bytes);

  // Offset of a zero-terminated string in the strings section; equal strings are stored once.
  std::uint32_t text(const std::string& s);

  // Appends the tables, the strings and the list of sections; fills in where they are, and the checksum.
  Image finish(image::Header header, const std::vector<image::Population>& populations,
               const std::vector<image::Channel>& channels, const std::vector<image::Projection>& projections);

 private:
  std::uint32_t append(const void* data, std::size_t bytes);

  std::vector<unsigned char> bytes_;
  std::vector<std::uint32_t> starts_;                                             // of the sections, in units
  std::multimap<std::uint64_t, std::pair<std::uint32_t, std::size_t>> sections_;  // hash -> offset, bytes
  std::string strings_;
  std::map<std::string, std::uint32_t> texts_;
};

}  // namespace rheobase
