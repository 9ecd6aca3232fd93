#include "kernels/strict_math.hpp"

#include "image/check.hpp"

#include "image/checksum.hpp"
#include "image/view.hpp"
#include "kernels/procedural.hpp"

namespace rheobase::image {
namespace {

constexpr std::uint32_t most_neurons = 1u << 24;
constexpr std::uint32_t most_ticks = 1u << 20;  // of a delay, pulse or refractory time

// Everything below works in 64 bits, where no sum or product of two 32-bit fields can wrap.
struct Extent {
  std::uint64_t image_bytes;
  bool holds(std::uint32_t offset_units, std::uint64_t bytes) const {
    const std::uint64_t first = std::uint64_t{offset_units} * unit;
    return first >= sizeof(Header) && first <= image_bytes && bytes <= image_bytes - first;
  }
};

bool finite(float x) { return x - x == 0.0f; }

bool check_text(const View& view, std::uint32_t offset) {
  const Header& h = view.header();
  for (std::uint32_t i = offset; i < h.strings_bytes; ++i) {
    if (view.string(0)[i] == '\0') return true;
  }
  return false;
}

bool check_tables(const View& view, const Extent& extent) {
  const Header& h = view.header();
  return h.populations > 0 && h.ring_ticks > 0 && h.ring_ticks <= 2 * most_ticks + 2 && h.dt_ms > 0 &&
         extent.holds(h.population_table, std::uint64_t{h.populations} * sizeof(Population)) &&
         extent.holds(h.channel_table, std::uint64_t{h.channels} * sizeof(Channel)) &&
         extent.holds(h.projection_table, std::uint64_t{h.projections} * sizeof(Projection)) &&
         extent.holds(h.strings, h.strings_bytes) && check_text(view, h.name);
}

bool check_planes(const View& view, const Extent& extent, const Population& p) {
  for (const Plane& plane : p.planes) {
    const std::uint64_t floats = plane.stride == 0 ? block_neurons : std::uint64_t{p.words} * block_neurons;
    if (plane.stride != 0 && plane.stride != block_neurons) return false;
    if (!extent.holds(plane.offset, floats * sizeof(float))) return false;
    const float* values = view.at<float>(plane.offset);
    for (std::uint64_t i = 0; i < floats; ++i) {
      if (!finite(values[i])) return false;
    }
  }
  return true;
}

bool check_stimulus(const View& view, const Extent& extent, const Population& p) {
  if (p.stimulus_count == 0) return true;
  if (p.stimulus_ticks == 0 || p.stimulus_ticks > most_ticks) return false;
  if (!extent.holds(p.stimulus, std::uint64_t{p.stimulus_count} * sizeof(float))) return false;
  const float* values = view.at<float>(p.stimulus);
  for (std::uint32_t i = 0; i < p.stimulus_count; ++i) {
    if (!finite(values[i])) return false;
  }
  return true;
}

// Populations tile the bitset and the channel table in order, with no gap and no overlap.
bool check_populations(const View& view, const Extent& extent) {
  const Header& h = view.header();
  std::uint64_t words = 0, channels = 0, neurons = 0;
  for (std::uint32_t i = 0; i < h.populations; ++i) {
    const Population& p = view.population(i);
    if (p.size == 0 || p.size > most_neurons || p.words != (p.size + 63) / 64) return false;
    if (p.first_word != words || p.first_channel != channels) return false;
    if (p.noise_ticks == 0 || p.noise_ticks > most_ticks || p.refractory_ticks > h.ring_ticks) return false;
    if (!finite(p.threshold) || !finite(p.dt)) return false;
    if (!check_text(view, p.name) || !check_text(view, p.type)) return false;
    if (!check_stimulus(view, extent, p)) return false;
    words += p.words;
    channels += p.channels;
    neurons += p.size;
    if (channels > h.channels || !check_planes(view, extent, p)) return false;
  }
  return words == h.words && channels == h.channels && neurons == h.neurons;
}

bool check_channels(const View& view) {
  const Header& h = view.header();
  for (std::uint32_t i = 0; i < h.channels; ++i) {
    const Channel& c = view.channel(i);
    if (c.population >= h.populations || !check_text(view, c.name)) return false;
    const Population& p = view.population(c.population);
    if (i < p.first_channel || i - p.first_channel >= p.channels) return false;
    if (c.pulse_ticks == 0 || c.pulse_ticks > most_ticks || !finite(c.scale) || !finite(c.keep)) return false;
    if ((c.flags & keeps_current) != 0 && c.pulse_ticks != 1) return false;
  }
  return true;
}

// How many synapses each source has: at most `most`, as many in all as the projection says.
bool check_row_lengths(const View& view, const Extent& extent, const Projection& p, std::uint32_t most) {
  const std::uint32_t sources = view.population(p.source).size;
  if (p.longest_row > most) return false;
  if (p.rows == 0) return p.synapses == std::uint64_t{sources} * p.longest_row;
  if (!extent.holds(p.rows, (std::uint64_t{sources} + 1) * sizeof(std::uint32_t))) return false;
  if (view.at<std::uint32_t>(p.rows)[0] != 0) return false;
  std::uint64_t synapses = 0;
  std::uint32_t longest = 0;
  for (std::uint32_t r = 0; r < sources; ++r) {
    const std::uint32_t row = view.row_synapses(p, r);
    synapses += row;
    if (row > longest) longest = row;
  }
  return p.synapses == synapses && p.longest_row == longest;
}

// Rows of entries at `weights`, and of split forms the weights at `values`.
bool check_entries(const View& view, const Extent& extent, const Projection& p) {
  const StorageForm& form = form_of(p);
  const std::uint32_t sources = view.population(p.source).size;
  const std::uint32_t targets = view.population(p.target).size;
  if (p.rows == 0 || p.synapses > UINT32_MAX || !check_row_lengths(view, extent, p, UINT32_MAX)) return false;
  // Their sum fits 32 bits, so the sums ascend from 0 to it.
  const auto* rows = view.at<std::uint32_t>(p.rows);
  if (!extent.holds(p.weights, p.synapses * form.entry_bytes())) return false;
  if (form.value_bytes() > 0 && !extent.holds(p.values, p.synapses * form.value_bytes())) return false;
  const auto* entries = view.at<unsigned char>(p.weights);
  for (std::uint32_t r = 0; r < sources; ++r) {
    std::uint32_t before = 0;
    for (std::uint32_t k = rows[r]; k < rows[r + 1]; ++k) {
      const std::uint32_t target = form.target_at(entries, k);
      // Ascending: threads cut rows by their targets.
      if (target < before || std::uint64_t{p.first_target} + target >= targets) return false;
      before = target;
    }
  }
  return true;
}

// What the engine draws stays inside by its arithmetic, given these.
bool check_procedural(const View& view, const Extent& extent, const Projection& p) {
  const std::uint32_t sources = view.population(p.source).size;
  const std::uint32_t targets = view.population(p.target).size;
  if (p.first_target != 0 || p.pattern >= pattern_count || p.skip_self > 1) return false;
  if (p.skip_self != 0 && p.source != p.target) return false;
  if (p.weight_flip != 0 && p.weight_flip != 0xFFFFFFFFu) return false;
  const std::uint32_t candidates = targets - p.skip_self;
  const bool equal_rows = p.rows == 0;
  if (!check_row_lengths(view, extent, p, candidates)) return false;
  switch (static_cast<Pattern>(p.pattern)) {
    case Pattern::one_to_one: return equal_rows && sources == targets && p.longest_row == 1;
    case Pattern::out_degree: return equal_rows && p.longest_row == p.degree;
    case Pattern::some: return true;
    case Pattern::every: return equal_rows && p.longest_row == candidates;
  }
  return false;
}

bool check_weights(const View& view, const Extent& extent, const Projection& p) {
  const std::uint64_t cells =
      std::uint64_t{view.population(p.source).size} * view.population(p.target).words * block_neurons;
  if (p.storage >= storage_count) return false;
  switch (form_of(p).layout) {
    case StorageLayout::none: return false;
    case StorageLayout::dense:
      return p.first_target == 0 && check_row_lengths(view, extent, p, UINT32_MAX) &&
             extent.holds(p.weights, cells * form_of(p).weight_bytes);
    case StorageLayout::entries:
    case StorageLayout::split: return check_entries(view, extent, p);
    case StorageLayout::procedural: return check_procedural(view, extent, p);
  }
  return false;
}

// Records of one projection follow each other, by delay and window, and those of a delay group share all but the
// targets.
bool check_order(const View& view, std::uint32_t i) {
  const Projection& p = view.projection(i);
  if (i == 0) return p.projection == 0;
  const Projection& before = view.projection(i - 1);
  if (p.projection != before.projection) return p.projection == before.projection + 1;
  if (p.source != before.source || p.target != before.target || p.channel != before.channel) return false;
  return p.delay_ticks > before.delay_ticks ||
         (p.delay_ticks == before.delay_ticks && p.first_target > before.first_target);
}

// A row that never fits would wait for ever.
bool check_budget(const View& view) {
  const std::uint32_t records = view.header().projections;
  for (std::uint32_t first = 0; first < records && view.event_budget() != 0;) {
    const std::uint32_t end = view.delay_group_end(first);
    if (view.longest_row(first, end) > view.event_budget()) return false;
    first = end;
  }
  return true;
}

bool check_projections(const View& view, const Extent& extent) {
  const Header& h = view.header();
  for (std::uint32_t i = 0; i < h.projections; ++i) {
    const Projection& p = view.projection(i);
    if (p.source >= h.populations || p.target >= h.populations || p.channel >= h.channels) return false;
    const Channel& c = view.channel(p.channel);
    if (c.population != p.target || p.shift > 31 || p.first_target % block_neurons != 0) return false;
    if (p.delay_ticks == 0 || p.delay_ticks > most_ticks) return false;
    // The ring must still hold the spike that starts a pulse, and the one that ends it.
    if (oldest_needed(p.delay_ticks, c.pulse_ticks) >= h.ring_ticks) return false;
    if (!check_weights(view, extent, p) || !check_order(view, i)) return false;
  }
  return check_budget(view);
}

}  // namespace

rheo_status check_image(const void* image, std::size_t bytes) {
  if (image == nullptr) return RHEO_E_NULL;
  if (reinterpret_cast<std::uintptr_t>(image) % RHEO_ALIGNMENT != 0) return RHEO_E_IMAGE_MISALIGNED;
  if (bytes < sizeof(Header)) {
    std::uint32_t word = 0;
    if (bytes >= sizeof word) std::memcpy(&word, image, sizeof word);
    return bytes >= sizeof word && word != magic ? RHEO_E_IMAGE_MAGIC : RHEO_E_IMAGE_TRUNCATED;
  }
  const View view(image);
  const Header& h = view.header();
  if (h.magic != magic) return RHEO_E_IMAGE_MAGIC;
  if (h.version != version) return RHEO_E_IMAGE_VERSION;
  if (h.image_bytes > bytes) return RHEO_E_IMAGE_TRUNCATED;
  if (h.image_bytes < sizeof(Header) || h.image_bytes % unit != 0) return RHEO_E_IMAGE_MALFORMED;
  if (h.checksum != checksum_of(image, static_cast<std::size_t>(h.image_bytes))) return RHEO_E_IMAGE_CHECKSUM;
  const Extent extent{h.image_bytes};
  const bool sound = h.header_bytes == sizeof(Header) && check_tables(view, extent) &&
                     check_populations(view, extent) && check_channels(view) && check_projections(view, extent);
  return sound ? RHEO_OK : RHEO_E_IMAGE_MALFORMED;
}

}  // namespace rheobase::image
