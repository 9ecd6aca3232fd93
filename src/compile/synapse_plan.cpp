#include "compile/synapse_plan.hpp"

#include <algorithm>
#include <cmath>

#include "compile/given_table.hpp"
#include "compile/message.hpp"
#include "compile/synapse_list.hpp"

namespace rheobase {
namespace {

// A probability as the number of random words, of 2^32, that connect.
std::uint64_t yes_words(const Projection& projection, const std::map<std::string, double>& constants) {
  const std::string what = "probability of " + ends_of(projection);
  const double p = constant_of(projection.probability, constants, what);
  check_within(0, 1, projection.probability.where, what, p);
  return static_cast<std::uint64_t>(std::llround(p * 0x1p32));
}

// A fixed number of the candidates, drawn for each neuron.
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
    set_degree(recipe, *projection.out_degree, "out_degree of " + ends_of(projection), "targets", context.constants);
  } else if (projection.in_degree) {
    set_degree(recipe, *projection.in_degree, "in_degree of " + ends_of(projection), "sources", context.constants);
  } else if (projection.one_to_one) {
    recipe.pattern = Pattern::one_to_one;
    if (sources != targets) {
      fail(place_of(projection, {"one_to_one"}), "one_to_one of " + ends_of(projection) +
                                                     " needs populations of one size, not of " +
                                                     std::to_string(sources) + " and " + std::to_string(targets));
    }
    if (recipe.skip_self)
      fail(place_of(projection, {"self"}), "one_to_one of " + ends_of(projection) + " without self connects nobody");
  } else if (const std::uint64_t yes = yes_words(projection, context.constants); yes < std::uint64_t{1} << 32) {
    recipe.pattern = Pattern::some;
    recipe.yes = static_cast<std::uint32_t>(yes);
    recipe.gaps = gap_rule(recipe.yes);
  }
  return recipe;
}

// Why the engine cannot regenerate these synapses; empty: it can.
std::string reason_not_procedural(const Projection& projection, const SynapseExpressions& expressions) {
  if (is_given(projection)) return "a list cannot be drawn";
  if (projection.in_degree) return "a source does not know the targets that draw it by in_degree";
  if (!expressions.weight.affine()) return "its weight is not of the form a + b*r";
  return expressions.delay.varies() ? "its delay differs between synapses" : "";
}

}  // namespace

SynapsePlan::SynapsePlan(const Projection& projection, const SynapseContext& context)
    : projection_(projection),
      context_(context),
      expressions_{WeightExpression(projection, context.constants),
                   DelayExpression(projection, context.constants, context.dt_ms)} {
  if (!is_given(projection)) recipe_ = recipe_of(projection, context);
}

std::unique_ptr<Synapses> SynapsePlan::make(unsigned threads, const OnDraws& on_draws) const {
  std::unique_ptr<Synapses> synapses = recipe_
                                           ? draw_synapses(*recipe_, projection_.in_degree.has_value(), expressions_,
                                                           context_.sources, context_.targets, threads, on_draws)
                                           : read_synapse_list(projection_, context_, expressions_);
  synapses->not_procedural = reason_not_procedural(projection_, expressions_);
  synapses->delay_ticks = expressions_.delay.ticks();
  return synapses;
}

SynapseForecast SynapsePlan::forecast() const {
  SynapseForecast forecast;
  forecast.sources = context_.sources;
  forecast.targets = context_.targets;
  forecast.delays_vary = expressions_.delay.varies();
  forecast.may_be_procedural = reason_not_procedural(projection_, expressions_).empty();
  forecast.kept = !forecast.may_be_procedural;
  if (!recipe_) return forecast;
  const Procedural& recipe = *recipe_;
  const std::uint64_t rows = projection_.in_degree ? context_.targets : context_.sources;
  const std::uint64_t pairs = rows * recipe.targets - (recipe.skip_self ? rows : 0);
  switch (recipe.pattern) {
    case Pattern::one_to_one: forecast.least = rows; break;
    case Pattern::out_degree: forecast.least = rows * recipe.degree; break;
    case Pattern::some:
    case Pattern::pairwise:
    case Pattern::every: forecast.least = pairs; break;
  }
  forecast.most = forecast.least;
  if (recipe.pattern == Pattern::some) {
    const double p = recipe.yes * 0x1p-32, mean = static_cast<double>(pairs) * p;
    const double spread = 10 * std::sqrt(mean * (1 - p));
    forecast.least = static_cast<std::uint64_t>(std::max(0.0, mean - spread));
    forecast.most = std::min(pairs, static_cast<std::uint64_t>(mean + spread) + 1);
  }
  const std::optional<Affine>& affine = expressions_.weight.affine();
  forecast.weights_drawn = forecast.least > 0 && affine && affine->slope != 0;
  forecast.targets_drawn =
      forecast.least > 0 && (recipe.pattern == Pattern::some || recipe.pattern == Pattern::out_degree);
  const std::uint64_t passes = forecast.kept ? 4 : 3;  // survey, fix, store
  forecast.draws = passes * rows * draws_of_row(recipe);
  return forecast;
}

}  // namespace rheobase
