#include "compile/writer.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "compile/message.hpp"
#include "image/checksum.hpp"

namespace rheobase {
namespace {

std::size_t round_up(std::size_t bytes) { return (bytes + image::unit - 1) / image::unit * image::unit; }

std::uint64_t content_hash(const void* data, std::size_t bytes) {
  const std::size_t words = bytes / 8;
  std::uint64_t tail = 0;
  if (bytes % 8 != 0) std::memcpy(&tail, static_cast<const unsigned char*>(data) + words * 8, bytes % 8);
  return hash_words(data, words, 0) + hash_term(words, tail);
}

}  // namespace

// On a huge page's boundary, and asking for huge pages: a spike's row lies anywhere in megabytes of
// weights, and with small pages finding its address costs as much as reading it.
Image::Image(std::size_t bytes) : size_(bytes) {
  constexpr std::size_t huge_page = std::size_t{2} << 20;
  const std::size_t alignment = bytes >= huge_page ? huge_page : image::unit;
  const std::size_t room = (bytes + alignment - 1) / alignment * alignment;
  void* memory = aligned_alloc(alignment, room > 0 ? room : alignment);
  if (memory == nullptr) throw std::bad_alloc();
  data_.reset(static_cast<std::byte*>(memory));
#ifdef MADV_HUGEPAGE
  if (bytes >= huge_page) madvise(memory, room, MADV_HUGEPAGE);  // a wish: refused, all still works
#endif
  std::memset(memory, 0, room);
}

void Image::Free::operator()(std::byte* p) const { std::free(p); }

std::uint32_t ImageWriter::append(const void* data, std::size_t bytes) {
  if (bytes == 0) return 0;
  const std::size_t begin = bytes_.size();
  if (begin / image::unit > 0xFFFFFFFFu) fail("", "the image would be larger than 256 GiB");
  bytes_.resize(round_up(begin + bytes));
  std::memcpy(bytes_.data() + begin, data, bytes);
  starts_.push_back(static_cast<std::uint32_t>(begin / image::unit));
  return starts_.back();
}

std::uint32_t ImageWriter::add_bytes(const void* data, std::size_t bytes) {
  const std::uint64_t hash = content_hash(data, bytes);
  const auto [first, last] = sections_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    const auto [offset, size] = it->second;
    if (size == bytes && bytes > 0 && std::memcmp(bytes_.data() + std::size_t{offset} * image::unit, data, bytes) == 0)
      return offset;
  }
  const std::uint32_t offset = append(data, bytes);
  sections_.emplace(hash, std::make_pair(offset, bytes));
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
  const auto append_table = [&](const auto& table) { return append(table.data(), table.size() * sizeof(table[0])); };
  header.population_table = append_table(populations);
  header.channel_table = append_table(channels);
  header.projection_table = append_table(projections);
  header.strings = append_table(strings_);
  header.strings_bytes = static_cast<std::uint32_t>(strings_.size());
  starts_.push_back(static_cast<std::uint32_t>(bytes_.size() / image::unit));
  const std::vector<std::uint32_t> starts = starts_;
  header.sections = append_table(starts);
  header.section_count = static_cast<std::uint32_t>(starts.size());
  header.magic = image::magic;
  header.version = image::version;
  header.header_bytes = sizeof(image::Header);
  header.image_bytes = bytes_.size();
  header.checksum = 0;
  Image image(bytes_.size());
  std::memcpy(bytes_.data(), &header, sizeof header);
  header.checksum = image::checksum_of(bytes_.data(), bytes_.size());
  std::memcpy(bytes_.data(), &header, sizeof header);
  std::memcpy(image.data(), bytes_.data(), bytes_.size());
  return image;
}

}  // namespace rheobase
