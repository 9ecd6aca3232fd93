#include "kernels/strict_math.hpp"

#include "image/check_values.hpp"

#include <cstring>

#include "image/fields.hpp"
#include "image/limits.hpp"
#include "models/izhikevich_riccati.hpp"

namespace rheobase::image {
namespace {

struct PlaneRange {
  float least, most;
};
#define RHEO_PLANE(plane, least, most) {least, most},
constexpr PlaneRange plane_ranges[] = {
#include "image/planes.inc"
};
#undef RHEO_PLANE
static_assert(sizeof plane_ranges / sizeof *plane_ranges == plane_count);

bool is_riccati(const Population& p) { return p.integrator == static_cast<std::uint32_t>(Integrator::riccati); }

// 0, or far enough from it that no product in a step is subnormal.
bool all_in_range(const float* values, std::uint64_t count, PlaneRange range) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const float x = values[i];
    if (!in_range(x, range.least, range.most) || (x != 0.0f && x > -tiny && x < tiny)) return false;
  }
  return true;
}

bool near(float x, float exact, float size) {
  const float error = x > exact ? x - exact : exact - x;
  return error <= 1.0e-5f * size;
}

// Who fired refractory_ticks ago is released between the beginning and the end of a step.
bool check_refractory(const RiccatiStep& s, const Population& p) {
  if (p.refractory_ticks == 0) return true;
  const auto ticks = static_cast<float>(p.refractory_ticks);
  return near(s.steps_per_ms, 1.0f / p.dt, 1.0f / p.dt) && s.refractory >= 0.0f && s.early_release >= 0.0f &&
         s.early_release <= 1.0f && near(s.refractory + s.early_release, ticks, ticks) &&
         s.u_moves == ((p.flags & refractory_holds_u) != 0 ? 0.0f : 1.0f);
}

// As compile folds them, in double precision, from dt and threshold.
bool check_riccati(const View& view, const Population& p) {
  RiccatiStep s;
  std::memcpy(&s, view.at<float>(p.planes[plane_extra1].offset), sizeof s);
  const float k = 0.04f * p.dt, volts = 25.0f / p.dt, peak = k * (p.threshold + 62.5f);
  const float peak_size = k * ((p.threshold > 0 ? p.threshold : -p.threshold) + 62.5f);
  const float gap = p.threshold > 1.0f ? p.threshold : p.threshold < -1.0f ? -p.threshold : 1.0f;
  return p.threshold > riccati_v_least && s.dt == p.dt && near(s.k, k, k) && near(s.kz, k * p.dt, k * p.dt) &&
         near(s.z_rest, 16.25f * (k * p.dt), 16.25f * (k * p.dt)) && near(s.volts, volts, volts) &&
         near(s.ahead, volts / 3.0f, volts) && near(s.peak, peak, peak_size) &&
         near(s.peak_squared, s.peak * s.peak, s.peak * s.peak) && s.v_most < p.threshold &&
         near(s.v_most, p.threshold, gap) && s.z_most >= riccati_z_most_least && s.z_most <= riccati_z_most_limit &&
         check_refractory(s, p);
}

// The real neurons' values; padding may have others.
bool below_threshold(const View& view, const Population& p, PlaneIndex plane) {
  const float* v = view.at<float>(p.planes[plane].offset);
  const std::uint32_t count = p.planes[plane].stride == 0 ? 1 : p.size;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!(v[i] < p.threshold)) return false;
  }
  return true;
}

}  // namespace

bool check_planes(const View& view, const Population& p) {
  for (unsigned k = 0; k < plane_count; ++k) {
    const bool unused = k >= plane_extra0 && !is_riccati(p);
    const PlaneRange range = unused ? PlaneRange{0.0f, 0.0f} : plane_ranges[k];
    if (!all_in_range(view.at<float>(p.planes[k].offset), plane_floats(p, p.planes[k]), range)) return false;
  }
  // Riccati asks for a v below the threshold, at the start and after a reset.
  return !is_riccati(p) ||
         (check_riccati(view, p) && below_threshold(view, p, plane_v0) && below_threshold(view, p, plane_c));
}

bool check_stimulus(const View& view, const Population& p) {
  return all_in_range(view.at<float>(p.stimulus), p.stimulus_count, plane_ranges[plane_current]);
}

}  // namespace rheobase::image
