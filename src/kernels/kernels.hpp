// What a set of kernels does. One table per SIMD target; reference.cpp has the table in plain C++, and every other must
// give the same bits (tests/kernels_test.cpp).
//
// Arrays with a value for each neuron are padded to a multiple of 16 and 64-byte aligned. Kernels work on blocks of 64
// neurons; of a population's last block, on as many vectors as its neurons fill. Nothing here checks: image and engine
// have.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "image/format.hpp"
#include "kernels/philox.hpp"
#include "kernels/procedural.hpp"
#include "models/list.hpp"
#include "rheobase/model_enums.hpp"

// What the preprocessor leaves out: extras of chosen.hpp.
#ifndef RHEOBASE_EXTRAS
#define RHEOBASE_EXTRAS 0xFFFFFFFFu
#endif
#define RHEOBASE_STP (RHEOBASE_EXTRAS >> 1 & 1)
#define RHEOBASE_GAINS (RHEOBASE_EXTRAS >> 4 & 1)
#define RHEOBASE_PLASTICITY (RHEOBASE_EXTRAS >> 5 & 1)

namespace rheobase {

struct PlaneView {
  const float* data;
  std::size_t stride;  // floats from block to block, 0 or 64
  const float* block(std::size_t b) const { return data + b * stride; }
};

// What a channel's sum is to the membrane.
enum class ChannelTarget : std::uint8_t { current, conductance, nmda, v };

struct ChannelView {
  std::int32_t* arrivals;
  std::int32_t* last;  // interpolating: the arrivals of the tick before; otherwise null
  float* current;      // decay and hold; null for a pulse
  float scale;         // of the arrivals, or of the sum of both ticks': half as much
  float keep;
  bool clear_on_spike, subtract;
  bool drain;  // arrivals are of this tick alone: zero them once read
  // A current that rises: `rise` decays by keep_rise a step and feeds `current`; what both add to its mean over the
  // step.
  float* rise;
  float keep_rise, rise_to_current, mean_current, mean_rise;
  ChannelTarget target;
  float reversal;  // mV, of conductances
};

// Steps 1 (its second half), 2 and 3 of the tick for one population.
struct NeuronTask {
  std::uint32_t size;  // neurons of the population
  float* v;
  float* u;                 // null: the model has v alone
  const PlaneView* planes;  // image::CommonPlane, then the model's
  const float* input;       // null: none
  const ChannelView* channels;
  std::uint32_t channel_count;
  const std::uint64_t* previous;         // last tick's spikes of this population
  const std::uint64_t* before_previous;  // those of the tick before; may be the words that `fired` overwrites
  const std::uint64_t* held;             // neurons that are refractory all the step, whose v stays; null: none
  // Of schemes that find the crossing within the step: neurons whose refractory period ends within this one, as long
  // before its end as they fired before the end of theirs (spike_age); null: no refractory period.
  const std::uint64_t* released;
  bool holds_u;             // with v, while refractory
  std::uint64_t* fired;     // written: one word per block
  std::uint64_t* at_limit;  // added to: per block, the neurons whose step was at a limit
  float* spike_age;         // written by riccati: ms from the crossing to the step's end; null: not wanted
  float threshold, dt, half_dt, sixth_dt;
  std::uint32_t substeps;     // of dt, in which the task is done; the input is the same in all
  std::uint32_t plane_reset;  // of v after a spike
  bool has_current, has_noise;
  float stimulus;  // added to every neuron's current; 0: nothing
  PhiloxKey noise_key;
  std::uint32_t noise_stream;
  std::uint64_t noise_tick;
  // Of sources:
  const std::uint32_t* listed;  // spikes: who fires in this step, ascending
  std::uint32_t listed_count;
  std::uint64_t* pending;     // external: who fires in the next step; taken
  const float* stimulus_row;  // of each neuron; null: none
  bool uniform_noise;
  float* noise;  // Ornstein-Uhlenbeck noise: the current; null: another kind, or none
  float noise_decay, noise_gain;
};
using IntegrateFn = void (*)(const NeuronTask& task, std::size_t first_block, std::size_t end_block);

// Step 1, first half: the rows of every source whose bit is set, added to the targets' arrivals
// (subtracted if `negative`), sources ascending. A call writes targets of its own blocks alone, so
// that several may run at once over different blocks: forms that are computed or dense take the
// blocks; sparse rows come cut to them (`row_begin`, `row_end`).
struct DeliverTask {
  std::int32_t* arrivals;       // of block 0, counted from the projection's first target
  const std::uint64_t* spikes;  // of the source population, `words` of them
  std::size_t words;
  const void* weights;
  const std::uint32_t* row_begin;  // sparse: source r's entries are row_begin[r] … row_end[r] - 1
  const std::uint32_t* row_end;
  std::size_t targets;  // of the population, padded to a multiple of 16: a dense row's length
  std::uint32_t shift;
  bool negative;
  const void* values = nullptr;  // sparse_i8 and sparse32: weights, where `weights` has the targets
  Procedural procedural = {};
  const std::uint32_t* efficacy = nullptr;  // per source, in units of 2^-efficacy_bits: what scaled_delivery reads
};
constexpr int efficacy_bits = 30;  // behind the point
using DeliverFn = void (*)(const DeliverTask& task, std::size_t first_block, std::size_t end_block);
using DeliverTable = std::array<DeliverFn, storage_count>;  // by Storage

// What advances the populations of a model by an integrator; of a source, by none.
struct ModelKernel {
  NeuronModel model;
  Integrator integrator;
  IntegrateFn integrate;
  IntegrateFn conducting;  // populations with channels that are no currents; null: this build has none, or the scheme
};

// The random words of one row, numbered as by draw().
struct DrawnRow {
  PhiloxKey key;
  Draw what;
  std::uint32_t stream;
  std::uint64_t number;
};

// Synapses of targets that fired: image::Columns.
struct ColumnTask {
  const std::uint64_t* fired;
  std::size_t first_word, end_word;
  const std::uint32_t *sums, *entries, *places;
  const float* traces;  // of the sources
  float amount;
  float* eligibility;
};
constexpr float most_eligibility = 1e20f;

// Synapses begin … end-1 of a record, each with its number from first_entry on: w and offset + scale c, less of c.
struct SweepTask {
  void* weights;
  float* eligibility;
  std::uint32_t begin, end, first_entry, salt;
  std::int32_t w_min, w_max;
  float offset, scale, decay;
};

struct LearningKernels {
  // Each of so many traces loses this share of it.
  void (*decay_traces)(float* trace, std::size_t count, float share);
  // Of rows whose spikes arrived, the eligibilities less `amount` times the targets' traces. Entries of 16 bits,
  // and 32.
  void (*depress_i16)(const DeliverTask& rows, const float* traces, float amount, float* eligibility);
  void (*depress_i32)(const DeliverTask& rows, const float* traces, float amount, float* eligibility);
  // Of targets that fired, the eligibilities and `amount` times the sources' traces.
  void (*potentiate)(const ColumnTask& task);
  void (*sweep_i16)(const SweepTask& task);
  void (*sweep_i32)(const SweepTask& task);
};

struct KernelTable {
  const char* name;
  std::uint32_t (*lanes)();   // floats per vector; a call, since SVE learns it from the machine
  const ModelKernel* models;  // those that this build has
  std::uint32_t model_kernels;
  DeliverTable deliver;  // null where this build leaves a form out
  // 64 standard normal values of one block of one noise tick.
  void (*noise_block)(PhiloxKey key, std::uint32_t stream, std::uint64_t tick, std::size_t block, float* out);
  // What compile draws of: the words of blocks of 64. Null of the scalar target, where draw() is all there is.
  void (*draw_words)(const DrawnRow& row, std::size_t first_block, std::size_t end_block, std::uint32_t* out);
#if RHEOBASE_PLASTICITY
  const LearningKernels* learning;
#endif
};

extern const KernelTable reference_kernels;
// As `deliver` of every target, each source's row times its efficacy.
extern const DeliverTable scaled_delivery;

// The kernel of a model (NeuronModel) by an integrator (Integrator); null where there is none, whatever the numbers.
inline IntegrateFn integrate_of(const KernelTable& table, std::uint32_t model, std::uint32_t integrator,
                                bool conducting = false) {
  for (std::uint32_t k = 0; k < table.model_kernels; ++k) {
    const ModelKernel& kernel = table.models[k];
    if (static_cast<std::uint32_t>(kernel.model) == model &&
        static_cast<std::uint32_t>(kernel.integrator) == integrator)
      return conducting ? kernel.conducting : kernel.integrate;
  }
  return nullptr;
}

// Tables usable on this CPU, the reference first, the best last; null past the end.
const KernelTable* kernels_at(std::size_t index);
// By name; null: no such target here. A null name means the best.
const KernelTable* kernels_named(const char* name);

}  // namespace rheobase
