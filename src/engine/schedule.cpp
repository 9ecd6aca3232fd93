#include "kernels/strict_math.hpp"

#include "engine/schedule.hpp"

#include "kernels/bits.hpp"

namespace rheobase {
namespace {

std::uint32_t synapses_of(const ProjectionState& p, std::size_t source) {
  return p.rows != nullptr ? p.rows[source + 1] - p.rows[source] : p.row_synapses;
}

std::uint64_t count_events(const ProjectionState& p, const std::uint64_t* spikes, BlockRange range) {
  std::uint64_t events = 0, rows = 0;
  for (std::size_t w = range.first; w < range.end; ++w) {
    if (p.rows == nullptr) {
      rows += count_bits(spikes[w]);
      continue;
    }
    for_each_bit(spikes[w], w * 64, [&](std::size_t source) { events += synapses_of(p, source); });
  }
  return events + rows * p.row_synapses;
}

void deliver_all_due(rheo_engine& engine) {
  for (std::uint32_t i = 0; i < engine.image.header().projections; ++i) {
    ProjectionState& p = engine.projections[i];
    p.arriving = engine.bits(p.delay_ticks) + p.first_word;
    p.ending = p.pulse_ticks > 1 ? engine.bits(p.delay_ticks + p.pulse_ticks) + p.first_word : nullptr;
  }
}

// Loops over rows stay in registers if they are functions of their own.
#ifdef __GNUC__
#define RHEOBASE_OWN_FRAME __attribute__((noinline))
#else
#define RHEOBASE_OWN_FRAME __declspec(noinline)
#endif

// A row that cannot be counted as waiting.
RHEOBASE_OWN_FRAME void lose(rheo_engine& engine, Backlog& b, std::size_t source) {
  b.waiting[source] = most_waiting;
  engine.load.events_lost += row_events(engine, b, source);
}

// What falls due joins what waits.
RHEOBASE_OWN_FRAME void enqueue(rheo_engine& engine, Backlog& b) {
  const ProjectionState& p = engine.projections[b.first_record];
  const std::uint64_t* const due = engine.bits(p.delay_ticks) + p.first_word;
  // Read once: for all the compiler knows, what waits lies over the backlog itself.
  std::uint32_t* const waiting = b.waiting;
  std::uint64_t* const any = b.any;
  const std::size_t words = b.words;
  for (std::size_t w = 0; w < words; ++w) {
    any[w] |= due[w];
    for_each_bit(due[w], w * 64, [&](std::size_t source) {
      if (++waiting[source] == 0) lose(engine, b, source);
    });
  }
  for (std::uint32_t i = b.first_record; i < b.end_record; ++i) {
    engine.load.events_due += count_events(engine.projections[i], due, {0, b.words});
  }
}

void open_slot(rheo_engine& engine, Backlog& b) {
  b.slot = b.slot + 1 == b.slots ? 0 : b.slot + 1;
  std::uint64_t* taken = b.taken_at(0);
  for (std::size_t w = 0; w < b.words; ++w) taken[w] = 0;
  for (std::uint32_t i = b.first_record; i < b.end_record; ++i) {
    ProjectionState& p = engine.projections[i];
    p.arriving = taken;
    p.ending = p.pulse_ticks > 1 ? b.taken_at(p.pulse_ticks) : nullptr;
  }
}

// Takes the waiting rows of sources first … end-1 while the budget lasts. Returns the source that
// did not fit, or `end`.
RHEOBASE_OWN_FRAME std::size_t take_rows(const rheo_engine& engine, Backlog& b, std::size_t first, std::size_t end,
                                         std::uint64_t& budget) {
  const ProjectionState& record = engine.projections[b.first_record];
  const bool alone = b.first_record + 1 == b.end_record;
  std::uint64_t* taken = b.taken_at(0);
  for (std::size_t w = first / 64; w * 64 < end; ++w) {
    std::uint64_t bits = b.any[w];
    if (w == first / 64) bits &= ~std::uint64_t{0} << (first % 64);
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t source = w * 64 + lowest_bit(bits);
      if (source >= end) return end;
      const std::uint64_t events = alone ? synapses_of(record, source) : row_events(engine, b, source);
      if (events > budget) return source;
      budget -= events;
      const std::uint64_t bit = bits & (0 - bits);
      taken[w] |= bit;
      if (--b.waiting[source] == 0) b.any[w] &= ~bit;
    }
  }
  return end;
}

std::uint64_t deliver_within(rheo_engine& engine, std::uint64_t budget) {
  const std::uint32_t count = engine.backlog_count;
  for (std::uint32_t i = 0; i < count; ++i) {
    enqueue(engine, engine.backlogs[i]);
    open_slot(engine, engine.backlogs[i]);
  }
  std::uint64_t left = budget;
  // Once around: the group whose turn it is comes first from its source on, and last up to it.
  const std::uint32_t start = engine.next_backlog;
  const std::size_t start_source = engine.next_source;
  for (std::uint32_t n = 0; n <= count && count > 0; ++n) {
    const std::uint32_t index = start + n < count ? start + n : start + n - count;
    const std::size_t first = n == 0 ? start_source : 0;
    Backlog& b = engine.backlogs[index];
    const std::size_t end = n == count ? start_source : std::size_t{b.words} * 64;
    const std::size_t stuck = take_rows(engine, b, first, end, left);
    if (stuck == end) continue;
    engine.next_backlog = index;
    engine.next_source = static_cast<std::uint32_t>(stuck);
    break;
  }
  return budget - left;
}

}  // namespace

RHEOBASE_OWN_FRAME std::uint64_t row_events(const rheo_engine& engine, const Backlog& backlog, std::size_t source) {
  std::uint64_t events = 0;
  for (std::uint32_t i = backlog.first_record; i < backlog.end_record; ++i) {
    events += synapses_of(engine.projections[i], source);
  }
  return events;
}

std::uint64_t schedule(rheo_engine& engine) {
  const std::uint64_t budget = engine.image.event_budget();
  if (budget != 0) return deliver_within(engine, budget);
  deliver_all_due(engine);
  return 0;
}

std::uint64_t count_due(const rheo_engine& engine, Part part) {
  std::uint64_t events = 0;
  if (engine.image.event_budget() != 0) return events;
  for (std::uint32_t i = 0; i < engine.image.header().projections; ++i) {
    const ProjectionState& p = engine.projections[i];
    const auto words = static_cast<std::uint32_t>(p.task.words);
    events += count_events(p, p.arriving, blocks_of(words, part));
  }
  return events;
}

void account(rheo_engine& engine, std::uint64_t taken, std::uint64_t due) {
  const std::uint64_t events = taken + due;  // one of them is 0
  engine.counters.events += events;
  rheo_load& load = engine.load;
  load.events_due += due;
  if (events > load.most_events) load.most_events = events;
  load.backlog_events = load.events_due - engine.counters.events - load.events_lost;
  if (load.backlog_events > load.most_backlog_events) load.most_backlog_events = load.backlog_events;
  if (load.backlog_events > 0) ++load.deferred_steps;
}

}  // namespace rheobase
