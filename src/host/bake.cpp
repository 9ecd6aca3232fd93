// From an image and a snapshot of a run to an image that starts with what was learned.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "compile/storage.hpp"
#include "engine/engine.hpp"
#include "image/checksum.hpp"
#include "image/view.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/simulation.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

Image copy_of(const Image& image) {
  Image copy(image.size(), Image::Begin::unset);
  std::memcpy(copy.data(), image.data(), image.size());
  return copy;
}

std::int32_t weight_at(const image::Projection& p, const void* weights, std::uint64_t entry) {
  return image::form_of(p).weight_bytes == 2 ? static_cast<const std::int16_t*>(weights)[entry]
                                             : static_cast<const std::int32_t*>(weights)[entry];
}

// The same image with other weights to start from.
Image with_weights(const Simulation& run) {
  Image image = copy_of(run.image());
  const image::View view(image.data());
  auto* bytes = reinterpret_cast<unsigned char*>(image.data());
  for (std::uint32_t r = 0; r < view.header().projections; ++r) {
    const image::Projection& p = view.projection(r);
    if (p.plasticity == 0) continue;
    const StorageForm& form = image::form_of(p);
    unsigned char* entries = bytes + std::size_t{p.weights} * image::unit;
    for (std::uint64_t k = 0; k < p.synapses; ++k) {
      const std::int32_t weight = weight_at(p, run.engine()->projections[r].plastic->weights, k);
      std::memcpy(entries + k * form.entry_bytes() + form.target_bytes, &weight, form.weight_bytes);
    }
  }
  return image;
}

// Writes an image anew, plastic projections as fixed ones.
class Freezing {
 public:
  explicit Freezing(const Simulation& run) : run_(run), view_(run.image().data()) {}

  Image write() {
    const image::Header& h = view_.header();
    std::vector<image::Population> populations;
    std::vector<image::Channel> channels;
    for (std::uint32_t i = 0; i < h.populations; ++i) populations.push_back(population(view_.population(i)));
    for (std::uint32_t i = 0; i < h.channels; ++i) {
      channels.push_back(view_.channel(i));
      channels.back().name = text(channels.back().name);
    }
    for (std::uint32_t first = 0; first < h.projections; first = view_.projection_end(first)) {
      if (view_.projection(first).plasticity == 0) {
        for (std::uint32_t r = first; r < view_.projection_end(first); ++r)
          records_.push_back(copy(view_.projection(r)));
      } else {
        freeze(first);
      }
    }
    image::Header header = h;
    header.name = text(h.name);
    header.projections = static_cast<std::uint32_t>(records_.size());
    return writer_.finish(header, populations, channels, records_);
  }

 private:
  std::uint32_t text(std::uint32_t offset) { return writer_.text(view_.string(offset)); }
  std::uint32_t section(std::uint32_t offset, std::uint64_t bytes) {
    return bytes == 0 ? 0 : writer_.add_bytes(view_.at<unsigned char>(offset), static_cast<std::size_t>(bytes));
  }

  image::Population population(image::Population p) {
    std::vector<image::Plane> planes(view_.planes(p), view_.planes(p) + p.plane_count);
    for (image::Plane& plane : planes) plane.offset = section(plane.offset, plane_floats(p, plane) * sizeof(float));
    p.stimulus = section(p.stimulus, p.stimulus_count * stimulus_row(p) * sizeof(float));
    p.spike_list = section(p.spike_list, std::uint64_t{p.spike_count} * 2 * sizeof(std::uint32_t));
    p.planes = writer_.add(planes);
    p.name = text(p.name);
    p.type = text(p.type);
    return p;
  }

  image::Projection copy(image::Projection p) {
    const StorageForm& form = image::form_of(p);
    const std::uint64_t sources = view_.population(p.source).size;
    const std::uint64_t entries = form.layout == StorageLayout::dense
                                      ? sources * image::padded(view_.population(p.target).size) * form.weight_bytes
                                      : p.synapses * form.entry_bytes();
    if (p.weights != 0) p.weights = section(p.weights, entries);
    if (p.values != 0) p.values = section(p.values, p.synapses * form.value_bytes());
    if (p.rows != 0) p.rows = section(p.rows, (sources + 1) * sizeof(std::uint32_t));
    if (p.short_term != 0) p.short_term = section(p.short_term, sizeof(image::ShortTerm));
    return p;
  }

