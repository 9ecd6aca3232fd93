#include "compile/synapses.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "compile/draws.hpp"
#include "compile/message.hpp"
#include "compile/synapse_expressions.hpp"
#include "compile/synapse_list.hpp"

namespace rheobase {
namespace {

std::string ends(const Projection& projection) { return projection.source + " -> " + projection.target; }

// A probability as the number of 2^32 words that mean "yes".
std::uint64_t yes_words(const Projection& projection, const std::map<std::string, double>& constants) {
  const std::string what = "probability of " + ends(projection);
  const double p = constant_of(projection.probability, constants, what);
  if (!(p >= 0 && p <= 1)) fail(projection.probability.where, what + " is " + number_text(p) + "; it lies from 0 to 1");
  return static_cast<std::uint64_t>(std::llround(p * 0x1p32));
}

// So many of the candidates, drawn for each neuron.
void set_degree(Procedural& recipe, const Value& value, const std::string& what, const char* candidates,
                const std::map<std::string, double>& constants) {
  recipe.pattern = Pattern::out_degree;
  recipe.candidates = recipe.skip_self ? recipe.targets - 1 : recipe.targets;
  const double degree = constant_of(value, constants, what);
  if (!(std::fabs(degree - std::round(degree)) <= 1e-9 && degree >= 0 && std::round(degree) <= recipe.candidates)) {
    fail(value.where, what + " is " + number_text(degree) + "; it is a whole number from 0 to the " +
                          std::to_string(recipe.candidates) + " " + candidates + " there are");
  }
  recipe.degree = static_cast<std::uint32_t>(std::llround(degree));
  if (recipe.degree > 0) recipe.step = degree_step(recipe.candidates, recipe.degree);
}

// Of a fixed in-degree, as its targets draw their sources.
Procedural recipe_of(const Projection& projection, const SynapseContext& context) {
  const std::uint32_t sources = context.sources, targets = context.targets;
  Procedural recipe;
  recipe.key = context.key;
  recipe.stream = context.index;
  recipe.targets = projection.in_degree ? sources : targets;
  recipe.skip_self = projection.source == projection.target && !projection.self;
  if (projection.out_degree) {
    set_degree(recipe, *projection.out_degree, "out_degree of " + ends(projection), "targets", context.constants);
  } else if (projection.in_degree) {
    set_degree(recipe, *projection.in_degree, "in_degree of " + ends(projection), "sources", context.constants);
  } else if (projection.one_to_one) {
    recipe.pattern = Pattern::one_to_one;
    if (sources != targets) {
      fail(place_of(projection, {"one_to_one"}), "one_to_one of " + ends(projection) +
                                                     " needs populations of one size, not of " +
                                                     std::to_string(sources) + " and " + std::to_string(targets));
    }
    if (recipe.skip_self)
      fail(place_of(projection, {"self"}), "one_to_one of " + ends(projection) + " without self connects nobody");
  } else if (const std::uint64_t yes = yes_words(projection, context.constants); yes < std::uint64_t{1} << 32) {
    recipe.pattern = Pattern::some;
    recipe.yes = static_cast<std::uint32_t>(yes);
  }
  return recipe;
}

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

// Both expressions of a projection.
struct Expressions {
  WeightExpression weight;
  DelayExpression delay;
  bool uses(SynapseExpression::Variable v) const { return weight.uses(v) || delay.uses(v); }
};

// The random numbers of the synapses of one row, those that are used.
class SynapseDraws {
 public:
  SynapseDraws(const Procedural& recipe, std::uint32_t row)
      : r_(recipe, row),
        r2_(recipe.key, Draw::synapse_r2, recipe.stream, row),
        r3_(recipe.key, Draw::synapse_r3, recipe.stream, row),
        z_(recipe.key, Draw::synapse_z, recipe.stream, row) {}

