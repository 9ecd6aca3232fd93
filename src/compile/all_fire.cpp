// The image whose every step is the worst one.
#include <cfloat>
#include <cstring>

#include "compile/message.hpp"
#include "image/checksum.hpp"
#include "image/view.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

constexpr float overwhelming = 1.0e6f;  // as much as a caller may inject

}  // namespace

Image all_fire_variant(const Image& image) {
  if (const rheo_status status = rheo_image_check(image.data(), image.size()); status != RHEO_OK) {
    fail("", rheo_status_text(status));
  }
  // One unit more, for the stimulus of one value.
  const std::size_t bytes = image::View(image.data()).header().image_bytes;
  Image variant(bytes + image::unit);
  std::memcpy(variant.data(), image.data(), bytes);
  std::memcpy(variant.data() + bytes, &overwhelming, sizeof overwhelming);
  auto& header = *reinterpret_cast<image::Header*>(variant.data());
  auto* populations =
      reinterpret_cast<image::Population*>(variant.data() + std::size_t{header.population_table} * image::unit);
  for (std::uint32_t i = 0; i < header.populations; ++i) {
    image::Population& p = populations[i];
    p.refractory_ticks = 0;
    if (p.integrator == static_cast<std::uint32_t>(Integrator::riccati)) {
      // Its threshold is folded into constants, with the time of the crossing.
      p.stimulus = static_cast<std::uint32_t>(bytes / image::unit);
      p.stimulus_count = 1;
      p.stimulus_ticks = 1;
      p.flags |= image::stimulus_repeats;
    } else {
      p.threshold = -FLT_MAX;
    }
  }
  header.image_bytes = variant.size();
  header.checksum = image::checksum_of(variant.data(), variant.size());
  return variant;
}

}  // namespace rheobase
