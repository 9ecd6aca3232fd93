#include "kernels/strict_math.hpp"

#include "engine/states.hpp"

#include "engine/gain.hpp"
#include "engine/traces.hpp"
#include "kernels/chosen.hpp"
#include "models/shapes.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

struct StateForm {
  const char* name;
  std::uint8_t element_bytes;
  bool saved, hashed;
};

// In the order of StateKind.
constexpr StateForm forms[] = {
    {"ring", 8, true, true},
    {"taken", 8, true, true},
    {"any", 8, false, false},
    {"held", 8, false, false},
    {"at_limit", 8, true, false},  // what only reports is no part of the network's own
                                   // state, nor is what a program sets
    {"pending", 8, true, false},
    {"waiting", 4, true, true},
    {"v", 4, true, true},
    {"u", 4, true, true},
    {"input", 4, true, false},
    {"spike_age", 4, true, false},  // hashed where it says when a refractory period ends
    {"noise", 4, true, true},
    {nullptr, 4, true, true},  // current: the channel's name
    {"rise", 4, true, true},
    {"arrivals", 4, false, true},  // those still to be read follow from the ring
    {"last", 4, false, true},
#if RHEOBASE_STP || RHEOBASE_GAINS || RHEOBASE_PLASTICITY
    {"gain", 4, true, true},
#endif
#if RHEOBASE_STP || RHEOBASE_PLASTICITY
    {"stp_tick", 8, true, true},
    {"facilitation", 4, true, true},
    {"depletion", 4, true, true},
    {"efficacy", 4, false, false},  // of this tick's rows alone
#endif
#if RHEOBASE_PLASTICITY
    {"pre_trace", 4, true, true},
    {"pre_second", 4, true, true},
    {"post_trace", 4, true, true},
    {"post_second", 4, true, true},
    {"eligibility", 4, true, true},
    {"weight", 4, true, true},  // or 2: the storage form's
    {"frozen", 4, true, true},
    {"modulator", 4, true, true},
    {"reward", 4, true, true},
#endif
};
constexpr StateKind last_form = RHEOBASE_PLASTICITY ? StateKind::reward
                                : RHEOBASE_STP      ? StateKind::efficacy
                                : RHEOBASE_GAINS    ? StateKind::gain
                                                    : StateKind::last;
static_assert(sizeof forms / sizeof *forms == std::size_t{static_cast<unsigned>(last_form)} + 1);

class StateList {
 public:
  StateList(const image::View& image, void (*visit)(void*, const State&), void* context)
      : image_(image), visit_(visit), context_(context) {}

  // 64-bit values first, so that a snapshot keeps them aligned.
  StateBytes walk() {
    const image::Header& h = image_.header();
    add(StateKind::ring, 0, h.words, h.ring_ticks);
    add_delay_groups(StateKind::taken);
    add_delay_groups(StateKind::any);
    for (std::uint32_t i = 0; i < h.populations; ++i) {
      if (keeps_held(image_.population(i))) add(StateKind::held, i, image_.population(i).words);
    }
    for (std::uint32_t i = 0; i < h.populations; ++i) add(StateKind::at_limit, i, image_.population(i).words);
    for (std::uint32_t i = 0; i < h.populations; ++i) {
      if (is_external(image_.population(i))) add(StateKind::pending, i, image_.population(i).words);
    }
    add_short_term(StateKind::stp_tick);
    add_gains();
    add_delay_groups(StateKind::waiting);
    add_short_term(StateKind::facilitation);
    add_short_term(StateKind::depletion);
    add_short_term(StateKind::efficacy);
    for (std::uint32_t i = 0; i < h.populations; ++i) add_population(i);
    if (chosen(Extra::plasticity)) add_learning();
    return {arena_, snapshot_};
  }

 private:
  void add_delay_groups(StateKind kind) {
    if (image_.event_budget() == 0) return;
    for (std::uint32_t i = 0; i < image_.header().projections; i = image_.delay_group_end(i)) {
      const image::Projection& p = image_.projection(i);
      const image::Population& source = image_.population(p.source);
      if (kind == StateKind::waiting) {
        add(kind, i, source.size);
      } else {
        add(kind, i, source.words, kind == StateKind::taken ? taken_slots(image_.channel(p.channel).pulse_ticks) : 1);
      }
    }
  }

  void add_gains() {
    if (!chosen(Extra::gains)) return;
    const std::uint32_t count = gain_count(image_);
    if (count > 0) add(StateKind::gain, 0, count);
  }

  void add_short_term(StateKind kind) {
    for (std::uint32_t i = 0; chosen(Extra::stp) && i < image_.header().projections; i = image_.delay_group_end(i)) {
      const image::Projection& p = image_.projection(i);
      if (p.short_term == 0) continue;
      add(kind, i, image_.population(p.source).size);
    }
  }

