// Reading an image in place. Only valid for bytes that check_image has accepted.
#pragma once

#include "image/format.hpp"
#include "image/storage_forms.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase::image {

// How many ticks back delivery reads: to the spike that starts a pulse, and, where the pulse lasts,
// to the one that ends it. (A pulse of one tick is not taken away: its sum is not kept.)
constexpr std::uint64_t oldest_needed(std::uint32_t delay_ticks, std::uint32_t pulse_ticks) {
  return std::uint64_t{delay_ticks} + (pulse_ticks > 1 ? pulse_ticks : 0);
}

constexpr const StorageForm& form_of(const Projection& p) { return storage_forms[p.storage]; }

// Whether what arrives is a current, not a conductance or a change of v.
constexpr bool is_current(const Channel& c) {
  return (c.flags & conducts) == 0 && c.kind != static_cast<std::uint32_t>(ChannelKind::jump);
}

// Floats of a plane: a value for each neuron of the padded population, or at most a block that all share.
constexpr std::uint64_t plane_floats(const Population& p, const Plane& plane) {
  return plane.stride == 0 && p.size > block_neurons ? block_neurons : padded(p.size);
}

// Floats that a stimulus has at a time.
constexpr std::uint64_t stimulus_row(const Population& p) {
  return (p.flags & stimulus_of_each) != 0 ? padded(p.size) : 1;
}

// Whether neurons may be refractory for all of an integration step.
constexpr bool keeps_held(const Population& p) { return p.refractory_ticks >= (p.substeps > 1 ? 1u : 2u); }

// Targets that a record of 16-bit targets, or another, reaches.
constexpr std::uint32_t window_targets(const Population& target, const Projection& p) {
  const std::uint32_t left = target.size - p.first_target;
  return left < form_of(p).window() ? left : form_of(p).window();
}

// Of a plastic projection: Projection::columns.
struct Columns {
  const std::uint32_t *sums, *entries, *traces;
};

class View {
 public:
  explicit View(const void* image) : base_(static_cast<const unsigned char*>(image)) {}

  const Header& header() const { return *at<Header>(0); }
  const Population& population(std::size_t i) const { return at<Population>(header().population_table)[i]; }
  const Channel& channel(std::size_t i) const { return at<Channel>(header().channel_table)[i]; }
  const Projection& projection(std::size_t i) const { return at<Projection>(header().projection_table)[i]; }
  const Plane* planes(const Population& p) const { return at<Plane>(p.planes); }
  const float* plane_values(const Population& p, std::uint32_t plane) const {
    return at<float>(planes(p)[plane].offset);
  }
  float plane_value(const Population& p, std::uint32_t plane, std::uint32_t neuron) const {
    return plane_values(p, plane)[planes(p)[plane].stride == 0 ? 0 : neuron];
  }
  // Whether any channel of the population is no current.
  bool conducting(const Population& p) const {
    for (std::uint32_t c = p.first_channel; c < p.first_channel + p.channels; ++c) {
      if (!is_current(channel(c))) return true;
    }
    return false;
  }
  // A delay group, the records of one projection and delay, begins with record `first` and ends before this one.
  std::uint32_t delay_group_end(std::uint32_t first) const {
    std::uint32_t end = first + 1;
    while (end < header().projections && projection(end).projection == projection(first).projection &&
           projection(end).delay_ticks == projection(first).delay_ticks) {
      ++end;
    }
    return end;
  }
  // Past the records of the projection of which `record` is one.
  std::uint32_t projection_end(std::uint32_t record) const {
    const std::uint32_t of = projection(record).projection;
    while (record < header().projections && projection(record).projection == of) ++record;
    return record;
  }
  bool is_first_of_projection(std::uint32_t record) const {
    return record == 0 || projection(record - 1).projection != projection(record).projection;
  }
  bool is_first_of_delay(std::uint32_t record) const {
    return is_first_of_projection(record) || projection(record - 1).delay_ticks != projection(record).delay_ticks;
  }
  // The records first … end-1 of one projection hold them.
  std::uint64_t synapses(std::uint32_t first, std::uint32_t end) const {
    std::uint64_t sum = 0;
    for (std::uint32_t i = first; i < end; ++i) sum += projection(i).synapses;
    return sum;
  }
  std::uint32_t delay_groups(std::uint32_t first, std::uint32_t end) const {
    std::uint32_t count = 0;
    for (std::uint32_t i = first; i < end; i = delay_group_end(i)) ++count;
    return count;
  }
  // `first`: of the projection.
  Columns columns(std::uint32_t first) const {
    const auto* sums = at<std::uint32_t>(projection(first).columns);
    const std::uint32_t* entries = sums + population(projection(first).target).size + 1;
    return {sums, entries, entries + synapses(first, projection_end(first))};
  }
  std::uint64_t columns_bytes(std::uint32_t first) const {
    return (std::uint64_t{population(projection(first).target).size} + 1 + 2 * synapses(first, projection_end(first))) *
           sizeof(std::uint32_t);
  }
  // Synapses of one source in one record.
  std::uint32_t row_synapses(const Projection& p, std::size_t source) const {
    if (p.rows == 0) return p.longest_row;
    const auto* rows = at<std::uint32_t>(p.rows);
    return rows[source + 1] - rows[source];
  }
  // Most synapses of one source in records first … end-1, which share their sources.
  std::uint64_t longest_row(std::uint32_t first, std::uint32_t end) const {
    std::uint64_t longest = 0;
    for (std::uint32_t s = 0; s < population(projection(first).source).size; ++s) {
      std::uint64_t row = 0;
      for (std::uint32_t i = first; i < end; ++i) row += row_synapses(projection(i), s);
      if (row > longest) longest = row;
    }
    return longest;
  }
  std::uint64_t event_budget() const {
    return header().event_budget[0] | std::uint64_t{header().event_budget[1]} << 32;
  }
  const char* string(std::uint32_t offset) const { return at<char>(header().strings) + offset; }

  template <class T>
  const T* at(std::uint32_t units) const {
    return reinterpret_cast<const T*>(base_ + std::size_t{units} * unit);
  }

 private:
  const unsigned char* base_;
};

}  // namespace rheobase::image
