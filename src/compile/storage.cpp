#include "compile/storage.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstring>

#include "compile/message.hpp"
#include "image/storage_forms.hpp"

namespace rheobase {
namespace {

// No field of an image is subnormal.
float report_float(double x) { return std::fabs(x) < FLT_MIN ? 0.0f : static_cast<float>(x); }

image::Projection record_of(const FixedWeights& fixed) {
  image::Projection p{};
  p.storage = static_cast<std::uint32_t>(fixed.storage);
  p.shift = fixed.shift;
  p.resolution = static_cast<float>(fixed.resolution);
  p.largest_error = report_float(fixed.largest_error);
  p.weight_min = report_float(fixed.weight_min);
  p.weight_max = report_float(fixed.weight_max);
  p.synapses = fixed.count;
  return p;
}

// How many synapses each source has: a table, unless all have as many.
void set_row_lengths(const std::vector<std::uint32_t>& lengths, ImageWriter& writer, image::Projection& p) {
  std::vector<std::uint32_t> sums = {0};
  bool equal = true;
  for (const std::uint32_t length : lengths) {
    sums.push_back(sums.back() + length);  // modulo 2^32: differences are what counts
    equal = equal && length == lengths.front();
    p.longest_row = std::max(p.longest_row, length);
  }
  if (equal) return;
  p.rows = writer.add(sums);
  p.weight_bytes += sums.size() * sizeof(std::uint32_t);
}

// Calls each(source, row, weights) in order.
template <class Each>
void for_each_row(const Synapses& synapses, const FixedWeights& fixed, Each each) {
  SynapseRow row;
  std::vector<std::int32_t> weights;
  for (std::uint32_t i = 0; i < synapses.sources; ++i) {
    synapses.row(i, row);
    fixed.fix_row(row, weights);
    each(i, row, weights);
  }
}

// The low bytes of a number, little-endian.
void put(std::vector<unsigned char>& out, std::size_t at, std::uint32_t number, unsigned bytes) {
  std::memcpy(out.data() + at, &number, bytes);
}
void append(std::vector<unsigned char>& out, std::uint32_t number, unsigned bytes) {
  out.resize(out.size() + bytes);
  put(out, out.size() - bytes, number, bytes);
}

image::Projection store_dense(const Synapses& synapses, const FixedWeights& fixed, ImageWriter& writer) {
  const unsigned bytes = form_of(fixed.storage).weight_bytes;
  const std::size_t row_cells = image::padded(synapses.targets);
  std::vector<unsigned char> cells(synapses.sources * row_cells * bytes, 0);
  std::vector<std::uint32_t> lengths;
  for_each_row(synapses, fixed, [&](std::uint32_t i, const SynapseRow& row, const std::vector<std::int32_t>& weights) {
    lengths.push_back(static_cast<std::uint32_t>(weights.size()));
    for (std::size_t k = 0; k < weights.size(); ++k) {
      const std::size_t cell = i * row_cells + row.target[k];
      put(cells, cell * bytes, static_cast<std::uint32_t>(weights[k]), bytes);
    }
  });
  image::Projection p = record_of(fixed);
  p.weights = writer.add(cells);
  p.weight_bytes = cells.size();
  set_row_lengths(lengths, writer, p);
  return p;
}

// Rows of entries whose target lies in a window from `first` on, from which it counts.
image::Projection store_entries(const Synapses& synapses, const FixedWeights& fixed, std::uint32_t first,
                                ImageWriter& writer) {
  const StorageForm& form = form_of(fixed.storage);
  const bool split = form.layout == StorageLayout::split;
  std::vector<unsigned char> entries, values;
  std::vector<std::uint32_t> rows = {0};
  std::uint64_t count = 0;
  image::Projection p = record_of(fixed);
  for_each_row(synapses, fixed, [&](std::uint32_t, const SynapseRow& row, const std::vector<std::int32_t>& weights) {
    for (std::size_t k = 0; k < weights.size(); ++k) {
      if (row.target[k] < first || row.target[k] - first >= form.window()) continue;
      append(entries, row.target[k] - first, form.target_bytes);
      append(split ? values : entries, static_cast<std::uint32_t>(weights[k]), form.weight_bytes);
      ++count;
    }
    if (count > 0xFFFFFFFFu) fail("", "a projection has more than 2^32 synapses to store; procedural storage has room");
    p.longest_row = std::max(p.longest_row, static_cast<std::uint32_t>(count) - rows.back());
    rows.push_back(static_cast<std::uint32_t>(count));
  });
  p.weights = writer.add(entries);
  if (split) p.values = writer.add(values);
  p.rows = writer.add(rows);
  p.synapses = count;
  p.weight_bytes = entries.size() + values.size() + rows.size() * sizeof(std::uint32_t);
  p.first_target = first;
  return p;
}

image::Projection store_procedural(const Synapses& synapses, const FixedWeights& fixed, ImageWriter& writer) {
  const Procedural& recipe = synapses.recipe;
  image::Projection p = record_of(fixed);
  set_row_lengths(fixed.row_lengths, writer, p);
  p.pattern = static_cast<std::uint32_t>(recipe.pattern);
  p.skip_self = recipe.skip_self ? 1 : 0;
  p.stream = recipe.stream;
  p.yes = recipe.yes;
  p.degree = recipe.degree;
  p.weight_base = fixed.rule->base;
  p.weight_slope = fixed.rule->slope;
  p.weight_flip = fixed.rule->flip;
  return p;
}

}  // namespace

std::vector<image::Projection> store_weights(const Synapses& synapses, const FixedWeights& fixed, ImageWriter& writer) {
  const StorageForm& form = form_of(fixed.storage);
  if (form.layout == StorageLayout::dense) return {store_dense(synapses, fixed, writer)};
  if (form.layout == StorageLayout::procedural) return {store_procedural(synapses, fixed, writer)};
  std::vector<image::Projection> records;
  for (std::uint64_t first = 0; first < synapses.targets; first += form.window()) {
    records.push_back(store_entries(synapses, fixed, static_cast<std::uint32_t>(first), writer));
  }
  return records;
}

}  // namespace rheobase