  void fill(const Expressions& of, std::uint32_t index, SynapseExpression::Numbers& x) {
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

  template <class Each>
  void row(std::uint32_t source, Each each) const {
    switch (p_.pattern) {
      case Pattern::one_to_one: each(source, 0u); break;
      case Pattern::out_degree: degree_row(source, each); break;
      case Pattern::some: {
        DrawRow exists(p_.key, Draw::synapse_exists, p_.stream, source);
        for (std::uint32_t j = 0; j < p_.targets; ++j) {
          if (exists[j] < p_.yes && !(p_.skip_self && j == source)) each(j, j);
        }
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

// Why the engine cannot draw these synapses anew; empty: it can.
std::string reason_not_procedural(const Projection& projection, const Expressions& expressions) {
  if (!projection.file.empty()) return "a list cannot be drawn";
  if (projection.in_degree) return "a source does not know the targets that draw it by in_degree";
  if (!expressions.weight.affine()) return "its weight is not of the form a + b*r";
  return expressions.delay.varies() ? "its delay differs between synapses" : "";
}

// Affine weights and one delay: nothing is kept, every row can be had again.
class DrawnSynapses : public Synapses {
 public:
  using Synapses::Synapses;

 private:
  void make_row(std::uint32_t source, SynapseRow& out) const override {
    out.clear();
    TargetDraw(recipe).row(source, [&](std::uint32_t target, std::uint32_t index) {
      out.target.push_back(target);
      out.word.push_back(index);
    });
    out.delay_ticks.assign(out.target.size(), delay_ticks);
    if (affine->slope == 0) {
      out.weight.assign(out.target.size(), affine->zero);
      return;
    }
    RowDraws r(recipe, source);
    out.weight.clear();
    for (std::uint32_t& word : out.word) {
      word = r[word];
      out.weight.push_back(affine->at(word));
    }
  }
};

std::unique_ptr<ListedSynapses> evaluate(const Procedural& recipe, const Expressions& expressions,
                                         const SynapseContext& context) {
  auto out = std::make_unique<ListedSynapses>(context.sources, context.targets);
  SynapseExpression::Numbers x = {};
  for (std::uint32_t i = 0; i < context.sources; ++i) {
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
    if (context.on_draws) context.on_draws(draws_of_row(recipe));
  }
  out->row_begin.push_back(out->target.size());
  return out;
}

// Each target draws its sources, as with a fixed out-degree a source draws its targets.
std::unique_ptr<ListedSynapses> evaluate_in_degree(const Procedural& recipe, const Expressions& expressions,
                                                   const SynapseContext& context) {
  const std::size_t count = std::size_t{context.targets} * recipe.degree;
  std::vector<std::uint32_t> source, delay_ticks;
  std::vector<double> weight;
  SynapseExpression::Numbers x = {};
  for (std::uint32_t j = 0; j < context.targets; ++j) {
    SynapseDraws draws(recipe, j);
    x[SynapseExpression::j] = j;
    TargetDraw(recipe).row(j, [&](std::uint32_t i, std::uint32_t index) {
      draws.fill(expressions, index, x);
      x[SynapseExpression::i] = i;
      source.push_back(i);
      weight.push_back(expressions.weight.at(x));
      if (expressions.delay.varies()) delay_ticks.push_back(expressions.delay.ticks_at(x));
    });
    if (context.on_draws) context.on_draws(draws_of_row(recipe));
  }
  auto out = std::make_unique<ListedSynapses>(context.sources, context.targets);
  out->row_begin.assign(std::size_t{context.sources} + 1, 0);
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

// What a list does not say itself: from the expressions, with draws by source, target and, where a pair has several
// synapses, the how many-th of them it is.
void complete(ListedSynapses& list, const Expressions& expressions, const SynapseContext& context) {
  using E = SynapseExpression;
  const bool weights = list.weight.empty(), delays = list.varying_delay_ticks.empty() && expressions.delay.varies();
  for (std::uint32_t i = 0; i < list.sources && (weights || delays); ++i) {
    std::uint64_t repeated = 0;
    for (std::uint64_t k = list.row_begin[i]; k < list.row_begin[i + 1]; ++k) {
      const std::uint32_t j = list.target[k];
      repeated = k > list.row_begin[i] && list.target[k - 1] == j ? repeated + 1 : 0;
      const std::uint64_t row = i | repeated << 32;
      const auto word = [&](Draw what) { return draw(context.key, what, context.index, row, j); };
      const E::Numbers x = {uniform01(word(Draw::synapse_r)),
                            uniform01(word(Draw::synapse_r2)),
                            uniform01(word(Draw::synapse_r3)),
                            gaussian_from_bits(word(Draw::synapse_z)),
                            static_cast<double>(i),
                            static_cast<double>(j)};
      if (weights) list.weight.push_back(expressions.weight.at(x));
      if (delays) list.varying_delay_ticks.push_back(expressions.delay.ticks_at(x));
    }
  }
}

}  // namespace

void ListedSynapses::make_row(std::uint32_t source, SynapseRow& out) const {
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

std::unique_ptr<Synapses> make_synapses(const Projection& projection, const SynapseContext& context) {
  const Expressions expressions = {WeightExpression(projection, context.constants),
                                   DelayExpression(projection, context.constants, context.dt_ms)};
  const WeightExpression& weight = expressions.weight;
  std::unique_ptr<Synapses> synapses;
  std::uint64_t row_draws = 0;
  if (!projection.file.empty()) {
    std::unique_ptr<ListedSynapses> list = read_synapse_list(projection, context);
    const bool weights_drawn = list->weight.empty() && weight.drawn();
    complete(*list, expressions, context);
    list->drawn = weights_drawn;
    synapses = std::move(list);
  } else {
    const Procedural recipe = recipe_of(projection, context);
    if (projection.in_degree) {
      synapses = evaluate_in_degree(recipe, expressions, context);
    } else if (!weight.affine() || expressions.delay.varies()) {
      synapses = evaluate(recipe, expressions, context);
    } else {
      synapses = std::make_unique<DrawnSynapses>(context.sources, context.targets);
      synapses->affine = weight.affine();
    }
    synapses->recipe = recipe;
    synapses->drawn = weight.drawn();
    row_draws = draws_of_row(recipe);
  }
  synapses->not_procedural = reason_not_procedural(projection, expressions);
  synapses->delay_ticks = expressions.delay.ticks();
  if (context.on_draws) synapses->on_row = [each = context.on_draws, row_draws] { each(row_draws); };
  return synapses;
}

SynapseForecast forecast_synapses(const Projection& projection, const SynapseContext& context) {
  constexpr std::uint64_t passes = 3;  // survey, fix, store
  const Expressions expressions = {WeightExpression(projection, context.constants),
                                   DelayExpression(projection, context.constants, context.dt_ms)};
  SynapseForecast forecast;
  forecast.sources = context.sources;
  forecast.targets = context.targets;
  forecast.delays_vary = expressions.delay.varies();
  forecast.may_be_procedural = reason_not_procedural(projection, expressions).empty();
  forecast.kept = !forecast.may_be_procedural;
  if (!projection.file.empty()) return forecast;
  const Procedural recipe = recipe_of(projection, context);
  const std::uint64_t rows = projection.in_degree ? context.targets : context.sources;
  const std::uint64_t pairs = rows * recipe.targets - (recipe.skip_self ? rows : 0);
  switch (recipe.pattern) {
    case Pattern::one_to_one: forecast.least = rows; break;
    case Pattern::out_degree: forecast.least = rows * recipe.degree; break;
    case Pattern::some:
    case Pattern::every: forecast.least = pairs; break;
  }
  forecast.most = forecast.least;
  if (recipe.pattern == Pattern::some) {
    const double p = recipe.yes * 0x1p-32, mean = static_cast<double>(pairs) * p;
    const double spread = 10 * std::sqrt(mean * (1 - p));
    forecast.least = static_cast<std::uint64_t>(std::max(0.0, mean - spread));
    forecast.most = std::min(pairs, static_cast<std::uint64_t>(mean + spread) + 1);
  }
  const std::optional<Affine>& affine = expressions.weight.affine();
  forecast.weights_drawn = forecast.least > 0 && affine && affine->slope != 0;
  forecast.targets_drawn =
      forecast.least > 0 && (recipe.pattern == Pattern::some || recipe.pattern == Pattern::out_degree);
  forecast.draws = (passes + (forecast.kept ? 1 : 0)) * rows * draws_of_row(recipe);
  return forecast;
}

}  // namespace rheobase