  // Weights last: they may be of 16 bits.
  void add_learning() {
    const std::uint32_t records = image_.header().projections;
    bool any = false;
    for (std::uint32_t i = 0; i < records; i = image_.projection_end(i)) {
      const image::Projection& p = image_.projection(i);
      if (p.plasticity == 0) continue;
      any = true;
      const auto& rule = *image_.at<image::Plasticity>(p.plasticity);
      const std::uint32_t end = image_.projection_end(i), groups = image_.delay_groups(i, end);
      const std::uint32_t sources = image_.population(p.source).size, targets = image_.population(p.target).size;
      const bool owner = owner_of_source_traces(image_, i) == i;
      if (owner && rule.decay_pre[0] != 0.0f) add(StateKind::pre_trace, i, groups * sources);
      if (owner && rule.decay_pre[1] != 0.0f) add(StateKind::pre_second, i, groups * sources);
      if (rule.decay_post[0] != 0.0f) add(StateKind::post_trace, i, targets);
      if (rule.decay_post[1] != 0.0f) add(StateKind::post_second, i, targets);
      if (rule.decay_eligibility != 0.0f) add(StateKind::eligibility, i, synapses_from(i));
    }
    if (!any) return;
    const std::uint32_t projections = image_.projection(records - 1).projection + 1;
    add(StateKind::frozen, 0, projections);
    add(StateKind::modulator, 0, projections);
    add(StateKind::reward, 0, projections);
    for (std::uint32_t i = 0; i < records; i = image_.projection_end(i)) {
      if (image_.projection(i).plasticity != 0) add(StateKind::weight, i, synapses_from(i));
    }
  }
  // Of a plastic projection, which has fewer than 2^32.
  std::uint32_t synapses_from(std::uint32_t first) const {
    return static_cast<std::uint32_t>(image_.synapses(first, image_.projection_end(first)));
  }

  void add_population(std::uint32_t index) {
    const image::Population& p = image_.population(index);
    if (has_membrane(p)) add(StateKind::v, index, p.size);
    if (has_u(p)) add(StateKind::u, index, p.size);
    if ((p.flags & image::has_input) != 0) add(StateKind::input, index, p.size);
    if ((p.flags & image::keeps_spike_age) != 0) add(StateKind::spike_age, index, p.size);
    if (chosen(Extra::inputs) && (p.flags & image::noise_ou) != 0) add(StateKind::noise, index, p.size);
    for (std::uint32_t c = p.first_channel; c < p.first_channel + p.channels; ++c) {
      const std::uint32_t flags = image_.channel(c).flags;
      if ((flags & image::keeps_current) != 0) add(StateKind::current, index, p.size, 1, c);
      if ((flags & image::keeps_rise) != 0) add(StateKind::rise, index, p.size, 1, c);
      add(StateKind::arrivals, index, p.size, 1, c);
      if ((flags & image::interpolates) != 0) add(StateKind::last, index, p.size, 1, c);
    }
  }

  void add(StateKind kind, std::uint32_t index, std::uint32_t count, std::uint32_t slots = 1,
           std::uint32_t channel = 0) {
    const StateForm& form = forms[static_cast<unsigned>(kind)];
    State state;
    state.kind = kind;
    state.index = index;
    state.channel = channel;
    state.name = form.name != nullptr ? form.name : image_.string(image_.channel(channel).name);
    state.element_bytes = form.element_bytes;
    if (chosen(Extra::plasticity) && kind == StateKind::weight) {
      state.element_bytes = image::form_of(image_.projection(index)).weight_bytes;
    }
    state.slots = slots;
    state.count = std::uint64_t{slots} * count;
    state.room = form.element_bytes == 8 ? state.count : image::padded(state.count);
    state.initial = no_plane;
    if (kind == StateKind::v) state.initial = image::plane_v0;
    if (kind == StateKind::u) state.initial = shape_of(image_.population(index)).u0;
    state.saved = form.saved;
    state.hashed = kind == StateKind::spike_age ? (image_.population(index).flags & image::refractory_within_step) != 0
                                                : form.hashed;
    state.arena_offset = arena_;
    state.snapshot_offset = snapshot_;
    visit_(context_, state);
    arena_ += (state.room * state.element_bytes + RHEO_ALIGNMENT - 1) / RHEO_ALIGNMENT * RHEO_ALIGNMENT;
    if (state.saved) snapshot_ += state.count * state.element_bytes;
  }

  const image::View& image_;
  void (*visit_)(void*, const State&);
  void* context_;
  std::uint64_t arena_ = 0, snapshot_ = 0;
};

}  // namespace

StateBytes walk_states(const image::View& image, void (*visit)(void*, const State&), void* context) {
  return StateList(image, visit, context).walk();
}

}  // namespace rheobase
