#include "kernels/strict_math.hpp"

#include "compile/planes.hpp"

#include <algorithm>

#include "compile/as_float.hpp"
#include "image/view.hpp"

namespace rheobase {
namespace {

image::Plane add_plane(const std::vector<double>& values, double padding, const image::Population& p,
                       ImageWriter& writer) {
  const bool shared = std::all_of(values.begin(), values.end(), [&](double x) { return x == values.front(); });
  image::Plane plane = {0, shared ? 0u : static_cast<std::uint32_t>(image::block_neurons)};
  std::vector<float> floats(image::plane_floats(p, plane), as_float(shared ? values.front() : padding));
  if (!shared) std::transform(values.begin(), values.end(), floats.begin(), as_float);
  plane.offset = writer.add(floats);
  return plane;
}

bool any_nonzero(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double x) { return as_float(x) != 0.0f; });
}

// At most 16, which the least plane has room for.
image::Plane add_constants(const std::vector<double>& values, const image::Population& p, ImageWriter& writer) {
  std::vector<float> floats(image::plane_floats(p, {0, 0}), 0.0f);
  std::transform(values.begin(), values.end(), floats.begin(), as_float);
  return {writer.add(floats), 0};
}

}  // namespace

void write_planes(const NeuronParameters& neurons, NeuronModel model, const StepSetting& step, ImageWriter& writer,
                  image::Population& out) {
  const auto add = [&](const std::vector<double>& values, double padding) {
    return add_plane(values, padding, out, writer);
  };
  const image::Plane none = add({0.0}, 0.0);
  for (image::Plane& plane : out.planes) plane = none;
  for (const FoldedPlane& f : folded(model, neurons, step)) {
    out.planes[f.plane] = f.constants ? add_constants(f.values, out, writer) : add(f.values, f.padding);
  }
  out.planes[image::plane_v0] = add(neurons.v0, -65.0);
  out.planes[image::plane_u0] = add(neurons.u0, 0.0);
  out.planes[image::plane_current] = add(neurons.current, 0.0);
  out.planes[image::plane_noise] = add(neurons.noise, 0.0);
  if (any_nonzero(neurons.current)) out.flags |= image::has_current;
  if (any_nonzero(neurons.noise)) out.flags |= image::has_noise;
}

}  // namespace rheobase
