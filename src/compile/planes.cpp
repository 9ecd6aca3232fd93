#include "kernels/strict_math.hpp"

#include "compile/planes.hpp"

#include <algorithm>

#include "image/view.hpp"
#include "models/as_float.hpp"

namespace rheobase {
namespace {

image::Plane add_plane(const std::vector<double>& values, const image::Population& p, ImageWriter& writer) {
  const bool shared = std::all_of(values.begin(), values.end(), [&](double x) { return x == values.front(); });
  image::Plane plane = {0, shared ? 0u : static_cast<std::uint32_t>(image::block_neurons)};
  std::vector<float> floats(image::plane_floats(p, plane), as_float(values.back()));
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
  std::vector<image::Plane> planes(image::common_planes);
  planes[image::plane_current] = add_plane(neurons.current, out, writer);
  planes[image::plane_noise] = add_plane(neurons.noise, out, writer);
  planes[image::plane_v0] = add_plane(neurons["v0"], out, writer);
  for (const FoldedPlane& f : declaration_of(model).fold(neurons, step)) {
    if (f.plane >= planes.size()) planes.resize(f.plane + 1);
    planes[f.plane] = f.constants ? add_constants(f.values, out, writer) : add_plane(f.values, out, writer);
  }
  out.planes = writer.add(planes);
  out.plane_count = static_cast<std::uint32_t>(planes.size());
  if (any_nonzero(neurons.current)) out.flags |= image::has_current;
  if (any_nonzero(neurons.noise) || (out.flags & image::noise_ou) != 0) out.flags |= image::has_noise;
  if ((out.flags & image::has_noise) == 0) out.flags &= ~std::uint32_t{image::noise_uniform};
}

}  // namespace rheobase
