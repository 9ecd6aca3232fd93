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
  return p;
}

template <class Weight>
image::Projection store_dense(const Synapses& synapses, const FixedWeights& fixed, std::uint32_t padded_targets,
                              ImageWriter& writer) {
  std::vector<Weight> cells(std::size_t{synapses.sources} * padded_targets, 0);
  for (std::uint32_t i = 0; i < synapses.sources; ++i) {
    for (std::uint64_t k = synapses.row_begin[i]; k < synapses.row_begin[i + 1]; ++k) {
      cells[std::size_t{i} * padded_targets + synapses.target[k]] = static_cast<Weight>(fixed.weight[k]);
    }
  }
  image::Projection p = record_of(fixed);
  p.weights = writer.add(cells);
  p.rows = p.weights;
  p.synapses = synapses.count();
  p.weight_bytes = cells.size() * sizeof(Weight);
  p.longest_row = synapses.targets;
  return p;
}

// Entries whose target lies in [first, end), which count from `first`.
template <class Entry, class Make>
image::Projection store_sparse(const Synapses& synapses, const FixedWeights& fixed, std::uint32_t first,
                               std::uint32_t end, ImageWriter& writer, Make make) {
  std::vector<Entry> entries;
  std::vector<std::uint32_t> rows;
  rows.reserve(std::size_t{synapses.sources} + 1);
  std::uint32_t longest = 0;
  for (std::uint32_t i = 0; i < synapses.sources; ++i) {
    rows.push_back(static_cast<std::uint32_t>(entries.size()));
    for (std::uint64_t k = synapses.row_begin[i]; k < synapses.row_begin[i + 1]; ++k) {
      const std::uint32_t target = synapses.target[k];
      if (target >= first && target < end) entries.push_back(make(target - first, fixed.weight[k]));
    }
    if (entries.size() > 0xFFFFFFFFu) fail("", "a projection has more than 2^32 synapses");
    longest = std::max(longest, static_cast<std::uint32_t>(entries.size()) - rows.back());
  }
  rows.push_back(static_cast<std::uint32_t>(entries.size()));
  image::Projection p = record_of(fixed);
  p.weights = writer.add(entries);
  p.rows = writer.add(rows);
  p.synapses = entries.size();
  p.weight_bytes = entries.size() * sizeof(Entry) + rows.size() * sizeof(std::uint32_t);
  p.longest_row = longest;
  p.first_target = first;
  return p;
}

}  // namespace

std::vector<image::Projection> store_weights(const Synapses& synapses, const FixedWeights& fixed,
                                             std::uint32_t padded_targets, ImageWriter& writer) {
  constexpr std::uint32_t window = 65536;  // what a 16-bit target reaches
  std::vector<image::Projection> records;
  switch (fixed.storage) {
    case Storage::dense_i16: return {store_dense<std::int16_t>(synapses, fixed, padded_targets, writer)};
    case Storage::dense_i32: return {store_dense<std::int32_t>(synapses, fixed, padded_targets, writer)};
    case Storage::sparse_i16:
      for (std::uint32_t first = 0; first < synapses.targets; first += window) {
        records.push_back(store_sparse<std::uint32_t>(synapses, fixed, first, first + window, writer, pack_sparse_i16));
      }
      return records;
    case Storage::sparse_i32:
      return {
          store_sparse<SparseI32>(synapses, fixed, 0, synapses.targets, writer, [](std::uint32_t t, std::int32_t w) {
            return SparseI32{t, w};
          })};
    default: fail("", std::string("weight storage ") + name_of(fixed.storage) + " is not available");
  }
}

}  // namespace rheobase
