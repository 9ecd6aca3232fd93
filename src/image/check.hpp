// The trust boundary: after check_image has said yes, the engine runs without looking again.
#pragma once

#include <cstddef>

#include "rheobase/rheobase.h"

namespace rheobase::image {

// Never reads outside the given bytes, whatever they hold. O(bytes).
rheo_status check_image(const void* image, std::size_t bytes);

}  // namespace rheobase::image
