#include "compile/storage.hpp"

#include <algorithm>

#include "compile/message.hpp"
#include "kernels/sparse.hpp"

namespace rheobase {
namespace {

image::Projection record_of(const FixedWeights& fixed) {
  image::Projection p{};
  p.storage = static_cast<std::uint32_t>(fixed.storage);
  p.shift = fixed.shift;
  p.resolution = static_cast<float>(fixed.resolution);
  p.largest_error = static_cast<float>(fixed.largest_error);
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

template <class Weight>
image::Projection store_dense(const Synapses& synapses, const FixedWeights& fixed, std::uint32_t padded_targets,
                              ImageWriter& writer) {
  std::vector<Weight> cells(std::size_t{synapses.sources} * padded_targets, 0);
  std::vector<std::uint32_t> lengths;
  for_each_row(synapses, fixed, [&](std::uint32_t i, const SynapseRow& row, const std::vector<std::int32_t>& weights) {
    lengths.push_back(static_cast<std::uint32_t>(weights.size()));
    for (std::size_t k = 0; k < weights.size(); ++k) {
      cells[std::size_t{i} * padded_targets + row.target[k]] = static_cast<Weight>(weights[k]);
    }
  });
  image::Projection p = record_of(fixed);
  p.weights = writer.add(cells);
  p.weight_bytes = cells.size() * sizeof(Weight);
  set_row_lengths(lengths, writer, p);
  return p;
}

// Rows of entries whose target lies in [first, end) and counts from `first`: make(target, weight)
// appends one and answers nothing; bytes is what one takes.
template <class Append>
image::Projection store_rows(const Synapses& synapses, const FixedWeights& fixed, std::uint32_t first,
                             std::uint32_t end, std::size_t bytes, ImageWriter& writer, Append append) {
  std::vector<std::uint32_t> rows;
  rows.reserve(std::size_t{synapses.sources} + 1);
  std::uint64_t count = 0, longest = 0;
  for_each_row(synapses, fixed, [&](std::uint32_t, const SynapseRow& row, const std::vector<std::int32_t>& weights) {
    rows.push_back(static_cast<std::uint32_t>(count));
    const std::uint64_t before = count;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      const std::uint32_t target = row.target[k];
      if (target < first || target >= end) continue;
      append(target - first, weights[k]);
      ++count;
    }
    if (count > 0xFFFFFFFFu) fail("", "a projection has more than 2^32 synapses to store; procedural storage has room");
    longest = std::max(longest, count - before);
  });
  rows.push_back(static_cast<std::uint32_t>(count));
  image::Projection p = record_of(fixed);
  p.rows = writer.add(rows);
  p.synapses = count;
  p.weight_bytes = count * bytes + rows.size() * sizeof(std::uint32_t);
  p.longest_row = static_cast<std::uint32_t>(longest);
  p.first_target = first;
  return p;
}

template <class Entry, class Make>
image::Projection store_entries(const Synapses& synapses, const FixedWeights& fixed, std::uint32_t first,
                                std::uint32_t end, ImageWriter& writer, Make make) {
  std::vector<Entry> entries;
  image::Projection p =
      store_rows(synapses, fixed, first, end, sizeof(Entry), writer,
                 [&](std::uint32_t target, std::int32_t weight) { entries.push_back(make(target, weight)); });
  p.weights = writer.add(entries);
  return p;
}

// Targets and weights in arrays of their own: what does not fill a word together.
template <class Target, class Weight>
image::Projection store_split(const Synapses& synapses, const FixedWeights& fixed, std::uint32_t first,
                              std::uint32_t end, ImageWriter& writer) {
  std::vector<Target> targets;
  std::vector<Weight> values;
  image::Projection p = store_rows(synapses, fixed, first, end, sizeof(Target) + sizeof(Weight), writer,
                                   [&](std::uint32_t target, std::int32_t weight) {
                                     targets.push_back(static_cast<Target>(target));
                                     values.push_back(static_cast<Weight>(weight));
                                   });
  p.weights = writer.add(targets);
  p.values = writer.add(values);
  return p;
}

image::Projection store_procedural(const Synapses& synapses, const FixedWeights& fixed, ImageWriter& writer) {
  const Procedural& recipe = synapses.recipe;
  image::Projection p = record_of(fixed);
  p.weights = writer.add(std::vector<float>(image::block_neurons, 0.0f));  // a place, as for the others
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

std::vector<image::Projection> store_weights(const Synapses& synapses, const FixedWeights& fixed,
                                             std::uint32_t padded_targets, ImageWriter& writer) {
  constexpr std::uint32_t window = 65536;  // what a 16-bit target reaches
  const std::uint32_t all = synapses.targets;
  std::vector<image::Projection> records;
  switch (fixed.storage) {
    case Storage::dense_i8: return {store_dense<std::int8_t>(synapses, fixed, padded_targets, writer)};
    case Storage::dense_i16: return {store_dense<std::int16_t>(synapses, fixed, padded_targets, writer)};
    case Storage::dense_i32: return {store_dense<std::int32_t>(synapses, fixed, padded_targets, writer)};
    case Storage::sparse_i8:
      for (std::uint32_t first = 0; first < all; first += window) {
        records.push_back(store_split<std::uint16_t, std::int8_t>(synapses, fixed, first, first + window, writer));
      }
      return records;
    case Storage::sparse_i16:
      for (std::uint32_t first = 0; first < all; first += window) {
        records.push_back(
            store_entries<std::uint32_t>(synapses, fixed, first, first + window, writer, pack_sparse_i16));
      }
      return records;
    case Storage::sparse_i32:
      return {store_entries<SparseI32>(synapses, fixed, 0, all, writer, [](std::uint32_t t, std::int32_t w) {
        return SparseI32{t, w};
      })};
    case Storage::sparse32_i8: return {store_split<std::uint32_t, std::int8_t>(synapses, fixed, 0, all, writer)};
    case Storage::sparse32_i16: return {store_split<std::uint32_t, std::int16_t>(synapses, fixed, 0, all, writer)};
    case Storage::procedural: return {store_procedural(synapses, fixed, writer)};
    default: fail("", std::string("weight storage ") + name_of(fixed.storage) + " is not available");
  }
}

}  // namespace rheobase
