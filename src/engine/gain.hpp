// Projections whose weights a program multiplies at run time (Projection::max_gain, rheo_set_gain).
//
// What a tick's rows of such a projection add up to at a target is summed apart, in the channel's units, multiplied by
// the gain and rounded once, to the nearest unit, halves up. The sums are exact integers, so that the order of the
// rows, their storage form and the number of threads change nothing. A gain of 1 takes the way of a fixed projection.
#pragma once

#include <cstring>

#include "engine/engine.hpp"
#include "engine/parts.hpp"

namespace rheobase {

// A state is a gain less 1, in units of 2^-gain_bits: 0 after a reset.
constexpr std::int32_t unit_gain = 1 << image::gain_bits;

// How many states there are: of each projection of the description, if any of them has a max_gain.
inline std::uint32_t gain_count(const image::View& image) {
  const std::uint32_t records = image.header().projections;
  for (std::uint32_t i = 0; i < records; ++i) {
    if (image.projection(i).max_gain != 0) return image.projection(records - 1).projection + 1;
  }
  return 0;
}

inline bool has_gain(const rheo_engine& engine, std::uint32_t record) {
  return engine.gains != nullptr && engine.gains[engine.image.projection(record).projection] != 0;
}

// arrivals += gain * sums, or -=, for values first … end-1.
inline void add_scaled(const std::int32_t* sums, std::int32_t gain, bool negative, std::size_t first, std::size_t end,
                       std::int32_t* arrivals) {
  const std::int64_t factor = std::int64_t{unit_gain} + gain, half = unit_gain / 2;
  const std::uint32_t sign = negative ? ~0u : 0u;
  for (std::size_t t = first; t < end; ++t) {
    const auto scaled = static_cast<std::uint32_t>((sums[t] * factor + half) >> image::gain_bits);
    arrivals[t] = static_cast<std::int32_t>(static_cast<std::uint32_t>(arrivals[t]) + ((scaled ^ sign) - sign));
  }
}

// Adds one tick's rows of the records first … end-1, which are a projection, times its gain. spikes_of(record) are the
// rows' sources.
template <class Spikes>
void deliver_times_gain(const rheo_engine& engine, std::uint32_t first, std::uint32_t end, Part part, bool negative,
                        std::int32_t* arrivals, Spikes spikes_of) {
  const image::Projection& p = engine.image.projection(first);
  const image::Population& target = engine.image.population(p.target);
  const BlockRange range = blocks_of(target.words, part);
  const std::size_t from = std::size_t{range.first} * image::block_neurons;
  const std::size_t all = static_cast<std::size_t>(image::padded(target.size));
  const std::size_t to = std::size_t{range.end} * image::block_neurons < all ? range.end * image::block_neurons : all;
  if (from >= to) return;
  std::int32_t* sums = engine.gain_sums + std::size_t{target.first_word} * image::block_neurons;
  std::memset(sums + from, 0, (to - from) * sizeof *sums);
  for (std::uint32_t i = first; i < end; ++i) {
    DeliverTask task;
    const BlockRange own = part_of(engine, i, part, task);
    if (own.first == own.end) continue;
    task.arrivals = sums + engine.image.projection(i).first_target;
    task.spikes = spikes_of(i);
    engine.projections[i].deliver(task, own.first, own.end);
  }
  add_scaled(sums, engine.gains[p.projection], negative, from, to, arrivals);
}

}  // namespace rheobase
