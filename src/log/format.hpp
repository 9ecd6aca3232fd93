// The log file: a header in the first 4096 bytes, then segments of equal size, written in a
// circle. Every segment begins with a snapshot, so that the oldest can be overwritten. docs/black-box.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "image/hash.hpp"

namespace rheobase::log_file {

constexpr std::uint32_t file_magic = 0x474F4C52u;     // "RLOG"
constexpr std::uint32_t segment_magic = 0x47455352u;  // "RSEG"
constexpr std::uint16_t version = 2;
constexpr std::size_t page = 4096;  // what disks write at once: segments begin on pages

struct FileHeader {
  std::uint32_t magic;
  std::uint16_t version, header_bytes;
  std::uint64_t checksum;
  // Of this recording. Also mixed into each record's checksums, so that records of an older log on the
  // same disk blocks are not taken for ours.
  std::uint64_t id;
  std::uint64_t segment_bytes;
  std::uint32_t segments;
  // The command that compiles the image again: text behind the header, zeros up to a multiple of 8 bytes.
  std::uint32_t image_source_bytes, image_source_hash;
  std::uint32_t reserved[5];
};
static_assert(sizeof(FileHeader) == 64);

struct SegmentHeader {
  std::uint32_t magic;
  std::uint16_t version, header_bytes;
  std::uint64_t checksum;
  std::uint64_t id;
  std::uint64_t number;          // 0, 1, 2 …; its place is number % segments
  std::uint64_t first_sequence;  // of its first record
  std::uint64_t reserved[3];
};
static_assert(sizeof(SegmentHeader) == 64);

// What the checksums of a recording's records are mixed with.
constexpr std::uint32_t mask_of(std::uint64_t id) { return static_cast<std::uint32_t>(mix64(id)); }

constexpr std::size_t most_image_source = page - sizeof(FileHeader);
inline std::uint32_t hash_of_text(std::string text) {
  text.resize((text.size() + 7) / 8 * 8);
  return static_cast<std::uint32_t>(hash_words(text.data(), text.size() / 8, 0));
}

template <class H>
std::uint64_t checksum_of(H header) {
  header.checksum = 0;
  return hash_words(&header, sizeof header / 8, 0);
}

template <class H>
bool sound(const H& header, std::uint32_t magic) {
  return header.magic == magic && header.version == version && header.header_bytes == sizeof header &&
         header.checksum == checksum_of(header);
}

}  // namespace rheobase::log_file
