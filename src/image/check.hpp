// The trust boundary: an image that check_image accepts is run without further checks.
#pragma once

#include <cstddef>

#include "rheobase/rheobase.h"

namespace rheobase::image {

// Never reads outside the given bytes, for any contents. O(bytes). `checked_last`: the record of a population,
// channel or projection; where the contents are refused, the one that is wrong. Otherwise as it was.
rheo_status check_image(const void* image, std::size_t bytes, const void*& checked_last);

inline rheo_status check_image(const void* image, std::size_t bytes) {
  const void* checked_last;
  return check_image(image, bytes, checked_last);
}

}  // namespace rheobase::image
