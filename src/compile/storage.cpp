#include "compile/storage.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstring>
#include <utility>

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
  return p;
}

// What is stored of one delay and window of targets.
struct Part {
  std::uint32_t delay_ticks, first_target;
  SectionBytes weights, values;
  std::vector<std::uint32_t> lengths;  // synapses of each source
};

// How many synapses each source has: a table, unless all have as many and nothing else needs it.
void set_rows(const std::vector<std::uint32_t>& lengths, bool table, ImageWriter& writer, image::Projection& p) {
  std::vector<std::uint32_t> sums = {0};
  for (const std::uint32_t length : lengths) {
    sums.push_back(sums.back() + length);  // modulo 2^32: differences are what counts
    table = table || length != lengths.front();
    p.longest_row = std::max(p.longest_row, length);
    p.synapses += length;
  }
  if (!table) return;
  p.rows = writer.add(sums);
  p.weight_bytes += sums.size() * sizeof(std::uint32_t);
}

// Adds to a cell: two synapses of one pair are one in dense rows.
void add_to(unsigned char* cell, std::int32_t weight, unsigned bytes) {
  std::uint32_t sum = 0;
  std::memcpy(&sum, cell, bytes);
  sum += static_cast<std::uint32_t>(weight);
  std::memcpy(cell, &sum, bytes);
}

// Calls each(source, row, weights, k, part) for every synapse, rows in order.
template <class Each>
void for_each_synapse(const Synapses& synapses, const FixedWeights& fixed, std::vector<Part>& parts, Each each) {
  const std::uint32_t window = form_of(fixed.storage).window();
  const std::size_t windows = parts.size() / fixed.delays.size();
  std::vector<std::size_t> first_part(fixed.delays.back() + 1);  // by delay
  for (std::size_t d = 0; d < fixed.delays.size(); ++d) first_part[fixed.delays[d]] = d * windows;
  std::vector<std::int32_t> weights;
  synapses.for_each_row([&](std::uint32_t i, const SynapseRow& row) {
    fixed.fix_row(row, weights);
    for (Part& part : parts) part.lengths.push_back(0);
    for (std::size_t k = 0; k < weights.size(); ++k) {
      Part& part = parts[first_part[row.delay_ticks[k]] + row.target[k] / window];
      if (++part.lengths.back() == 0) fail("", "a source has more than 2^32 synapses in one projection");
      each(i, row.target[k] - part.first_target, weights[k], part);
    }
  });
}

void store_dense(const Synapses& synapses, const FixedWeights& fixed, std::vector<Part>& parts) {
  const unsigned bytes = form_of(fixed.storage).weight_bytes;
  const std::size_t row_cells = image::padded(synapses.targets);
  for (Part& part : parts) part.weights = SectionBytes(synapses.sources * row_cells * bytes);
  for_each_synapse(synapses, fixed, parts, [&](std::uint32_t i, std::uint32_t target, std::int32_t weight, Part& part) {
    add_to(part.weights.data() + (i * row_cells + target) * bytes, weight, bytes);
  });
}

void store_entries(const Synapses& synapses, const FixedWeights& fixed, std::vector<Part>& parts) {
  const StorageForm& form = form_of(fixed.storage);
  const bool split = form.layout == StorageLayout::split;
  for_each_synapse(synapses, fixed, parts, [&](std::uint32_t, std::uint32_t target, std::int32_t weight, Part& part) {
    part.weights.append(target, form.target_bytes);
    (split ? part.values : part.weights).append(static_cast<std::uint32_t>(weight), form.weight_bytes);
  });
}

// image::Projection::columns.
std::vector<std::uint32_t> columns_of(const std::vector<Part>& parts, const StorageForm& form, std::uint32_t sources,
                                      std::uint32_t targets) {
  std::uint64_t all = 0;
  for (const Part& part : parts) all += part.weights.size() / form.entry_bytes();
  if (std::max(all, std::uint64_t{sources} * parts.size()) > 0x7FFFFFFFu) {
    fail("", "a projection that learns has more than 2^31 synapses, or sources times delays");
  }
  std::vector<std::uint32_t> target_of, trace_of;  // of each synapse
  std::uint32_t group = 0;
  for (const Part& part : parts) {
    if (&part != parts.data() && part.delay_ticks != (&part - 1)->delay_ticks) ++group;
    part.weights.for_each_piece([&](const unsigned char* bytes, std::size_t count) {
      for (std::size_t k = 0; k < count / form.entry_bytes(); ++k) {
        target_of.push_back(part.first_target + form.target_at(bytes, k));
      }
    });
    for (std::uint32_t source = 0; source < sources; ++source) {
      trace_of.insert(trace_of.end(), part.lengths[source], group * sources + source);
    }
  }
  const std::size_t synapses = target_of.size(), begin = std::size_t{targets} + 1;
  std::vector<std::uint32_t> out(begin + 2 * synapses);
  for (const std::uint32_t target : target_of) ++out[target + 1];
  for (std::uint32_t t = 0; t < targets; ++t) out[t + 1] += out[t];
  std::vector<std::uint32_t> next(out.begin(), out.begin() + targets);
  for (std::size_t k = 0; k < synapses; ++k) {
    const std::size_t at = begin + next[target_of[k]]++;
    out[at] = static_cast<std::uint32_t>(k);
    out[at + synapses] = trace_of[k];
  }
  return out;
}

image::Projection store_procedural(const Synapses& synapses, const FixedWeights& fixed, ImageWriter& writer) {
  const Procedural& recipe = synapses.recipe;
  image::Projection p = record_of(fixed);
  set_rows(fixed.row_lengths, false, writer, p);
  p.delay_ticks = synapses.delay_ticks;
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

std::vector<image::Projection> store_weights(const Synapses& synapses, const FixedWeights& fixed, bool learns,
                                             ImageWriter& writer) {
  const StorageForm& form = form_of(fixed.storage);
  if (form.layout == StorageLayout::procedural) return {store_procedural(synapses, fixed, writer)};
  std::vector<Part> parts;
  for (const std::uint32_t delay_ticks : fixed.delays) {
    for (std::uint64_t first = 0; first < synapses.targets; first += form.window()) {
      parts.push_back({delay_ticks, static_cast<std::uint32_t>(first), {}, {}, {}});
    }
  }
  if (form.is_sparse()) {
    store_entries(synapses, fixed, parts);
  } else {
    store_dense(synapses, fixed, parts);
  }
  std::vector<image::Projection> records;
  std::uint32_t columns = 0;
  if (learns) columns = writer.add(columns_of(parts, form, synapses.sources, synapses.targets));
  for (Part& part : parts) {
    image::Projection p = record_of(fixed);
    p.delay_ticks = part.delay_ticks;
    p.first_target = part.first_target;
    p.weight_bytes = part.weights.size() + part.values.size();
    p.weights = writer.add(std::move(part.weights));
    if (form.value_bytes() > 0) p.values = writer.add(std::move(part.values));
    set_rows(part.lengths, form.is_sparse(), writer, p);
    if (form.is_sparse() && p.synapses > 0xFFFFFFFFu) {
      fail("", "a projection has more than 2^32 synapses to store; procedural storage has room");
    }
    p.columns = columns;
    records.push_back(p);
    part = {};
  }
  return records;
}

}  // namespace rheobase
