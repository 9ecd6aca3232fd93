#include "compile/synapses.hpp"

#include <algorithm>
#include <numeric>

#include "compile/draws.hpp"
#include "compile/synapse_expressions.hpp"

namespace rheobase {
namespace {

// The random numbers of the synapses of one row, those that are used, beside r.
class SynapseDraws {
 public:
  SynapseDraws(const Procedural& recipe, std::uint32_t row)
      : r2_(recipe.key, Draw::synapse_r2, recipe.stream, row),
        r3_(recipe.key, Draw::synapse_r3, recipe.stream, row),
        z_(recipe.key, Draw::synapse_z, recipe.stream, row) {}

  void fill(const SynapseExpressions& of, std::uint32_t index, std::uint32_t word, SynapseExpression::Numbers& x) {
    using E = SynapseExpression;
    x[E::r] = uniform01(word);
    if (of.uses(E::r2)) x[E::r2] = uniform01(r2_[index]);
    if (of.uses(E::r3)) x[E::r3] = uniform01(r3_[index]);
    if (of.uses(E::z)) x[E::z] = gaussian_from_bits(z_[index]);
  }

 private:
  DrawRow r2_, r3_, z_;
};

// The synapses of one source, targets ascending: calls each(target, index that its draws have in the row, word behind
// r).
class RowDraw {
 public:
  // Without `r` its words are 0.
  RowDraw(const Procedural& recipe, bool r) : p_(recipe), r_(r) {}

  template <class Each>
  void row(std::uint32_t source, Each each) const {
    DrawRow r(p_.key, Draw::synapse_r, p_.stream, source);
    const auto word = [&](std::uint32_t index) { return r_ ? r[index] : 0; };
    switch (p_.pattern) {
      case Pattern::one_to_one: each(source, 0u, word(0)); break;
      case Pattern::out_degree: degree_row(source, each); break;
      case Pattern::some: some_row(source, each); break;
      case Pattern::pairwise: break;
      case Pattern::every:
        for (std::uint32_t j = 0; j < p_.targets; ++j) {
          if (!(p_.skip_self && j == source)) each(j, j, word(j));
        }
    }
  }

 private:
  template <class Each>
  void some_row(std::uint32_t source, Each each) const {
    if (p_.yes == 0) return;
    constexpr std::uint32_t at_once = 32;  // of a block of 64 words
    const DrawnRow row = {p_.key, Draw::synapse_gap, p_.stream, source};
    std::uint32_t words[2 * at_once] = {};
    for (std::uint64_t begin = 0; begin < p_.targets; begin += p_.gaps.chunk) {
      const auto first = static_cast<std::uint32_t>(begin);
      ChunkWalk walk(p_, first);
      for (std::uint32_t k = 0, target;; ++k) {
        const std::uint32_t block = (first + k) / at_once;
        if (k % at_once == 0) draw_words(row, block, block + 1, words);
        const std::uint32_t* const pair = words + k % 2 * at_once + k % at_once / 2;  // its first word; 16 on the other
        if (!walk.next(p_.gaps, pair[0], target)) break;
        if (!(p_.skip_self && target == source)) each(target, first + k, pair[16]);
      }
    }
  }

  template <class Each>
  void degree_row(std::uint32_t source, Each each) const {
    if (p_.degree == 0) return;
    const std::uint32_t start = circle_start(p_, source);
    std::vector<SynapseWords> drawn(p_.degree);
    for (std::uint32_t k = 0; k < p_.degree; ++k) {
      drawn[k] = degree_words(p_, source, k);
      drawn[k].target = degree_target(p_, source, start, k, drawn[k].target);
    }
    // Ascending but for one place, where the circle passes the last target.
    const auto before = [](const SynapseWords& a, const SynapseWords& b) { return a.target < b.target; };
    const auto turn =
        static_cast<std::uint32_t>(std::is_sorted_until(drawn.begin(), drawn.end(), before) - drawn.begin());
    for (std::uint32_t k = turn; k < p_.degree; ++k) each(drawn[k].target, k, drawn[k].r);
    for (std::uint32_t k = 0; k < turn; ++k) each(drawn[k].target, k, drawn[k].r);
  }

  const Procedural& p_;
  bool r_;
};

// Rows with fewer synapses altogether are made sooner than threads begin.
constexpr std::uint64_t worth_threads = std::uint64_t{1} << 22;
// Of rows in memory.
constexpr std::uint64_t synapses_at_once = std::uint64_t{1} << 18;

std::uint64_t expected_length(const Procedural& recipe) {
  switch (recipe.pattern) {
    case Pattern::one_to_one: return 1;
    case Pattern::out_degree: return recipe.degree;
    case Pattern::some: return (std::uint64_t{recipe.yes} * recipe.targets) >> 32;
    case Pattern::pairwise:
    case Pattern::every: break;
  }
  return recipe.targets;
}

// Affine weights and one delay: rows are made again in each pass.
class DrawnSynapses : public Synapses {
 public:
  DrawnSynapses(const Procedural& of, std::uint32_t source_count, std::uint32_t target_count, unsigned most_threads)
      : Synapses(source_count, target_count) {
    recipe = of;
    const std::uint64_t length = expected_length(of);
    if (sources * std::max(length, draws_of_row(of)) >= worth_threads) threads = most_threads;
    rows_at_once = std::max<std::size_t>(threads, synapses_at_once / (length + 64));
  }

