#include "kernels/strict_math.hpp"

#include "compile/planes.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/riccati.hpp"

namespace rheobase {
namespace {

// The float the engine will see. Subnormals must not arise in a step, so none may enter it.
float as_float(double x) {
  const auto f = static_cast<float>(x);
  return f > -tiny && f < tiny ? 0.0f : f;
}

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

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double& x : values) x *= factor;
  return values;
}

// The constants of a riccati step: riccati.hpp says what each is for.
std::vector<double> riccati_constants(double h, double threshold_mv) {
  const double peak = 0.04 * h * (threshold_mv + 62.5);
  return {0.04 * h,
          0.04 * h * h,
          0.65 * h * h,
          25 / h,
          25 / (3 * h),
          peak,
          peak * peak,
          std::nextafter(static_cast<float>(threshold_mv), -INFINITY),
          h};
}

void write_riccati_planes(const NeuronParameters& neurons, double h, double threshold_mv, ImageWriter& writer,
                          image::Population& out) {
  std::vector<double> k1, kz_mean, jump;
  for (std::size_t i = 0; i < neurons.size; ++i) {
    const double ah = neurons.a[i] * h, decay = -std::expm1(-ah);
    k1.push_back(decay);
    kz_mean.push_back(0.04 * h * h * (ah > 1e-4 ? 1 - decay / ah : ah * (0.5 - ah / 6)));
    jump.push_back(neurons.d[i] * (1 - decay * decay / 12));
  }
  out.planes[image::plane_a] = add_plane(k1, 0.0, writer);
  out.planes[image::plane_d] = add_plane(jump, 0.0, writer);
  out.planes[image::plane_extra0] = add_plane(kz_mean, 0.0, writer);
  std::vector<float> constants(image::block_neurons, 0.0f);
  const std::vector<double> values = riccati_constants(h, threshold_mv);
  std::transform(values.begin(), values.end(), constants.begin(), [](double x) { return static_cast<float>(x); });
  out.planes[image::plane_extra1] = {writer.add(constants), 0};
}

}  // namespace

void write_planes(const NeuronParameters& neurons, Integrator integrator, double dt_ms, double threshold_mv,
                  ImageWriter& writer, image::Population& out) {
  const image::Plane none = add_plane({0.0}, 0.0, writer);
  for (image::Plane& plane : out.planes) plane = none;
  out.planes[image::plane_b] = add_plane(neurons.b, 0.0, writer);
  out.planes[image::plane_c] = add_plane(neurons.c, -65.0, writer);
  if (integrator == Integrator::riccati) {
    write_riccati_planes(neurons, dt_ms, threshold_mv, writer, out);
  } else {
    out.planes[image::plane_a] = add_plane(scaled(neurons.a, dt_ms), 0.0, writer);
    out.planes[image::plane_d] = add_plane(neurons.d, 0.0, writer);
  }
  out.planes[image::plane_v0] = add_plane(neurons.v0, -65.0, writer);
  out.planes[image::plane_u0] = add_plane(neurons.u0, 0.0, writer);
  out.planes[image::plane_current] = add_plane(neurons.current, 0.0, writer);
  out.planes[image::plane_noise] = add_plane(neurons.noise, 0.0, writer);
  if (any_nonzero(neurons.current)) out.flags |= image::has_current;
  if (any_nonzero(neurons.noise)) out.flags |= image::has_noise;
}

}  // namespace rheobase
