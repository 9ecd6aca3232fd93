#include "compile/synapse_list.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "compile/clocks.hpp"
#include "compile/draws.hpp"
#include "compile/given_table.hpp"
#include "compile/message.hpp"
#include "image/limits.hpp"

namespace rheobase {
namespace {

std::uint32_t index_at(const NumberTable& table, std::size_t row, std::size_t column, const std::string& population,
                       std::uint32_t size) {
  const double x = table.at(row, column);
  if (!(x >= 0 && x < size && x == std::floor(x))) {
    fail(table.place(row), std::string(column == 0 ? "source" : "target") + " is " + number_text(x) + "; neurons of " +
                               population + " are numbered from 0 to " + std::to_string(size - 1));
  }
  return static_cast<std::uint32_t>(x);
}

double weight_at(const NumberTable& table, std::size_t row) {
  const double weight = table.at(row, 2);
  if (!is_within(-limits::most_weight, limits::most_weight, weight))
    fail_outside(-limits::most_weight, limits::most_weight, table.place(row), "weight", weight);
  return weight;
}

std::uint32_t delay_ticks_at(const NumberTable& table, std::size_t row, double dt_ms) {
  const double ms = table.at(row, 3);
  const std::string delay = "delay is " + number_text(ms) + " ms";
  if (!(ms > 0)) fail(table.place(row), delay + "; it is positive");
  if (ms / dt_ms > limits::most_ticks)
    fail(table.place(row), delay + ", more than " + number_text(limits::most_ticks) + " steps");
  if (!is_whole_ticks(ms, dt_ms)) {
    fail(table.place(row), delay + ", not a whole number of steps of dt = " + number_text(dt_ms) + " ms");
  }
  return ticks_of(ms, dt_ms);
}

// Columns that a list does not have: from the expressions, with draws by source, target and, where a pair has several
// synapses, their index in the pair.
void complete(ListedSynapses& list, const SynapseExpressions& expressions, const SynapseContext& context) {
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

std::unique_ptr<ListedSynapses> read_synapse_list(const Projection& projection, const SynapseContext& context,
                                                  const SynapseExpressions& expressions) {
  const NumberTable table = given_table(projection, "synapses of " + ends_of(projection));
  if (table.rows() > 0 && (table.columns < 2 || table.columns > 4)) {
    fail(table.path, "has " + std::to_string(table.columns) +
                         " columns; a list of synapses has source, target and, if it gives them, weight and delay");
  }
  const bool delays = table.columns == 4;
  if (table.columns > 2 && projection.places.count("weight") > 0) {
    fail(place_of(projection, {"weight"}),
         "weight of " + ends_of(projection) + " has no effect: the third column of " + table.path + " gives it");
  }
  if (delays && projection.delay_ms.text != Value(every_step).text) {
    fail(place_of(projection, {"delay"}),
         "delay of " + ends_of(projection) + " is given twice: here, and in the fourth column of " + table.path);
  }
  struct Line {
    std::uint64_t pair;  // source and target
    std::uint32_t delay_ticks;
    std::size_t row;
  };
  std::vector<Line> lines(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::uint32_t source = index_at(table, row, 0, projection.source, context.sources);
    const std::uint32_t target = index_at(table, row, 1, projection.target, context.targets);
    lines[row] = {(std::uint64_t{source} << 32) | target, delays ? delay_ticks_at(table, row, context.dt_ms) : 0, row};
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::tie(a.pair, a.delay_ticks, a.row) < std::tie(b.pair, b.delay_ticks, b.row);
  });

  auto out = std::make_unique<ListedSynapses>(context.sources, context.targets);
  for (const Line& line : lines) {
    const auto source = static_cast<std::uint32_t>(line.pair >> 32);
    while (out->row_begin.size() <= source) out->row_begin.push_back(out->target.size());
    out->target.push_back(static_cast<std::uint32_t>(line.pair));
    if (table.columns > 2) out->weight.push_back(weight_at(table, line.row));
    if (delays) out->varying_delay_ticks.push_back(line.delay_ticks);
  }
  while (out->row_begin.size() <= context.sources) out->row_begin.push_back(lines.size());
  out->drawn = out->weight.empty() && expressions.weight.drawn();
  complete(*out, expressions, context);
  return out;
}

}  // namespace rheobase