  void row(std::uint32_t source, SynapseRow& out) const override {
    out.clear();
    RowDraw(recipe, affine->slope != 0).row(source, [&](std::uint32_t target, std::uint32_t, std::uint32_t word) {
      out.target.push_back(target);
      out.word.push_back(word);
    });
    out.delay_ticks.assign(out.target.size(), delay_ticks);
    out.weight.resize(out.target.size());
    for (std::size_t k = 0; k < out.weight.size(); ++k) out.weight[k] = affine->at(out.word[k]);
  }
};

// Each source draws its targets.
std::unique_ptr<ListedSynapses> draw_targets(const Procedural& recipe, const SynapseExpressions& expressions,
                                             std::uint32_t sources, std::uint32_t targets, const OnDraws& on_draws) {
  auto out = std::make_unique<ListedSynapses>(sources, targets);
  SynapseExpression::Numbers x = {};
  const bool r = expressions.uses(SynapseExpression::r);
  for (std::uint32_t i = 0; i < sources; ++i) {
    out->row_begin.push_back(out->target.size());
    SynapseDraws draws(recipe, i);
    x[SynapseExpression::i] = i;
    RowDraw(recipe, r).row(i, [&](std::uint32_t j, std::uint32_t index, std::uint32_t word) {
      draws.fill(expressions, index, word, x);
      x[SynapseExpression::j] = j;
      out->target.push_back(j);
      out->weight.push_back(expressions.weight.at(x));
      if (expressions.delay.varies()) out->varying_delay_ticks.push_back(expressions.delay.ticks_at(x));
    });
    if (on_draws) on_draws(draws_of_row(recipe));
  }
  out->row_begin.push_back(out->target.size());
  return out;
}

// Each target draws its sources, as with a fixed out-degree a source draws its targets.
std::unique_ptr<ListedSynapses> draw_sources(const Procedural& recipe, const SynapseExpressions& expressions,
                                             std::uint32_t sources, std::uint32_t targets, const OnDraws& on_draws) {
  const std::size_t count = std::size_t{targets} * recipe.degree;
  std::vector<std::uint32_t> source, delay_ticks;
  std::vector<double> weight;
  SynapseExpression::Numbers x = {};
  const bool r = expressions.uses(SynapseExpression::r);
  for (std::uint32_t j = 0; j < targets; ++j) {
    SynapseDraws draws(recipe, j);
    x[SynapseExpression::j] = j;
    RowDraw(recipe, r).row(j, [&](std::uint32_t i, std::uint32_t index, std::uint32_t word) {
      draws.fill(expressions, index, word, x);
      x[SynapseExpression::i] = i;
      source.push_back(i);
      weight.push_back(expressions.weight.at(x));
      if (expressions.delay.varies()) delay_ticks.push_back(expressions.delay.ticks_at(x));
    });
    if (on_draws) on_draws(draws_of_row(recipe));
  }
  auto out = std::make_unique<ListedSynapses>(sources, targets);
  out->row_begin.assign(std::size_t{sources} + 1, 0);
  for (const std::uint32_t i : source) ++out->row_begin[i + 1];
  std::partial_sum(out->row_begin.begin(), out->row_begin.end(), out->row_begin.begin());
  out->target.resize(count);
  out->weight.resize(count);
  out->varying_delay_ticks.resize(delay_ticks.size());
  std::vector<std::uint64_t> next = out->row_begin;
  for (std::size_t k = 0; k < count; ++k) {  // targets ascend, in each row too
    const std::uint64_t at = next[source[k]]++;
    out->target[at] = static_cast<std::uint32_t>(k / recipe.degree);
    out->weight[at] = weight[k];
    if (!delay_ticks.empty()) out->varying_delay_ticks[at] = delay_ticks[k];
  }
  return out;
}

}  // namespace

// Random words of one pass over one source; of a fixed in-degree, over one target.
std::uint64_t draws_of_row(const Procedural& recipe) {
  switch (recipe.pattern) {
    case Pattern::one_to_one: return 1;
    case Pattern::out_degree: return 4 * std::uint64_t{recipe.degree};  // a block of Philox each
    case Pattern::some: return recipe.yes == 0 ? 0 : (recipe.targets / recipe.gaps.chunk + 1) * std::uint64_t{64};
    case Pattern::pairwise:
    case Pattern::every: break;
  }
  return recipe.targets;
}

void ListedSynapses::row(std::uint32_t source, SynapseRow& out) const {
  const auto begin = static_cast<std::ptrdiff_t>(row_begin[source]),
             end = static_cast<std::ptrdiff_t>(row_begin[source + 1]);
  out.target.assign(target.begin() + begin, target.begin() + end);
  out.weight.assign(weight.begin() + begin, weight.begin() + end);
  if (varying_delay_ticks.empty()) {
    out.delay_ticks.assign(out.target.size(), delay_ticks);
  } else {
    out.delay_ticks.assign(varying_delay_ticks.begin() + begin, varying_delay_ticks.begin() + end);
  }
}

std::unique_ptr<Synapses> draw_synapses(const Procedural& recipe, bool by_target, const SynapseExpressions& expressions,
                                        std::uint32_t sources, std::uint32_t targets, unsigned threads,
                                        const OnDraws& on_draws) {
  const std::optional<Affine>& affine = expressions.weight.affine();
  std::unique_ptr<Synapses> synapses;
  if (by_target) {
    synapses = draw_sources(recipe, expressions, sources, targets, on_draws);
  } else if (!affine || expressions.delay.varies()) {
    synapses = draw_targets(recipe, expressions, sources, targets, on_draws);
  } else {
    synapses = std::make_unique<DrawnSynapses>(recipe, sources, targets, threads);
    synapses->affine = affine;
  }
  synapses->recipe = recipe;
  synapses->drawn = expressions.weight.drawn();
  if (on_draws) synapses->on_row = [on_draws, draws = draws_of_row(recipe)] { on_draws(draws); };
  return synapses;
}

}  // namespace rheobase
