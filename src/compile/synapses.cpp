#include "compile/synapses.hpp"

#include <algorithm>
#include <cmath>

#include "compile/draws.hpp"
#include "compile/message.hpp"
#include "compile/synapse_list.hpp"
#include "compile/weight_expression.hpp"

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

std::uint32_t out_degree_of(const Projection& projection, const std::map<std::string, double>& constants,
                            std::uint32_t candidates) {
  const std::string what = "out_degree of " + ends(projection);
  const double degree = constant_of(*projection.out_degree, constants, what);
  if (!(std::fabs(degree - std::round(degree)) <= 1e-9 && degree >= 0 && std::round(degree) <= candidates)) {
    fail(projection.out_degree->where, what + " is " + number_text(degree) + "; it is a whole number from 0 to the " +
                                           std::to_string(candidates) + " targets there are");
  }
  return static_cast<std::uint32_t>(std::llround(degree));
}

Procedural recipe_of(const Projection& projection, std::uint32_t index, std::uint32_t sources, std::uint32_t targets,
                     const std::map<std::string, double>& constants, PhiloxKey key) {
  Procedural recipe;
  recipe.key = key;
  recipe.stream = index;
  recipe.targets = targets;
  recipe.skip_self = projection.source == projection.target && !projection.self;
  if (projection.out_degree) {
    recipe.pattern = Pattern::out_degree;
    recipe.candidates = recipe.skip_self ? targets - 1 : targets;
    recipe.degree = out_degree_of(projection, constants, recipe.candidates);
    if (recipe.degree > 0) recipe.step = degree_step(recipe.candidates, recipe.degree);
  } else if (projection.one_to_one) {
    recipe.pattern = Pattern::one_to_one;
    if (sources != targets) {
      fail(projection.where, "one_to_one of " + ends(projection) + " needs populations of one size, not of " +
                                 std::to_string(sources) + " and " + std::to_string(targets));
    }
    if (recipe.skip_self) fail(projection.where, "one_to_one of " + ends(projection) + " without self connects nobody");
  } else if (const std::uint64_t yes = yes_words(projection, constants); yes < std::uint64_t{1} << 32) {
    recipe.pattern = Pattern::some;
    recipe.yes = static_cast<std::uint32_t>(yes);
  }
  return recipe;
}

// The words behind r of one row.
class RowDraws {
 public:
  RowDraws(const Procedural& recipe, std::uint32_t source)
      : p_(recipe), source_(source), row_(recipe.key, Draw::synapse_r, recipe.stream, source) {}
  std::uint32_t operator[](std::uint32_t index) {
    return p_.pattern == Pattern::out_degree ? degree_words(p_, source_, index).r : row_[index];
  }

 private:
  const Procedural& p_;
  std::uint32_t source_;
  DrawRow row_;
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

// Affine weights: nothing is kept, every row can be had again.
class DrawnSynapses : public Synapses {
 public:
  using Synapses::Synapses;
  void row(std::uint32_t source, SynapseRow& out) const override {
    out.clear();
    TargetDraw(recipe).row(source, [&](std::uint32_t target, std::uint32_t index) {
      out.target.push_back(target);
      out.word.push_back(index);
    });
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

std::unique_ptr<ListedSynapses> evaluate(const Procedural& recipe, const WeightExpression& weight,
                                         std::uint32_t sources, std::uint32_t targets) {
  auto out = std::make_unique<ListedSynapses>(sources, targets);
  using W = WeightExpression;
  double x[W::variable_count] = {};
  for (std::uint32_t i = 0; i < sources; ++i) {
    out->row_begin.push_back(out->target.size());
    RowDraws r(recipe, i);
    DrawRow r2(recipe.key, Draw::synapse_r2, recipe.stream, i), r3(recipe.key, Draw::synapse_r3, recipe.stream, i),
        z(recipe.key, Draw::synapse_z, recipe.stream, i);
    x[W::i] = i;
    TargetDraw(recipe).row(i, [&](std::uint32_t j, std::uint32_t index) {
      if (weight.uses(W::r)) x[W::r] = uniform01(r[index]);
      if (weight.uses(W::r2)) x[W::r2] = uniform01(r2[index]);
      if (weight.uses(W::r3)) x[W::r3] = uniform01(r3[index]);
      if (weight.uses(W::z)) x[W::z] = gaussian_from_bits(z[index]);
      x[W::j] = j;
      out->target.push_back(j);
      out->weight.push_back(weight.at(x));
    });
  }
  out->row_begin.push_back(out->target.size());
  return out;
}

// The weights of a list that has none: the expression, with draws by source and target.
void add_weights(ListedSynapses& list, const WeightExpression& weight, std::uint32_t index, PhiloxKey key) {
  using W = WeightExpression;
  for (std::uint32_t i = 0; i < list.sources; ++i) {
    for (std::uint64_t k = list.row_begin[i]; k < list.row_begin[i + 1]; ++k) {
      const std::uint32_t j = list.target[k];
      const auto uniform = [&](Draw what) { return uniform01(draw(key, what, index, i, j)); };
      const double x[W::variable_count] = {
          uniform(Draw::synapse_r),  uniform(Draw::synapse_r2),
          uniform(Draw::synapse_r3), gaussian_from_bits(draw(key, Draw::synapse_z, index, i, j)),
          static_cast<double>(i),    static_cast<double>(j)};
      list.weight.push_back(weight.at(x));
    }
  }
}

}  // namespace

void ListedSynapses::row(std::uint32_t source, SynapseRow& out) const {
  const auto begin = static_cast<std::ptrdiff_t>(row_begin[source]),
             end = static_cast<std::ptrdiff_t>(row_begin[source + 1]);
  out.target.assign(target.begin() + begin, target.begin() + end);
  out.weight.assign(weight.begin() + begin, weight.begin() + end);
}

std::unique_ptr<Synapses> make_synapses(const Projection& projection, std::uint32_t index, std::uint32_t sources,
                                        std::uint32_t targets, const std::map<std::string, double>& constants,
                                        PhiloxKey key) {
  const WeightExpression weight(projection, constants);
  if (!projection.file.empty()) {
    std::unique_ptr<ListedSynapses> list = read_synapse_list(projection, sources, targets);
    if (list->weight.empty()) {
      add_weights(*list, weight, index, key);
      list->drawn = weight.drawn();
    }
    list->not_procedural = "a list cannot be drawn";
    return list;
  }
  const Procedural recipe = recipe_of(projection, index, sources, targets, constants, key);
  std::unique_ptr<Synapses> synapses;
  if (weight.affine()) {
    synapses = std::make_unique<DrawnSynapses>(sources, targets);
    synapses->affine = weight.affine();
  } else {
    synapses = evaluate(recipe, weight, sources, targets);
    synapses->not_procedural = "its weight is not of the form a + b*r";
  }
  synapses->recipe = recipe;
  synapses->drawn = weight.drawn();
  return synapses;
}

}  // namespace rheobase
