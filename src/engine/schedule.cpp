#include "kernels/strict_math.hpp"

#include "engine/schedule.hpp"

#include "engine/parts.hpp"
#include "kernels/bits.hpp"

namespace rheobase {
std::uint64_t row_events(const rheo_engine& engine, std::uint32_t index, std::size_t source) {
  const DeliverTask& task = engine.projections[index].task;
  if (task.row_begin != nullptr) return task.row_end[source] - task.row_begin[source];
  return engine.image.projection(index).longest_row;  // all are as long: every target's, or as many as are drawn
}

namespace {

std::uint64_t count_events(const rheo_engine& engine, std::uint32_t index, const std::uint64_t* spikes,
                           BlockRange range) {
  const DeliverTask& task = engine.projections[index].task;
  std::uint64_t events = 0, rows = 0;
  for (std::size_t w = range.first; w < range.end; ++w) {
    if (task.row_begin == nullptr) {
      rows += count_bits(spikes[w]);
      continue;
    }
    for (std::uint64_t bits = spikes[w]; bits != 0; bits &= bits - 1) {
      events += row_events(engine, index, w * 64 + static_cast<std::size_t>(__builtin_ctzll(bits)));
    }
  }
  return events + rows * row_events(engine, index, 0);
}

void deliver_all_due(rheo_engine& engine) {
  for (std::uint32_t i = 0; i < engine.image.header().projections; ++i) {
    ProjectionState& p = engine.projections[i];
    p.arriving = engine.bits(p.delay_ticks) + p.first_word;
    p.ending = p.pulse_ticks > 1 ? engine.bits(p.delay_ticks + p.pulse_ticks) + p.first_word : nullptr;
  }
}

// What falls due joins what waits.
void enqueue(rheo_engine& engine, std::uint32_t index) {
  ProjectionState& p = engine.projections[index];
  const std::uint64_t* due = engine.bits(p.delay_ticks) + p.first_word;
  for (std::size_t w = 0; w < p.task.words; ++w) {
    p.backlog.any[w] |= due[w];
    for (std::uint64_t bits = due[w]; bits != 0; bits &= bits - 1) {
      ++p.backlog.waiting[w * 64 + static_cast<std::size_t>(__builtin_ctzll(bits))];
    }
  }
  engine.load.events_due += count_events(engine, index, due, {0, static_cast<std::uint32_t>(p.task.words)});
}

void open_slot(ProjectionState& p) {
  Backlog& b = p.backlog;
  b.slot = b.slot + 1 == b.slots ? 0 : b.slot + 1;
  std::uint64_t* taken = b.taken + std::size_t{b.slot} * p.task.words;
  for (std::size_t w = 0; w < p.task.words; ++w) taken[w] = 0;
  p.arriving = taken;
  // The slot that will be overwritten next is the oldest: of pulse_ticks ago.
  const std::uint32_t oldest = b.slot + 1 == b.slots ? 0 : b.slot + 1;
  p.ending = p.pulse_ticks > 1 ? b.taken + std::size_t{oldest} * p.task.words : nullptr;
}

// Takes the waiting rows of sources first … end-1 while the budget lasts. Returns the source that
// did not fit, or `end`.
std::size_t take_rows(rheo_engine& engine, std::uint32_t index, std::size_t first, std::size_t end,
                      std::uint64_t& budget) {
  ProjectionState& p = engine.projections[index];
  std::uint64_t* taken = p.backlog.taken + std::size_t{p.backlog.slot} * p.task.words;
  for (std::size_t w = first / 64; w * 64 < end; ++w) {
    std::uint64_t bits = p.backlog.any[w];
    if (w == first / 64) bits &= ~std::uint64_t{0} << (first % 64);
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t source = w * 64 + static_cast<std::size_t>(__builtin_ctzll(bits));
      if (source >= end) return end;
      const std::uint64_t events = row_events(engine, index, source);
      if (events > budget) return source;
      budget -= events;
      const std::uint64_t bit = bits & (0 - bits);
      taken[w] |= bit;
      if (--p.backlog.waiting[source] == 0) p.backlog.any[w] &= ~bit;
    }
  }
  return end;
}

std::uint64_t deliver_within(rheo_engine& engine, std::uint64_t budget) {
  const std::uint32_t count = engine.image.header().projections;
  for (std::uint32_t i = 0; i < count; ++i) {
    enqueue(engine, i);
    open_slot(engine.projections[i]);
  }
  std::uint64_t left = budget;
  // Once around: the projection whose turn it is comes first from its source on, and last up to it.
  const std::uint32_t start = engine.next_projection;
  const std::size_t start_source = engine.next_source;
  for (std::uint32_t n = 0; n <= count && count > 0; ++n) {
    const std::uint32_t index = start + n < count ? start + n : start + n - count;
    const std::size_t first = n == 0 ? start_source : 0;
    const std::size_t end = n == count ? start_source : engine.projections[index].task.words * 64;
    const std::size_t stuck = take_rows(engine, index, first, end, left);
    if (stuck == end) continue;
    engine.next_projection = index;
    engine.next_source = static_cast<std::uint32_t>(stuck);
    break;
  }
  return budget - left;
}

}  // namespace

std::uint64_t schedule(rheo_engine& engine) {
  const std::uint64_t budget = engine.image.event_budget();
  if (budget != 0) return deliver_within(engine, budget);
  deliver_all_due(engine);
  return 0;
}

std::uint64_t count_due(const rheo_engine& engine, std::uint32_t thread) {
  std::uint64_t events = 0;
  if (engine.image.event_budget() != 0) return events;
  for (std::uint32_t i = 0; i < engine.image.header().projections; ++i) {
    const ProjectionState& p = engine.projections[i];
    const auto words = static_cast<std::uint32_t>(p.task.words);
    events += count_events(engine, i, p.arriving, blocks_of(words, thread, engine.threads));
  }
  return events;
}

void account(rheo_engine& engine, std::uint64_t taken, std::uint64_t due) {
  const std::uint64_t events = taken + due;  // one of them is 0
  engine.counters.events += events;
  rheo_load& load = engine.load;
  load.events_due += due;
  if (events > load.most_events) load.most_events = events;
  load.backlog_events = load.events_due - engine.counters.events;
  if (load.backlog_events > load.most_backlog_events) load.most_backlog_events = load.backlog_events;
  if (load.backlog_events > 0) ++load.deferred_steps;
}

}  // namespace rheobase
