#include "compile/writer.hpp"

#include <cstring>
#include <utility>

#include "compile/message.hpp"
#include "image/checksum.hpp"

namespace rheobase {
namespace {

std::size_t round_up(std::size_t bytes) { return (bytes + image::unit - 1) / image::unit * image::unit; }

}  // namespace

std::uint32_t ImageWriter::append(SectionBytes bytes) {
  if (bytes.size() == 0) return 0;
  const std::size_t begin = round_up(bytes_);
  if (begin / image::unit > 0xFFFFFFFFu) fail("", "the image would be larger than 256 GiB");
  starts_.push_back(static_cast<std::uint32_t>(begin / image::unit));
  bytes_ = begin + bytes.size();
  sections_.push_back(std::move(bytes));
  return starts_.back();
}

std::uint32_t ImageWriter::add(SectionBytes bytes) {
  const std::uint64_t hash = bytes.hash();
  const auto [first, last] = by_content_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    if (sections_[it->second] == bytes) return starts_[it->second];
  }
  const std::uint32_t offset = append(std::move(bytes));
  if (offset != 0) by_content_.emplace(hash, sections_.size() - 1);
  return offset;
}

std::uint32_t ImageWriter::text(const std::string& s) {
  const auto [it, added] = texts_.emplace(s, static_cast<std::uint32_t>(strings_.size()));
  if (added) strings_.append(s.c_str(), s.size() + 1);
  return it->second;
}

Image ImageWriter::finish(image::Header header, const std::vector<image::Population>& populations,
                          const std::vector<image::Channel>& channels,
                          const std::vector<image::Projection>& projections) {
  header.population_table = append_table(populations);
  header.channel_table = append_table(channels);
  header.projection_table = append_table(projections);
  header.strings = append_table(strings_);
  header.strings_bytes = static_cast<std::uint32_t>(strings_.size());
  std::vector<std::uint32_t> starts = starts_;
  starts.push_back(static_cast<std::uint32_t>(round_up(bytes_) / image::unit));
  header.sections = append_table(starts);
  header.section_count = static_cast<std::uint32_t>(starts.size());
  header.magic = image::magic;
  header.version = image::version;
  header.header_bytes = sizeof(image::Header);
  header.image_bytes = round_up(bytes_);
  header.checksum = 0;
  // Unset: a page is taken once it is written, when the section that was copied before it has been freed.
  Image image(round_up(bytes_), Image::Begin::unset);
  unsigned char* at = reinterpret_cast<unsigned char*>(image.data());
  std::memcpy(at, &header, sizeof header);
  at += sizeof header;
  for (std::size_t k = 0; k < sections_.size(); ++k) {
    unsigned char* const begin = reinterpret_cast<unsigned char*>(image.data()) + std::size_t{starts_[k]} * image::unit;
    std::memset(at, 0, static_cast<std::size_t>(begin - at));
    at = begin;
    sections_[k].drain([&](const unsigned char* bytes, std::size_t count) {
      std::memcpy(at, bytes, count);
      at += count;
    });
  }
  std::memset(at, 0, static_cast<std::size_t>(reinterpret_cast<unsigned char*>(image.data()) + image.size() - at));
  header.checksum = image::checksum_of(image.data(), image.size());
  std::memcpy(image.data(), &header, sizeof header);
  return image;
}

}  // namespace rheobase
