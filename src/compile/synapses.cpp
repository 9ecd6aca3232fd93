#include "compile/synapses.hpp"

#include <algorithm>
#include <numeric>

#include "compile/draws.hpp"
#include "compile/kept_targets.hpp"
#include "compile/synapse_expressions.hpp"
#include "kernels/bits.hpp"

namespace rheobase {
namespace {

// The words behind r of one row.
class RowDraws {
 public:
  RowDraws(const Procedural& recipe, std::uint32_t row)
      : p_(recipe), row_number_(row), row_(recipe.key, Draw::synapse_r, recipe.stream, row) {}
  std::uint32_t operator[](std::uint32_t index) {
    return p_.pattern == Pattern::out_degree ? degree_words(p_, row_number_, index).r : row_[index];
  }

 private:
  const Procedural& p_;
  std::uint32_t row_number_;
  DrawRow row_;
};

// The random numbers of the synapses of one row, those that are used.
class SynapseDraws {
 public:
  SynapseDraws(const Procedural& recipe, std::uint32_t row)
      : r_(recipe, row),
        r2_(recipe.key, Draw::synapse_r2, recipe.stream, row),
        r3_(recipe.key, Draw::synapse_r3, recipe.stream, row),
        z_(recipe.key, Draw::synapse_z, recipe.stream, row) {}

  void fill(const SynapseExpressions& of, std::uint32_t index, SynapseExpression::Numbers& x) {
    using E = SynapseExpression;
    if (of.uses(E::r)) x[E::r] = uniform01(r_[index]);
    if (of.uses(E::r2)) x[E::r2] = uniform01(r2_[index]);
    if (of.uses(E::r3)) x[E::r3] = uniform01(r3_[index]);
    if (of.uses(E::z)) x[E::z] = gaussian_from_bits(z_[index]);
  }

 private:
  RowDraws r_;
  DrawRow r2_, r3_, z_;
};

// The targets of one source, ascending, with the index that each synapse's draws have in its row.
class TargetDraw {
 public:
  explicit TargetDraw(const Procedural& recipe) : p_(recipe) {}

  // Of a probability: the targets that each of some sources has, as bitsets one after the other.
  void draw_existing(std::uint32_t first, std::uint32_t rows, std::vector<std::uint64_t>& out) const {
    draw_below({p_.key, Draw::synapse_exists, p_.stream, first}, rows, p_.targets, p_.yes, out);
    const std::size_t words = out.size() / rows;
    for (std::uint32_t k = 0; p_.skip_self && k < rows; ++k) {
      out[k * words + (first + k) / 64] &= ~(std::uint64_t{1} << (first + k) % 64);
    }
  }

  template <class Each>
  void row(std::uint32_t source, Each each) const {
    switch (p_.pattern) {
      case Pattern::one_to_one: each(source, 0u); break;
      case Pattern::out_degree: degree_row(source, each); break;
      case Pattern::some: {
        std::vector<std::uint64_t> exists;
        draw_existing(source, 1, exists);
        for_each_bit(exists.data(), 0, exists.size(), [&](std::size_t k) {
          const auto j = static_cast<std::uint32_t>(k);
          each(j, j);
        });
        break;
      }
      case Pattern::every:
        for (std::uint32_t j = 0; j < p_.targets; ++j) {
          if (!(p_.skip_self && j == source)) each(j, j);
        }
    }
  }

 private:
  template <class Each>
  void degree_row(std::uint32_t source, Each each) const {
    if (p_.degree == 0) return;
    const std::uint32_t start = circle_start(p_, source);
    std::vector<std::uint32_t> target(p_.degree);
    for (std::uint32_t k = 0; k < p_.degree; ++k) {
      target[k] = degree_target(p_, source, start, k, degree_words(p_, source, k).target);
    }
    // Ascending but for one place, where the circle passes the last target.
    const auto turn = static_cast<std::uint32_t>(std::is_sorted_until(target.begin(), target.end()) - target.begin());
    for (std::uint32_t k = turn; k < p_.degree; ++k) each(target[k], k);
    for (std::uint32_t k = 0; k < turn; ++k) each(target[k], k);
  }

