#include "kernels/strict_math.hpp"

#include "image/check_values.hpp"

#include "image/fields.hpp"
#include "image/limits.hpp"
#include "kernels/chosen.hpp"
#include "models/shapes.hpp"

namespace rheobase::image {
namespace {

constexpr PlaneRange common_ranges[common_planes] = {{-limits::most_parameter, limits::most_parameter},
                                                     {0.0f, limits::most_parameter},
                                                     {-limits::most_parameter, limits::most_parameter}};

// 0, or far enough from it that no product in a step is subnormal.
bool all_in_range(const float* values, std::uint64_t count, PlaneRange range) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const float x = values[i];
    if (!in_range(x, range.least, range.most) || (x != 0.0f && x > -tiny && x < tiny)) return false;
  }
  return true;
}

}  // namespace

bool check_planes(const View& view, const Population& p) {
  for (std::uint32_t k = 0; k < p.plane_count; ++k) {
    const PlaneRange range = k < common_planes ? common_ranges[k] : own_ranges(p).of[k - common_planes];
    if (!all_in_range(view.plane_values(p, k), plane_floats(p, view.planes(p)[k]), range)) return false;
  }
  const auto fits = uses_own_scheme(p) ? shape_of(p).own_planes_fit : nullptr;
  return fits == nullptr || fits(view, p);
}

bool check_stimulus(const View& view, const Population& p) {
  const std::uint64_t row = chosen(Extra::inputs) ? stimulus_row(p) : 1;
  return all_in_range(view.at<float>(p.stimulus), p.stimulus_count * row, common_ranges[plane_current]);
}

}  // namespace rheobase::image
