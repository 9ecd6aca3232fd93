// The image whose every step is the worst one.
#include <algorithm>
#include <cstring>
#include <vector>

#include "compile/message.hpp"
#include "image/checksum.hpp"
#include "image/limits.hpp"
#include "image/view.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

constexpr float overwhelming = 1.0e6f;  // as much as a caller may inject

// The image with one section of data more, of one unit: behind the others, before the tables.
Image with_another_unit(const Image& image, const void* data, std::size_t bytes) {
  const image::View view(image.data());
  const image::Header& h = view.header();
  const std::size_t tables = std::size_t{h.population_table} * image::unit;
  const std::size_t list = std::size_t{h.sections} * image::unit;
  std::vector<std::uint32_t> starts(view.at<std::uint32_t>(h.sections),
                                    view.at<std::uint32_t>(h.sections) + h.section_count);
  const auto first_table = std::find(starts.begin(), starts.end(), h.population_table);
  for (auto start = first_table; start != starts.end(); ++start) ++*start;
  starts.insert(first_table, h.population_table);
  const std::size_t list_bytes = (starts.size() * sizeof starts[0] + image::unit - 1) / image::unit * image::unit;
  Image out(list + image::unit + list_bytes);
  std::memcpy(out.data(), image.data(), tables);
  std::memcpy(out.data() + tables, data, bytes);
  std::memcpy(out.data() + tables + image::unit, image.data() + tables, list - tables);
  std::memcpy(out.data() + list + image::unit, starts.data(), starts.size() * sizeof starts[0]);
  auto& header = *reinterpret_cast<image::Header*>(out.data());
  header.image_bytes = out.size();
  header.section_count = static_cast<std::uint32_t>(starts.size());
  for (std::uint32_t* table :
       {&header.population_table, &header.channel_table, &header.projection_table, &header.strings, &header.sections}) {
    if (*table != 0) ++*table;
  }
  return out;
}

}  // namespace

Image all_fire_variant(const Image& image) {
  if (const rheo_status status = rheo_image_check(image.data(), image.size()); status != RHEO_OK) {
    fail("", rheo_status_text(status));
  }
  const std::uint32_t stimulus = image::View(image.data()).header().population_table;
  Image variant = with_another_unit(image, &overwhelming, sizeof overwhelming);
  auto& header = *reinterpret_cast<image::Header*>(variant.data());
  auto* populations =
      reinterpret_cast<image::Population*>(variant.data() + std::size_t{header.population_table} * image::unit);
  for (std::uint32_t i = 0; i < header.populations; ++i) {
    image::Population& p = populations[i];
    p.refractory_ticks = 0;
    p.flags &= ~std::uint32_t{image::refractory_within_step | image::refractory_holds_u};
    p.flags &= ~std::uint32_t{image::stimulus_from_expression};  // how long it lasts does not matter here
    if (p.integrator == static_cast<std::uint32_t>(Integrator::riccati)) {
      // Its threshold is folded into constants, with the time of the crossing.
      p.stimulus = stimulus;
      p.stimulus_count = 1;
      p.stimulus_ticks = 1;
      p.flags |= image::stimulus_repeats;
    } else {
      p.threshold = -limits::most_parameter;  // v is cut to it
    }
  }
  header.checksum = image::checksum_of(variant.data(), variant.size());
  return variant;
}

}  // namespace rheobase
