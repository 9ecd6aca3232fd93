// What a program asks of the library before it has an engine.
#include "kernels/strict_math.hpp"

#include "image/check.hpp"
#include "image/view.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

template <class Record>
bool index_in(const Record* table, std::uint32_t count, const void* record, std::uint32_t& index) {
  const auto offset = reinterpret_cast<std::uintptr_t>(record) - reinterpret_cast<std::uintptr_t>(table);
  index = static_cast<std::uint32_t>(offset / sizeof(Record));
  return offset < std::uintptr_t{count} * sizeof(Record);
}

}  // namespace
}  // namespace rheobase

extern "C" {

uint32_t rheo_version(void) { return RHEO_VERSION; }

rheo_options rheo_default_options(void) { return {}; }

rheo_error_detail rheo_image_error_detail(const void* image, size_t image_bytes) {
  const void* wrong = nullptr;
  const rheo_status status = rheobase::image::check_image(image, image_bytes, wrong);
  if (status != RHEO_E_IMAGE_MALFORMED || image_bytes < sizeof(rheobase::image::Header)) return {status, 0, nullptr};
  if (wrong == nullptr) return {status, 0, "tables"};
  const rheobase::image::View view(image);
  const rheobase::image::Header& h = view.header();
  uint32_t index;
  if (rheobase::index_in(&view.population(0), h.populations, wrong, index)) return {status, index, "population"};
  if (rheobase::index_in(&view.channel(0), h.channels, wrong, index)) return {status, index, "channel"};
  if (rheobase::index_in(&view.projection(0), h.projections, wrong, index)) return {status, index, "projection"};
  return {status, 0, "tables"};
}

}  // extern "C"