  const Procedural& p_;
};

constexpr std::uint64_t most_kept_targets = std::uint64_t{1} << 28;
// Rows with fewer synapses altogether are made sooner than threads begin.
constexpr std::uint64_t worth_threads = std::uint64_t{1} << 22;
// Of rows in memory.
constexpr std::uint64_t synapses_at_once = std::uint64_t{1} << 18;

std::uint64_t expected_length(const Procedural& recipe) {
  switch (recipe.pattern) {
    case Pattern::one_to_one: return 1;
    case Pattern::out_degree: return recipe.degree;
    case Pattern::some: return (std::uint64_t{recipe.yes} * recipe.targets) >> 32;
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

  void keep_targets(const OnDraws& on_draws) {
    in_order<KeptTargets>((sources + kept_rows - 1) / kept_rows, (rows_at_once + kept_rows - 1) / kept_rows, threads,
                          [this](std::size_t group, KeptTargets& kept) {
                            std::vector<std::uint64_t> exists;
                            const auto first = static_cast<std::uint32_t>(group * kept_rows),
                                       rows = std::min(kept_rows, sources - first);
                            TargetDraw(recipe).draw_existing(first, rows, exists);
                            kept = KeptTargets(exists, rows);
                          },
                          [&](std::size_t, KeptTargets& kept) {
                            kept_.push_back(std::move(kept));
                            if (on_draws) on_draws(kept_rows * draws_of_row(recipe));
                          });
  }

  void row(std::uint32_t source, SynapseRow& out) const override {
    out.clear();
    const auto take = [&](std::uint32_t target, std::uint32_t index) {
      out.target.push_back(target);
      out.word.push_back(index);
    };
    if (!kept_.empty()) {
      kept_[source / kept_rows].for_each(source % kept_rows, [&](std::uint32_t target) { take(target, target); });
    } else {
      TargetDraw(recipe).row(source, take);
    }
    out.delay_ticks.assign(out.target.size(), delay_ticks);
    if (affine->slope == 0) {
      out.weight.assign(out.target.size(), affine->zero);
      return;
    }
    RowDraws r(recipe, source);
    for (std::uint32_t& word : out.word) {
      word = r[word];
      out.weight.push_back(affine->at(word));
    }
  }

 private:
  // Drawn and kept together.
  static constexpr std::uint32_t kept_rows = 16;
  std::vector<KeptTargets> kept_;
};

// Each source draws its targets.
std::unique_ptr<ListedSynapses> draw_targets(const Procedural& recipe, const SynapseExpressions& expressions,
                                             std::uint32_t sources, std::uint32_t targets, const OnDraws& on_draws) {
  auto out = std::make_unique<ListedSynapses>(sources, targets);
  SynapseExpression::Numbers x = {};
  for (std::uint32_t i = 0; i < sources; ++i) {
    out->row_begin.push_back(out->target.size());
    SynapseDraws draws(recipe, i);
    x[SynapseExpression::i] = i;
    TargetDraw(recipe).row(i, [&](std::uint32_t j, std::uint32_t index) {
      draws.fill(expressions, index, x);
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
  for (std::uint32_t j = 0; j < targets; ++j) {
    SynapseDraws draws(recipe, j);
    x[SynapseExpression::j] = j;
    TargetDraw(recipe).row(j, [&](std::uint32_t i, std::uint32_t index) {
      draws.fill(expressions, index, x);
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
    case Pattern::some:
    case Pattern::every: break;
  }
  return recipe.targets;
}

bool keeps_targets(const Procedural& recipe, std::uint32_t sources) {
  return recipe.pattern == Pattern::some && sources * expected_length(recipe) <= most_kept_targets;
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
  bool kept = false;  // its targets
  if (by_target) {
    synapses = draw_sources(recipe, expressions, sources, targets, on_draws);
  } else if (!affine || expressions.delay.varies()) {
    synapses = draw_targets(recipe, expressions, sources, targets, on_draws);
  } else {
    auto drawn = std::make_unique<DrawnSynapses>(recipe, sources, targets, threads);
    kept = keeps_targets(recipe, sources);
    if (kept) drawn->keep_targets(on_draws);
    synapses = std::move(drawn);
    synapses->affine = affine;
  }
  synapses->recipe = recipe;
  synapses->drawn = expressions.weight.drawn();
  if (on_draws && !kept) synapses->on_row = [on_draws, draws = draws_of_row(recipe)] { on_draws(draws); };
  return synapses;
}

}  // namespace rheobase
