#include "kernels/strict_math.hpp"

#include "image/check.hpp"

#include "image/check_plasticity.hpp"
#include "image/check_values.hpp"
#include "image/checksum.hpp"
#include "image/fields.hpp"
#include "image/limits.hpp"
#include "image/sections.hpp"
#include "image/view.hpp"
#include "kernels/chosen.hpp"
#include "kernels/procedural.hpp"
#include "models/shapes.hpp"

namespace rheobase::image {
namespace {

constexpr FieldRule rules[] = {
#include "image/fields.inc"
};
static_assert(rules_cover(rules, FieldOwner::Header, sizeof(Header)));
static_assert(rules_cover(rules, FieldOwner::Population, sizeof(Population)));
static_assert(rules_cover(rules, FieldOwner::Channel, sizeof(Channel)));
static_assert(rules_cover(rules, FieldOwner::Projection, sizeof(Projection)));
constexpr auto checks = checks_of<check_count(rules)>(rules);

// Below, sums and products of 32-bit fields are taken in 64 bits, where none can wrap.

bool check_text(const View& view, std::uint32_t offset) {
  const Header& h = view.header();
  for (std::uint32_t i = offset; i < h.strings_bytes; ++i) {
    if (view.string(0)[i] == '\0') return true;
  }
  return false;
}

// Planes and the stimulus: where they lie, then what they hold.
bool check_numbers(const View& view, const Sections& data, const Population& p) {
  if (p.plane_count != common_planes + own_ranges(p).count) return false;
  if (!data.hold(p.planes, p.plane_count * sizeof(Plane))) return false;
  for (std::uint32_t k = 0; k < p.plane_count; ++k) {
    const Plane& plane = view.planes(p)[k];
    if (plane.stride != 0 && plane.stride != block_neurons) return false;
    if (!data.hold(plane.offset, plane_floats(p, plane) * sizeof(float))) return false;
  }
  // An engine without Extra::inputs does not run it (init.cpp).
  if (!chosen(Extra::inputs) && (p.flags & stimulus_of_each) != 0) return check_planes(view, p);
  const std::uint64_t row = chosen(Extra::inputs) ? stimulus_row(p) : 1;
  if (!data.hold(p.stimulus, p.stimulus_count * row * sizeof(float))) return false;
  if ((p.stimulus_count == 0) != (p.stimulus_ticks == 0)) return false;
  if (p.stimulus_count == 0 && (p.flags & (stimulus_repeats | stimulus_from_expression | stimulus_of_each)) != 0)
    return false;
  return check_planes(view, p) && check_stimulus(view, p);
}

// By tick, then by neuron, none twice.
bool check_spike_list(const View& view, const Sections& data, const Population& p) {
  const bool listed = p.model == static_cast<std::uint32_t>(NeuronModel::spikes);
  if (!listed) return (p.spike_list | p.spike_count | p.spike_period) == 0;
  if (!data.hold(p.spike_list, std::uint64_t{p.spike_count} * 2 * sizeof(std::uint32_t))) return false;
  const auto* ticks = view.at<std::uint32_t>(p.spike_list);
  const std::uint32_t* neurons = ticks + p.spike_count;
  for (std::uint32_t k = 0; k < p.spike_count; ++k) {
    if (neurons[k] >= p.size || (p.spike_period != 0 && ticks[k] >= p.spike_period)) return false;
    if (k > 0 && (ticks[k] < ticks[k - 1] || (ticks[k] == ticks[k - 1] && neurons[k] <= neurons[k - 1]))) return false;
  }
  return true;
}

// Sources have nothing that acts on a membrane; only Poisson sources have a rate.
bool check_source(const Population& p) {
  const bool has_rate = p.model == static_cast<std::uint32_t>(NeuronModel::poisson);
  const std::uint32_t flags = has_input | has_current | stimulus_repeats | stimulus_from_expression | stimulus_of_each;
  return p.integrator == static_cast<std::uint32_t>(no_integrator) && p.channels == 0 && p.refractory_ticks == 0 &&
         p.noise_ticks == 1 && p.substeps == 1 && (p.flags & ~(has_rate ? flags : 0)) == 0 &&
         (has_rate || p.stimulus_count == 0);
}

// A build without substeps runs no image that has any.
bool check_dt(const Population& p, float dt_ms) {
  if (!chosen(Extra::substeps)) return p.substeps != 1 || p.dt == dt_ms;
  return p.dt == dt_ms / static_cast<float>(p.substeps);
}

// One kind of noise, where there is noise; an engine without Extra::inputs refuses all but the first (init.cpp).
bool check_noise(const Population& p) {
  if (is_fixed(p) && (p.flags & (noise_uniform | noise_ou)) != 0) return false;
  const bool ou = (p.flags & noise_ou) != 0;
  if (!ou && (p.noise_decay != 0.0f || p.noise_gain != 0.0f)) return false;
  if ((p.flags & (noise_uniform | noise_ou)) == 0) return true;
  if ((p.flags & has_noise) == 0 || (ou && (p.flags & noise_uniform) != 0)) return false;
  return !ou || (p.noise_ticks == 1 && in_range(p.noise_decay, limits::least_noise_decay, 1.0f) &&
                 in_range(p.noise_gain, limits::least_noise_gain, 1.0f));
}

// A build runs no image with an integrator that it leaves out.
bool runs(const Population& p) { return !has_membrane(p) || chosen(static_cast<Integrator>(p.integrator)); }

bool check_population(const View& view, const Sections& data, const Population& p) {
  const Header& h = view.header();
  if (!fields_fit(checks, FieldOwner::Population, &p) || p.words != (p.size + 63) / 64) return false;
  if (model_shapes[p.model] == &left_out || !runs(p)) return check_text(view, p.name) && check_text(view, p.type);
  if (has_sources && ((!has_membrane(p) && !check_source(p)) || !check_spike_list(view, data, p))) return false;
  if (chosen(Extra::inputs) && !check_noise(p)) return false;
  if (!check_dt(p, static_cast<float>(h.dt_ms)) || p.refractory_ticks >= h.ring_ticks) return false;
  const auto integrator = static_cast<Integrator>(p.integrator);
  const bool fixed = is_fixed(p);
  if (fixed ? !has_fixed(static_cast<NeuronModel>(p.model)) : !is_explicit(integrator) && !uses_own_scheme(p)) {
    return false;
  }
  const bool riccati = chosen(Integrator::riccati) && p.integrator == static_cast<std::uint32_t>(Integrator::riccati);
  if ((p.flags & keeps_spike_age) != 0 && (!riccati || (chosen(Extra::substeps) && p.substeps != 1))) return false;
  if (riccati && p.threshold > limits::most_threshold) return false;
  const bool within_step = (p.flags & refractory_within_step) != 0;
  if (within_step != (riccati && p.refractory_ticks > 0)) return false;
  if (within_step && (p.flags & keeps_spike_age) == 0) return false;
  if ((p.flags & refractory_holds_u) != 0 && p.refractory_ticks == 0) return false;
  return check_text(view, p.name) && check_text(view, p.type) && check_numbers(view, data, p);
}

// Populations tile the bitset and the channel table in order, with no gap and no overlap.
bool check_populations(const View& view, const Sections& data, const void*& last) {
  const Header& h = view.header();
  std::uint64_t words = 0, channels = 0, neurons = 0;
  for (std::uint32_t i = 0; i < h.populations; ++i) {
    const Population& p = view.population(i);
    last = &p;
    if (p.first_word != words || p.first_channel != channels) return false;
    if (!check_population(view, data, p)) return false;
    words += p.words;
    channels += p.channels;
    neurons += p.size;
    if (channels > h.channels) return false;
  }
  return words == h.words && channels == h.channels && neurons == h.neurons;
}

// 2^exponent, by its bits.
float power_of_two(std::int32_t exponent) {
  const std::uint32_t bits = static_cast<std::uint32_t>(127 + exponent) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return power;
}

// The flags and constants that the engine reads define what a kind does with arrivals.
bool check_kind(const Channel& c) {
  const bool keeps = (c.flags & keeps_current) != 0, clears = (c.flags & clear_on_spike) != 0;
  const bool conducting = (c.flags & conducts) != 0, rises = (c.flags & keeps_rise) != 0;
  if (!conducting && c.reversal != 0.0f) return false;
  if (conducting && (c.flags & subtract) != 0) return false;
  if (!rises && (c.keep_rise != 0.0f || c.rise_to_current != 0.0f || c.mean_current != 0.0f || c.mean_rise != 0.0f)) {
    return false;
  }
  const bool decays = keeps && c.pulse_ticks == 1 && (c.keep == 0.0f || c.keep >= tiny);
  switch (static_cast<ChannelKind>(c.kind)) {
    case ChannelKind::pulse: return !keeps && !clears && !rises && c.keep == 0.0f;
    case ChannelKind::decay: return decays && !rises;
    case ChannelKind::hold: return keeps && !rises && c.pulse_ticks == 1 && c.keep == 1.0f;
    case ChannelKind::rise: return decays && rises;
    case ChannelKind::nmda: return decays && conducting;
    case ChannelKind::jump: return !keeps && !clears && !rises && !conducting && c.pulse_ticks == 1 && c.keep == 0.0f;
  }
  return false;
}

bool check_channels(const View& view, const void*& last) {
  const Header& h = view.header();
  for (std::uint32_t i = 0; i < h.channels; ++i) {
    const Channel& c = view.channel(i);
    last = &c;
    if (!fields_fit(checks, FieldOwner::Channel, &c)) return false;
    if (c.population >= h.populations || !check_text(view, c.name)) return false;
    const Population& p = view.population(c.population);
    if (i < p.first_channel || i - p.first_channel >= p.channels) return false;
    if (is_fixed(p) && (c.flags & keeps_rise) != 0) return false;
    // The gain of a decay is at most 1, and up to twice that for what rounding leaves of 1 - keep.
    if (c.scale > 2.0f * power_of_two(-c.exponent) || !check_kind(c)) return false;
  }
  return true;
}

// Synapses that the engine draws have no bytes; stored ones have no recipe.
bool has_recipe(const Projection& p) {
  return (p.pattern | p.skip_self | p.stream | p.yes | p.degree | static_cast<std::uint32_t>(p.weight_base) |
          p.weight_slope | p.weight_flip) != 0;
}

// The sections of a record, each as large as its form has it.
bool check_places(const View& view, const Sections& data, const Projection& p) {
  const StorageForm& form = form_of(p);
  const Population &source = view.population(p.source), &target = view.population(p.target);
  const std::uint64_t row_bytes = p.rows != 0 ? (std::uint64_t{source.size} + 1) * sizeof(std::uint32_t) : 0;
  std::uint64_t entry_bytes = 0, value_bytes = 0;
  if (form.is_sparse()) {
    if (p.synapses > UINT32_MAX) return false;
    entry_bytes = p.synapses * form.entry_bytes();
    value_bytes = p.synapses * form.value_bytes();
  } else if (form.layout == StorageLayout::dense) {
    entry_bytes = source.size * padded(target.size) * form.weight_bytes;
  }
  return data.hold(p.rows, row_bytes) && data.hold(p.weights, entry_bytes) && data.hold(p.values, value_bytes) &&
         p.weight_bytes == row_bytes + entry_bytes + value_bytes;
}

// How many synapses each source has: at most `most`, as many in all as the projection says.
bool check_row_lengths(const View& view, const Projection& p, std::uint32_t most) {
  const std::uint32_t sources = view.population(p.source).size;
  if (p.longest_row > most) return false;
  if (p.rows == 0) return p.synapses == std::uint64_t{sources} * p.longest_row;
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
bool check_entries(const View& view, const Projection& p) {
  const StorageForm& form = form_of(p);
  const std::uint32_t sources = view.population(p.source).size;
  const std::uint32_t targets = view.population(p.target).size;
  if (p.rows == 0 || p.first_target % block_neurons != 0 || !check_row_lengths(view, p, UINT32_MAX)) return false;
  // Their sum fits 32 bits, so the sums ascend from 0 to it.
  const auto* rows = view.at<std::uint32_t>(p.rows);
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
bool check_procedural(const View& view, const Projection& p) {
  const std::uint32_t sources = view.population(p.source).size;
  const std::uint32_t targets = view.population(p.target).size;
  if (p.first_target != 0 || (p.skip_self != 0 && p.source != p.target)) return false;
  if (p.weight_flip != 0 && p.weight_flip != 0xFFFFFFFFu) return false;
  const std::uint32_t candidates = targets - p.skip_self;
  const bool equal_rows = p.rows == 0;
  if (!check_row_lengths(view, p, candidates)) return false;
  switch (static_cast<Pattern>(p.pattern)) {
    case Pattern::one_to_one: return equal_rows && sources == targets && p.longest_row == 1;
    case Pattern::out_degree: return equal_rows && p.longest_row == p.degree;
    case Pattern::some: return true;
    case Pattern::pairwise: break;
    case Pattern::every: return equal_rows && p.longest_row == candidates;
  }
  return false;
}

bool check_weights(const View& view, const Sections& data, const Projection& p) {
  if (!check_places(view, data, p)) return false;
  switch (form_of(p).layout) {
    case StorageLayout::none: return false;
    case StorageLayout::dense:
      // Several synapses of one pair share a cell: a row may have more of them than targets.
      return !has_recipe(p) && p.first_target == 0 && check_row_lengths(view, p, UINT32_MAX);
    case StorageLayout::entries:
    case StorageLayout::split: return !has_recipe(p) && check_entries(view, p);
    // A build that does not draw runs no such image.
    case StorageLayout::procedural: return !chosen(Storage::procedural) || check_procedural(view, p);
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

// No product of these is subnormal.
bool check_decay(const float (&keep)[decay_bits]) {
  float product = 1.0f;
  for (const float x : keep) {
    if (!in_range(x, 0.0f, 1.0f)) return false;
    if (x != 0.0f) product *= x;
    if (product < 1e-20f) return false;
  }
  return true;
}

// Records of one projection share it.
bool check_short_term(const View& view, const Sections& data, std::uint32_t i) {
  const Projection& p = view.projection(i);
  if (i > 0 && p.projection == view.projection(i - 1).projection && p.short_term != view.projection(i - 1).short_term) {
    return false;
  }
  if (p.short_term == 0) return true;
  if (!data.hold(p.short_term, sizeof(ShortTerm))) return false;
  // The efficacies of a step are those of the rows that fall due in it.
  const Channel& c = view.channel(p.channel);
  if (c.pulse_ticks != 1 || (c.flags & interpolates) != 0 || view.event_budget() != 0) return false;
  const ShortTerm& s = *view.at<ShortTerm>(p.short_term);
  return s.form < short_term_form_count && in_range(s.U, 0.0f, 1.0f) && (s.U == 0.0f || s.U >= 0.9e-6f) &&
         check_decay(s.keep_depletion) && check_decay(s.keep_facilitation);
}

// Records of one projection share it. A build without gains runs no image that has any.
bool check_gain(const View& view, std::uint32_t i) {
  const Projection& p = view.projection(i);
  constexpr std::uint32_t one = 1u << gain_bits;
  if (p.max_gain != 0 && (p.max_gain < one || p.max_gain > static_cast<std::uint32_t>(limits::largest_max_gain) * one))
    return false;
  return i == 0 || p.projection != view.projection(i - 1).projection || p.max_gain == view.projection(i - 1).max_gain;
}

bool check_projections(const View& view, const Sections& data, const void*& last) {
  const Header& h = view.header();
  for (std::uint32_t i = 0; i < h.projections; ++i) {
    const Projection& p = view.projection(i);
    last = &p;
    if (!fields_fit(checks, FieldOwner::Projection, &p)) return false;
    if (p.source >= h.populations || p.target >= h.populations || p.channel >= h.channels) return false;
    const Channel& c = view.channel(p.channel);
    if (c.population != p.target || p.weight_min > p.weight_max) return false;
    // The ring must still hold the spike that starts a pulse, and the one that ends it.
    if (oldest_needed(p.delay_ticks, c.pulse_ticks) >= h.ring_ticks) return false;
    if (!check_weights(view, data, p) || !check_order(view, i)) return false;
    if (chosen(Extra::stp) && !check_short_term(view, data, i)) return false;
    if (chosen(Extra::gains) && !check_gain(view, i)) return false;
    if constexpr (chosen(Extra::plasticity)) {
      if (!check_plasticity(view, data, i)) return false;
    }
  }
  return check_budget(view);
}

bool check_contents(const View& view, const void*& last) {
  const Header& h = view.header();
  Sections data(view.at<unsigned char>(0));
  return fields_fit(checks, FieldOwner::Header, &h) && view.event_budget() <= limits::most_event_budget &&
         data.take_tables() && check_text(view, h.name) && check_populations(view, data, last) &&
         check_channels(view, last) && check_projections(view, data, last);
}

}  // namespace

rheo_status check_image(const void* image, std::size_t bytes, const void*& last) {
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
  return check_contents(view, last) ? RHEO_OK : RHEO_E_IMAGE_MALFORMED;
}

}  // namespace rheobase::image
