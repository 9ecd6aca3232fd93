// The image whose every step is the worst one: all fire that the program does not make fire.
#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "image/checksum.hpp"
#include "image/limits.hpp"
#include "image/view.hpp"
#include "models/shapes.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/rheobase.h"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr float overwhelming = 1.0e6f;  // as much as a caller may inject

// The image with one section of data more: behind the others, where the tables were.
template <class T>
Image with_another_section(const Image& image, const std::vector<T>& data) {
  const std::size_t bytes = data.size() * sizeof(T), units = (bytes + image::unit - 1) / image::unit;
  const image::View view(image.data());
  const image::Header& h = view.header();
  const std::size_t tables = std::size_t{h.population_table} * image::unit;
  const std::size_t list = std::size_t{h.sections} * image::unit;
  std::vector<std::uint32_t> starts(view.at<std::uint32_t>(h.sections),
                                    view.at<std::uint32_t>(h.sections) + h.section_count);
  const auto first_table = std::find(starts.begin(), starts.end(), h.population_table);
  for (auto start = first_table; start != starts.end(); ++start) *start += static_cast<std::uint32_t>(units);
  starts.insert(first_table, h.population_table);
  const std::size_t list_bytes = (starts.size() * sizeof starts[0] + image::unit - 1) / image::unit * image::unit;
  Image out(list + units * image::unit + list_bytes);
  std::memcpy(out.data(), image.data(), tables);
  std::memcpy(out.data() + tables, data.data(), bytes);
  std::memcpy(out.data() + tables + units * image::unit, image.data() + tables, list - tables);
  std::memcpy(out.data() + list + units * image::unit, starts.data(), starts.size() * sizeof starts[0]);
  auto& header = *reinterpret_cast<image::Header*>(out.data());
  header.image_bytes = out.size();
  header.section_count = static_cast<std::uint32_t>(starts.size());
  for (std::uint32_t* table :
       {&header.population_table, &header.channel_table, &header.projection_table, &header.strings, &header.sections}) {
    if (*table != 0) *table += static_cast<std::uint32_t>(units);
  }
  return out;
}

image::Population& population_of(Image& image, std::uint32_t index) {
  const std::uint32_t table = image::View(image.data()).header().population_table;
  return reinterpret_cast<image::Population*>(image.data() + std::size_t{table} * image::unit)[index];
}

// A list of spikes for a period of one step.
std::vector<std::uint32_t> all_in_every_step(std::uint32_t size) {
  std::vector<std::uint32_t> list(2 * std::size_t{size});
  std::iota(list.begin() + size, list.end(), 0);
  return list;
}

}  // namespace

Image all_fire_variant(const Image& image) {
  if (const rheo_status status = rheo_image_check(image.data(), image.size()); status != RHEO_OK) {
    fail("", rheo_status_text(status));
  }
  const std::uint32_t stimulus = image::View(image.data()).header().population_table;
  Image variant = with_another_section(image, std::vector<float>{overwhelming});
  const std::uint32_t count = image::View(variant.data()).header().populations;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t section = image::View(variant.data()).header().population_table;
    const std::uint32_t size = image::View(variant.data()).population(i).size;
    const bool listed = population_of(variant, i).model == static_cast<std::uint32_t>(NeuronModel::spikes);
    if (listed) variant = with_another_section(variant, all_in_every_step(size));
    const bool of_each = (population_of(variant, i).flags & image::stimulus_of_each) != 0;
    if (of_each) {
      variant = with_another_section(variant,
                                     std::vector<float>(static_cast<std::size_t>(image::padded(size)), overwhelming));
    }
    image::Population& p = population_of(variant, i);
    if (listed) {
      p.spike_list = section;
      p.spike_count = size;
      p.spike_period = 1;
      continue;
    }
    if (is_external(p)) continue;  // the program's
    p.refractory_ticks = 0;
    p.flags &= ~std::uint32_t{image::refractory_within_step | image::refractory_holds_u};
    p.flags &= ~std::uint32_t{image::stimulus_from_expression};  // how long it lasts does not matter here
    if (!has_membrane(p) || p.integrator == static_cast<std::uint32_t>(Integrator::riccati)) {
      // A rate; of riccati a current, for its threshold is folded into constants, with the time of the crossing.
      p.stimulus = of_each ? section : stimulus;
      p.stimulus_count = 1;
      p.stimulus_ticks = 1;
      p.flags |= image::stimulus_repeats;
    } else {
      p.threshold = -limits::most_parameter;  // v is cut to it
    }
  }
  auto& header = *reinterpret_cast<image::Header*>(variant.data());
  header.checksum = image::checksum_of(variant.data(), variant.size());
  return variant;
}

}  // namespace rheobase
