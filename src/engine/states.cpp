#include "kernels/strict_math.hpp"

#include "engine/states.hpp"

#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

class StateList {
 public:
  StateList(const image::View& image, void (*visit)(void*, const State&), void* context)
      : image_(image), visit_(visit), context_(context) {}

  // 64-bit values first, so that a snapshot keeps them aligned.
  StateBytes walk() {
    const image::Header& h = image_.header();
    add(bitsets(StateKind::ring, "ring", h.words, h.ring_ticks));
    for_each_delay_group([&](std::uint32_t first, const image::Population& source) {
      const std::uint32_t slots = taken_slots(image_.channel(image_.projection(first).channel).pulse_ticks);
      add(bitsets(StateKind::taken, "taken", source.words, slots, first));
    });
    for_each_delay_group([&](std::uint32_t first, const image::Population& source) {
      State any = bitsets(StateKind::any, "any", source.words, 1, first);
      any.saved = any.hashed = false;
      add(any);
    });
    for (std::uint32_t i = 0; i < h.populations; ++i) {
      if (image_.population(i).refractory_ticks < 2) continue;
      State held = bitsets(StateKind::held, "held", image_.population(i).words, 1, i);
      held.saved = held.hashed = false;
      add(held);
    }
    for_each_delay_group([&](std::uint32_t first, const image::Population& source) {
      add(values(StateKind::waiting, "waiting", source, first));
    });
    for (std::uint32_t i = 0; i < h.populations; ++i) add_population(i);
    return {arena_, snapshot_};
  }

 private:
  template <class Each>
  void for_each_delay_group(Each each) {
    if (image_.event_budget() == 0) return;
    for (std::uint32_t i = 0; i < image_.header().projections; i = image_.delay_group_end(i)) {
      each(i, image_.population(image_.projection(i).source));
    }
  }

  static State bitsets(StateKind kind, const char* name, std::uint32_t words, std::uint32_t slots,
                       std::uint32_t index = 0) {
    const std::uint64_t count = std::uint64_t{slots} * words;
    return {kind, index, 0, name, 8, slots, count, count, image::plane_count, true, true, 0, 0};
  }

  static State values(StateKind kind, const char* name, const image::Population& p, std::uint32_t index,
                      std::uint32_t channel = 0) {
    return {kind, index, channel, name, 4, 1, p.size, image::padded(p.size), image::plane_count, true, true, 0, 0};
  }

  void add_population(std::uint32_t index) {
    const image::Population& p = image_.population(index);
    State state = values(StateKind::v, "v", p, index);
    state.initial = image::plane_v0;
    add(state);
    state = values(StateKind::u, "u", p, index);
    state.initial = image::plane_u0;
    add(state);
    // What the program sets, and what only reports: no part of the network's own state.
    if ((p.flags & image::has_input) != 0) add_unhashed(values(StateKind::input, "input", p, index));
    if ((p.flags & image::keeps_spike_age) != 0) {
      state = values(StateKind::spike_age, "spike_age", p, index);
      state.hashed = (p.flags & image::refractory_within_step) != 0;  // it says when the period ends
      add(state);
    }
    for (std::uint32_t c = p.first_channel; c < p.first_channel + p.channels; ++c) add_channel(p, index, c);
  }

  void add_channel(const image::Population& p, std::uint32_t index, std::uint32_t channel) {
    const image::Channel& c = image_.channel(channel);
    if ((c.flags & image::keeps_current) != 0) {
      add(values(StateKind::current, image_.string(c.name), p, index, channel));
    }
    add_derived(values(StateKind::arrivals, "arrivals", p, index, channel));
    if ((c.flags & image::interpolates) != 0) add_derived(values(StateKind::last, "last", p, index, channel));
  }

  void add_unhashed(State state) {
    state.hashed = false;
    add(state);
  }
  // The arrivals still to be read follow from the ring.
  void add_derived(State state) {
    state.saved = false;
    add(state);
  }

  void add(State state) {
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
