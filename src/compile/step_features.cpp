#include "compile/step_features.hpp"

#include "kernels/sparse.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase {
namespace {

void add_population(const image::View& view, const image::Population& p, StepFeatures& f) {
  const std::uint64_t blocks = p.words;
  ++f[feature_population];
  f[feature_block] += blocks;
  f[feature_euler + p.integrator] += blocks;
  if ((p.flags & image::has_noise) != 0) f[feature_noise] += blocks;
  if ((p.flags & image::has_input) != 0) f[feature_input] += blocks;
  if ((p.flags & image::has_current) != 0) f[feature_constant] += blocks;
  if ((p.flags & image::keeps_spike_age) != 0) f[feature_spike_age] += blocks;
  if (p.refractory_ticks > 1) {
    f[feature_refractory] += blocks;
    f[feature_refractory_age] += blocks * (p.refractory_ticks - 1);
  }
  for (std::uint32_t c = p.first_channel; c < p.first_channel + p.channels; ++c) {
    f[feature_channel] += blocks;
    if ((view.channel(c).flags & image::keeps_current) != 0) f[feature_kept_current] += blocks;
    if ((view.channel(c).flags & image::interpolates) != 0) f[feature_interpolated] += blocks;
  }
}

// Kernels take entries a cache line at a time, and count from each row's beginning.
std::uint64_t lines_of(const image::View& view, const image::Projection& p, std::uint64_t entry_bytes) {
  const auto* rows = view.at<std::uint32_t>(p.rows);
  const std::uint64_t entries = 64 / entry_bytes;
  std::uint64_t lines = 0;
  for (std::uint32_t r = 0; r < view.population(p.source).size; ++r) {
    lines += (rows[r + 1] - rows[r] + entries - 1) / entries;
  }
  return lines;
}

void add_projection(const image::View& view, const image::Projection& p, StepFeatures& f) {
  const std::uint64_t passes = passes_of(view, p);
  const std::uint64_t rows = view.population(p.source).size, blocks = view.population(p.target).words;
  f[feature_pass] += passes;
  f[feature_word] += passes * view.population(p.source).words;
  const std::uint64_t tail = rows % 8, sweeps = rows / 8 + tail / 4 + tail % 4 / 2 + tail % 2;
  switch (static_cast<Storage>(p.storage)) {
    case Storage::dense_i16:
      f[feature_dense_row] += passes * rows;
      f[feature_dense_sweep] += passes * sweeps * blocks;
      f[feature_dense_i16] += passes * rows * blocks;
      break;
    case Storage::dense_i32:
      f[feature_dense_row] += passes * rows;
      f[feature_dense_sweep] += passes * sweeps * blocks;
      f[feature_dense_i32] += passes * rows * blocks;
      break;
    case Storage::sparse_i16:
      f[feature_sparse_row] += passes * rows;
      f[feature_sparse_line] += passes * lines_of(view, p, sizeof(std::uint32_t));
      f[feature_sparse_i16] += passes * p.synapses;
      break;
    case Storage::sparse_i32:
      f[feature_sparse_row] += passes * rows;
      f[feature_sparse_line] += passes * lines_of(view, p, sizeof(SparseI32));
      f[feature_sparse_i32] += passes * p.synapses;
      break;
    default: break;
  }
}

}  // namespace

StepFeatures features_of(const image::View& view) {
  StepFeatures f{};
  f[feature_step] = 1;
  for (std::uint32_t i = 0; i < view.header().populations; ++i) add_population(view, view.population(i), f);
  for (std::uint32_t i = 0; i < view.header().projections; ++i) add_projection(view, view.projection(i), f);
  return f;
}

}  // namespace rheobase
