#include "kernels/strict_math.hpp"

#include "engine/workers.hpp"

#include "engine/parts.hpp"
#include "engine/pause.hpp"

namespace rheobase {
namespace {

// Long enough for a step that takes microseconds, short enough to give a shared core away.
constexpr std::uint32_t spins_before_relaxing = 2000;

// Pieces of sparse rows that are shorter cost more than they are worth: each piece looks up every row, and waits for
// it.
constexpr std::uint64_t synapses_of_piece = 64;
constexpr std::uint32_t most_share_pieces = 4;

template <class Ready>
void wait_until(const rheo_engine& engine, Ready ready) {
  for (std::uint32_t spins = 0; !ready(); ++spins) {
    if (spins < spins_before_relaxing || engine.relax == nullptr) {
      pause();
    } else {
      engine.relax(engine.relax_context);
    }
  }
}

void add(const StepCounts& counts, StepCounts& sum) {
  sum.spikes += counts.spikes;
  sum.spike_hash += counts.spike_hash;
  sum.events += counts.events;
}

// A piece that nobody has taken: of this thread's share, or else of the next one's, and around.
bool take_piece(rheo_engine& engine, std::uint32_t thread, std::uint32_t& piece) {
  for (std::uint32_t n = 0; n < engine.threads; ++n) {
    const std::uint32_t share = thread + n < engine.threads ? thread + n : thread + n - engine.threads;
    std::atomic<std::uint32_t>& next = engine.shares[share].next_piece;
    if (next.load(std::memory_order_relaxed) >= engine.share_pieces) continue;
    const std::uint32_t taken = next.fetch_add(1, std::memory_order_acq_rel);
    if (taken >= engine.share_pieces) continue;
    piece = share * engine.share_pieces + taken;
    return true;
  }
  return false;
}

bool run_piece(rheo_engine& engine, std::uint32_t thread) {
  std::uint32_t piece;
  if (!take_piece(engine, thread, piece)) return false;
  Share& own = engine.shares[thread];
  add(run_part(engine, {piece, engine.pieces()}), own.counts);
  own.done.store(own.done.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  return true;
}

void open_shares(rheo_engine& engine) {
  for (std::uint32_t t = 0; t < engine.threads; ++t) {
    engine.shares[t].counts = {};
    engine.shares[t].done.store(0, std::memory_order_relaxed);
  }
  for (std::uint32_t t = 0; t < engine.threads; ++t) {
    engine.shares[t].next_piece.store(0, std::memory_order_release);
  }
}

StepCounts run_in_pieces(rheo_engine& engine, std::uint32_t& of_helpers) {
  open_shares(engine);
  while (run_piece(engine, 0)) {
  }
  wait_until(engine, [&engine] {
    std::uint32_t done = 0;
    for (std::uint32_t t = 0; t < engine.threads; ++t) done += engine.shares[t].done.load(std::memory_order_acquire);
    return done == engine.pieces();
  });
  of_helpers = engine.pieces() - engine.shares[0].done.load(std::memory_order_relaxed);
  StepCounts counts;
  for (std::uint32_t t = 0; t < engine.threads; ++t) add(engine.shares[t].counts, counts);
  return counts;
}

}  // namespace

std::uint32_t share_pieces_of(const image::View& image, std::uint32_t threads) {
  if (threads == 1) return 1;
  std::uint64_t synapses = 0, rows = 0;
  for (std::uint32_t i = 0; i < image.header().projections; ++i) {
    const image::Projection& p = image.projection(i);
    if (p.storage == static_cast<std::uint32_t>(Storage::procedural)) return 1;  // every piece draws most of every row
    synapses += p.synapses;
    rows += image.population(p.source).size;
  }
  if (rows == 0) return most_share_pieces;
  const std::uint64_t pieces = synapses / rows / synapses_of_piece / threads;
  return static_cast<std::uint32_t>(pieces < 1 ? 1 : pieces < most_share_pieces ? pieces : most_share_pieces);
}

StepCounts run_with_helpers(rheo_engine& engine) {
  if constexpr (most_threads == 1) return run_part(engine, whole);
  const rheo_step_hooks& hooks = engine.hooks;
  const bool shared = hooks.begin == nullptr || hooks.begin(hooks.context) != 0;
  std::uint32_t of_helpers = 0;
  const StepCounts counts = shared ? run_in_pieces(engine, of_helpers) : run_part(engine, whole);
  if (hooks.end != nullptr) hooks.end(hooks.context, of_helpers);
  return counts;
}

}  // namespace rheobase

extern "C" {

rheo_status rheo_help(rheo_engine* engine, uint32_t thread, uint32_t* pieces_out) {
  if (pieces_out == nullptr) return RHEO_E_NULL;
  *pieces_out = 0;
  if (engine == nullptr) return RHEO_E_NULL;
  if (thread == 0 || thread >= engine->threads) return RHEO_E_THREADS;
  if constexpr (rheobase::most_threads > 1) *pieces_out = rheobase::run_piece(*engine, thread) ? 1 : 0;
  return RHEO_OK;
}

rheo_status rheo_work(rheo_engine* engine, uint32_t thread) {
  if (engine == nullptr) return RHEO_E_NULL;
  if (thread == 0 || thread >= engine->threads) return RHEO_E_THREADS;
  const auto stopping = [engine] { return engine->stopping.load(std::memory_order_acquire) != 0; };
  while (!stopping()) {
    bool helped = false;
    rheobase::wait_until(*engine, [&] {
      uint32_t pieces = 0;
      (void)rheo_help(engine, thread, &pieces);
      helped = pieces > 0;
      return helped || stopping();
    });
    // A thread whose time runs out with a piece in hand holds up the step: a fresh one begins here.
    if (helped && engine->relax != nullptr) engine->relax(engine->relax_context);
  }
  return RHEO_OK;
}

void rheo_stop_workers(rheo_engine* engine) {
  if (engine != nullptr) engine->stopping.store(1, std::memory_order_release);
}

rheo_status rheo_set_step_hooks(rheo_engine* engine, const rheo_step_hooks* hooks) {
  if (engine == nullptr) return RHEO_E_NULL;
  engine->hooks = hooks != nullptr ? *hooks : rheo_step_hooks{};
  return RHEO_OK;
}

}  // extern "C"
