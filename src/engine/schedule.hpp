// Which rows are delivered in this tick: decided once, before any thread begins.
#pragma once

#include "engine/engine.hpp"
#include "engine/parts.hpp"

namespace rheobase {

// Sets `arriving` and `ending` of every projection. Returns the events taken within the budget; those of a complete
// image are left to count_due.
//
// A row is all synapses of a source in one delay group, however many records they are kept in.
//
// Complete images: all rows that fall due. Budgeted images: rows wait, each source of each delay
// group with a count; in every tick the turn goes on from where it stopped, groups and
// sources ascending and around again, each waiting row is delivered once at most, and the first
// that no longer fits in the budget ends the tick. So a row is never lost and never starves, no
// target gets more in one tick than compile has allowed for, and the memory is fixed.
std::uint64_t schedule(rheo_engine& engine);

// Complete images: what falls due in this tick from one part of the sources. Budgeted: 0.
std::uint64_t count_due(const rheo_engine& engine, Part part);

// Enters what schedule and all parts counted.
void account(rheo_engine& engine, std::uint64_t taken, std::uint64_t due);

// Synapses of one source's row.
std::uint64_t row_events(const rheo_engine& engine, const Backlog& backlog, std::size_t source);

}  // namespace rheobase
