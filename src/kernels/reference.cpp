// The kernels in plain C++: what every SIMD target must equal bit for bit, and what runs where there is no SIMD. The
// models are one text for all targets (models/); delivery is here, to be read beside its vector form (deliver-inl.h).
#include "kernels/strict_math.hpp"

#include "kernels/bits.hpp"
#include "kernels/chosen.hpp"
#include "kernels/kernels.hpp"
#include "kernels/learning.hpp"
#include "kernels/noise-inl.h"
#include "kernels/sparse.hpp"
#include "models/list-inl.h"

namespace rheobase {
namespace {

constexpr std::size_t block_neurons = image::block_neurons;

// What of a weight a synapse passes on.
struct WholeWeights {
  static std::uint32_t of(std::uint32_t amount, const DeliverTask&, std::size_t) { return amount; }
};

#if RHEOBASE_STP
// Rounded to the next unit, so no larger than the whole: what compile has proved holds.
struct ScaledWeights {
  static std::uint32_t of(std::uint32_t amount, const DeliverTask& task, std::size_t source) {
    const std::int64_t product = std::int64_t{static_cast<std::int32_t>(amount)} * std::int64_t{task.efficacy[source]};
    return static_cast<std::uint32_t>((product + (std::int64_t{1} << (efficacy_bits - 1))) >> efficacy_bits);
  }
};
#endif

// Sums wrap modulo 2^32: only the tick's total has to fit, and compile has proved that it does.
template <class Amount>
void accumulate(std::int32_t& arrival, std::int32_t weight, const DeliverTask& task, std::size_t source) {
  const std::uint32_t amount = Amount::of(static_cast<std::uint32_t>(weight) << task.shift, task, source);
  const std::uint32_t sum = static_cast<std::uint32_t>(arrival) + (task.negative ? 0u - amount : amount);
  arrival = static_cast<std::int32_t>(sum);
}

template <class Row>
void for_each_spike(const DeliverTask& task, Row row) {
  for_each_bit(task.spikes, 0, task.words, row);
}

template <class Amount, class Weight>
void deliver_dense(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const auto* weights = static_cast<const Weight*>(task.weights);
  const std::size_t end = end_block * block_neurons < task.targets ? end_block * block_neurons : task.targets;
  for_each_spike(task, [&](std::size_t source) {
    const Weight* row = weights + source * task.targets;
    for (std::size_t t = first_block * block_neurons; t < end; ++t)
      accumulate<Amount>(task.arrivals[t], row[t], task, source);
  });
}

template <class Amount, class Target, class Weight>
void deliver_entries(const DeliverTask& task, std::size_t, std::size_t) {
  const auto* entries = static_cast<const SparseEntry<Target, Weight>*>(task.weights);
  for_each_spike(task, [&](std::size_t source) {
    for (std::uint32_t k = task.row_begin[source]; k < task.row_end[source]; ++k) {
      accumulate<Amount>(task.arrivals[entries[k].target()], entries[k].weight(), task, source);
    }
  });
}

template <class Amount, class Target, class Weight>
void deliver_split(const DeliverTask& task, std::size_t, std::size_t) {
  const auto* targets = static_cast<const Target*>(task.weights);
  const auto* values = static_cast<const Weight*>(task.values);
  for_each_spike(task, [&](std::size_t source) {
    for (std::uint32_t k = task.row_begin[source]; k < task.row_end[source]; ++k) {
      accumulate<Amount>(task.arrivals[targets[k]], values[k], task, source);
    }
  });
}

// 16 counters give the 64 words of a block of a row (philox.hpp): word w of counter c is that of
// index w * 16 + c. Those past the last target are left out. Calls each(index in the row, word of it).
template <class Each>
void for_each_word(const Procedural& p, Draw what, std::uint32_t source, std::uint32_t block, Each each) {
  for (std::uint32_t c = 0; c < 16 && block * 64 + c < p.targets; ++c) {
    const PhiloxBlock words = philox(draw_counter(what, p.stream, source, block * 16 + c), p.key);
    for (std::uint32_t w = 0; w < 4; ++w) each(block * 64 + w * 16 + c, words.word[w]);
  }
}

// A row of every target: those of one block.
template <class Amount>
void add_drawn_row(const DeliverTask& task, std::uint32_t source, std::uint32_t block) {
  const Procedural& p = task.procedural;
  for_each_word(p, Draw::synapse_r, source, block, [&](std::uint32_t target, std::uint32_t word) {
    if (target >= p.targets || (p.skip_self && target == source)) return;
    accumulate<Amount>(task.arrivals[target], weight_of(p.weight, word), task, source);
  });
}

// A row of some targets: those of one chunk. Two synapses a block of Philox.
template <class Add>
void add_chunk(const Procedural& p, std::uint32_t source, std::uint32_t first, Add add) {
  ChunkWalk walk(p, first);
  PhiloxBlock block = {};
  for (std::uint32_t index = first, target;; ++index) {
    if (index % 2 == 0) block = philox(draw_counter(Draw::synapse_gap, p.stream, source, index / 2), p.key);
    const SynapseWords words = words_in(block, index);
    if (!walk.next(p.gaps, words.target, target)) return;
    if (!(p.skip_self && target == source)) add(source, target, words.r);
  }
}

template <class Amount>
void deliver_procedural(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const Procedural& p = task.procedural;
  const auto add = [&](std::uint32_t source, std::uint32_t target, std::uint32_t word) {
    if (target / block_neurons < first_block || target / block_neurons >= end_block) return;
    accumulate<Amount>(task.arrivals[target], weight_of(p.weight, word), task, source);
  };
  for_each_spike(task, [&](std::size_t spike) {
    const auto source = static_cast<std::uint32_t>(spike);
    if (p.pattern == Pattern::one_to_one) {
      add(source, source, draw(p.key, Draw::synapse_r, p.stream, source, 0));
    } else if (p.pattern == Pattern::out_degree) {
      const std::uint32_t start = circle_start(p, source);
      for (std::uint32_t k = 0; k < p.degree; ++k) {
        const SynapseWords words = degree_words(p, source, k);
        add(source, degree_target(p, source, start, k, words.target), words.r);
      }
    } else if (p.pattern == Pattern::some) {
      if (p.yes == 0) return;
      const auto begin = static_cast<std::uint32_t>(first_block * block_neurons);
      const std::size_t end = end_block * block_neurons < p.targets ? end_block * block_neurons : p.targets;
      for (std::uint32_t first = begin / p.gaps.chunk * p.gaps.chunk; first < end; first += p.gaps.chunk) {
        add_chunk(p, source, first, add);
      }
    } else {
      for (std::size_t block = first_block; block < end_block; ++block) {
        add_drawn_row<Amount>(task, source, static_cast<std::uint32_t>(block));
      }
    }
  });
}

template <class Amount>
struct Deliver {
  template <class Weight>
  static constexpr DeliverFn dense() {
    return deliver_dense<Amount, Weight>;
  }
  template <class Target, class Weight>
  static constexpr DeliverFn entries() {
    return deliver_entries<Amount, Target, Weight>;
  }
  template <class Target, class Weight>
  static constexpr DeliverFn split() {
    return deliver_split<Amount, Target, Weight>;
  }
  static constexpr DeliverFn procedural() { return deliver_procedural<Amount>; }
};

}  // namespace

#if RHEOBASE_STP
const DeliverTable scaled_delivery = deliver_table<Deliver<ScaledWeights>>();
#endif

const KernelTable reference_kernels = {
    "scalar",
    [] { return std::uint32_t{1}; },
    plain::model_kernels.kernels,
    plain::count_kernels(),
    deliver_table<Deliver<WholeWeights>>(),
    [](PhiloxKey key, std::uint32_t stream, std::uint64_t tick, std::size_t block, float* out) {
      plain::noise_block(key, stream, tick, block, block_neurons, out);
    },
    nullptr,
#if RHEOBASE_PLASTICITY
    &plain_learning,
#endif
};

}  // namespace rheobase
