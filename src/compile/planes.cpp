#include "kernels/strict_math.hpp"

#include "compile/planes.hpp"

#include <algorithm>

#include "compile/as_float.hpp"

namespace rheobase {
namespace {

image::Plane add_plane(const std::vector<double>& values, double padding, ImageWriter& writer) {
  const bool shared = std::all_of(values.begin(), values.end(), [&](double x) { return x == values.front(); });
  const std::size_t padded = (values.size() + image::block_neurons - 1) / image::block_neurons * image::block_neurons;
  std::vector<float> plane(shared ? image::block_neurons : padded, as_float(shared ? values.front() : padding));
  if (!shared) std::transform(values.begin(), values.end(), plane.begin(), as_float);
  return {writer.add(plane), shared ? 0u : static_cast<std::uint32_t>(image::block_neurons)};
}

bool any_nonzero(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double x) { return as_float(x) != 0.0f; });
}

image::Plane add_constants(const std::vector<double>& values, ImageWriter& writer) {
  std::vector<float> block(image::block_neurons, 0.0f);
  std::transform(values.begin(), values.end(), block.begin(), [](double x) { return static_cast<float>(x); });
  return {writer.add(block), 0};
}

}  // namespace

void write_planes(const NeuronParameters& neurons, NeuronModel model, const StepSetting& step, ImageWriter& writer,
                  image::Population& out) {
  const image::Plane none = add_plane({0.0}, 0.0, writer);
  for (image::Plane& plane : out.planes) plane = none;
  for (const FoldedPlane& f : folded(model, neurons, step)) {
    out.planes[f.plane] = f.constants ? add_constants(f.values, writer) : add_plane(f.values, f.padding, writer);
  }
  out.planes[image::plane_v0] = add_plane(neurons.v0, -65.0, writer);
  out.planes[image::plane_u0] = add_plane(neurons.u0, 0.0, writer);
  out.planes[image::plane_current] = add_plane(neurons.current, 0.0, writer);
  out.planes[image::plane_noise] = add_plane(neurons.noise, 0.0, writer);
  if (any_nonzero(neurons.current)) out.flags |= image::has_current;
  if (any_nonzero(neurons.noise)) out.flags |= image::has_noise;
}

}  // namespace rheobase
