#include "rheobase/aligned_buffer.hpp"

#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "image/format.hpp"

namespace rheobase {

// A spike's row lies anywhere in megabytes of weights: with small pages finding its address costs as much as reading
// it.
AlignedBuffer::AlignedBuffer(std::size_t bytes, Begin begin) : size_(bytes) {
  constexpr std::size_t huge_page = std::size_t{2} << 20;
  const std::size_t alignment = bytes >= huge_page ? huge_page : image::unit;
  const std::size_t room = (bytes + alignment - 1) / alignment * alignment;
  void* memory = ::operator new (room > 0 ? room : alignment, std::align_val_t{alignment});
  data_ = {static_cast<std::byte*>(memory), Free(alignment)};
#ifdef MADV_HUGEPAGE
  if (bytes >= huge_page) madvise(memory, room, MADV_HUGEPAGE);  // a wish: refused, all still works
#endif
  if (begin == Begin::zeroed) std::memset(memory, 0, room);
}

void AlignedBuffer::Free::operator()(std::byte* p) const {
  if (release != nullptr) return release(p, bytes);
  ::operator delete (p, std::align_val_t{bytes});
}

}  // namespace rheobase
