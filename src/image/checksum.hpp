// The image's checksum: hash_words over the whole image, its own field counted as 0.
#pragma once

#include "image/format.hpp"
#include "image/hash.hpp"

namespace rheobase::image {

// `bytes` is a multiple of 8 and at least sizeof(Header).
inline std::uint64_t checksum_of(const void* image, std::size_t bytes) {
  constexpr std::size_t field = offsetof(Header, checksum) / 8;
  std::uint64_t stored;
  std::memcpy(&stored, static_cast<const unsigned char*>(image) + offsetof(Header, checksum), 8);
  return hash_words(image, bytes / 8, 0) - hash_term(field, stored) + hash_term(field, 0);
}

}  // namespace rheobase::image