  void freeze(std::uint32_t first) {
    const image::Projection& p = view_.projection(first);
    const image::Channel& channel = view_.channel(p.channel);
    const std::uint32_t sources = view_.population(p.source).size, targets = view_.population(p.target).size;
    ListedSynapses synapses(sources, targets);
    FixedWeights fixed;
    list(first, synapses, fixed);
    const bool dense =
        fixed.most_of_pair <= 1 && synapses.target.size() * 4 >= std::uint64_t{sources} * targets * fixed.delays.size();
    fixed.storage = dense ? Storage::dense_i16 : Storage::sparse_i16;
    const double largest = std::max(fixed.weight_max, 1e-30);
    fixed.exponent = std::min(channel.exponent, static_cast<std::int32_t>(std::floor(std::log2(INT16_MAX / largest))));
    fixed.shift = static_cast<std::uint32_t>(channel.exponent - fixed.exponent);
    fixed.resolution = std::ldexp(1.0, -fixed.exponent);
    for (const double w : synapses.weight) {
      const double stored = std::nearbyint(std::ldexp(w, fixed.exponent)) * fixed.resolution;
      fixed.largest_error = std::max(fixed.largest_error, std::fabs(stored - w));
    }
    for (image::Projection record : store_weights(synapses, fixed, false, writer_)) {
      record.source = p.source;
      record.target = p.target;
      record.channel = p.channel;
      record.projection = p.projection;
      record.max_gain = p.max_gain;
      records_.push_back(record);
    }
  }

  // By source, then by target, as rows have them.
  void list(std::uint32_t first, ListedSynapses& synapses, FixedWeights& fixed) {
    struct Synapse {
      std::uint32_t target, delay_ticks;
      double weight;
    };
    const std::uint32_t end = view_.projection_end(first);
    for (std::uint32_t r = first; r < end; ++r) {
      const std::uint32_t delay = view_.projection(r).delay_ticks;
      if (fixed.delays.empty() || fixed.delays.back() != delay) fixed.delays.push_back(delay);
    }
    synapses.row_begin.push_back(0);
    for (std::uint32_t s = 0; s < synapses.sources; ++s) {
      std::vector<Synapse> row;
      for (std::uint32_t r = first; r < end; ++r) {
        const image::Projection& p = view_.projection(r);
        const auto* rows = view_.at<std::uint32_t>(p.rows);
        for (std::uint32_t k = rows[s]; k < rows[s + 1]; ++k) {
          const std::uint32_t target = image::form_of(p).target_at(view_.at<unsigned char>(p.weights), k);
          const std::int32_t units = weight_at(p, run_.engine()->projections[r].plastic->weights, k);
          row.push_back({p.first_target + target, p.delay_ticks, units * static_cast<double>(p.resolution)});
        }
      }
      std::stable_sort(row.begin(), row.end(), [](const Synapse& a, const Synapse& b) { return a.target < b.target; });
      std::uint32_t of_pair = 0;
      for (std::size_t k = 0; k < row.size(); ++k) {
        synapses.target.push_back(row[k].target);
        synapses.weight.push_back(row[k].weight);
        synapses.varying_delay_ticks.push_back(row[k].delay_ticks);
        of_pair = k > 0 && row[k].target == row[k - 1].target ? of_pair + 1 : 1;
        fixed.most_of_pair = std::max(fixed.most_of_pair, of_pair);
        fixed.weight_max = std::max(fixed.weight_max, row[k].weight);
        fixed.weight_min = synapses.weight.size() == 1 ? row[k].weight : std::min(fixed.weight_min, row[k].weight);
      }
      synapses.row_begin.push_back(synapses.target.size());
    }
  }

  const Simulation& run_;
  image::View view_;
  ImageWriter writer_;
  std::vector<image::Projection> records_;
};

bool learns(const image::View& view) {
  for (std::uint32_t r = 0; r < view.header().projections; ++r) {
    if (view.projection(r).plasticity != 0) return true;
  }
  return false;
}

}  // namespace

Image bake(const Image& image, const std::vector<std::byte>& snapshot, bool frozen) {
  if (!learns(image::View(image.data()))) fail("", "no projection of the image learns");
  Simulation run(copy_of(image));
  run.restore(snapshot);
  Image out = frozen ? Freezing(run).write() : with_weights(run);
  image::Header header;
  std::memcpy(&header, out.data(), sizeof header);
  header.checksum = image::checksum_of(out.data(), out.size());
  std::memcpy(out.data(), &header, sizeof header);
  return out;
}

}  // namespace rheobase
