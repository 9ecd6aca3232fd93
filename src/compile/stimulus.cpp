#include "compile/stimulus.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "compile/lost_values.hpp"
#include "describe/expression.hpp"
#include "files/number_table.hpp"
#include "image/format.hpp"
#include "image/limits.hpp"
#include "models/as_float.hpp"

namespace rheobase {
namespace {

constexpr double most_values = 1e8;

NumberTable read_rows(const std::string& path) {
  NumberTable table = read_table(path);
  if (table.rows() == 0) fail(path, "holds no number");
  return table;
}

NumberTable rows_of(const Stimulus& stimulus, const std::string& what) {
  NumberTable table;
  table.columns = stimulus.table.front().size();
  for (const std::vector<double>& row : stimulus.table) {
    if (row.size() != table.columns || row.empty())
      fail(stimulus.where, "the rows of the " + what + " differ in length, or are empty");
    table.values.insert(table.values.end(), row.begin(), row.end());
  }
  return table;
}

NumberTable evaluate(const Stimulus& stimulus, const Network& network, const std::string& what) {
  NumberTable table;
  table.columns = 1;
  const Expression expression(stimulus.current, {"t"}, network.parameters, what);
  const double count = std::ceil(network.duration_ms / stimulus.hold_ms - 1e-6);
  if (count > most_values) {
    fail_against(network, "duration", place_of(stimulus, {"hold", "current"}), what,
                 " has more than 1e8 values in " + number_text(network.duration_ms) + " ms");
  }
  for (double k = 0; k < count; ++k) {
    const double t = k * stimulus.hold_ms;
    table.values.push_back(expression.at(&t));
  }
  return table;
}

}  // namespace

StimulusValues evaluate_stimulus(const Population& population, std::uint32_t neurons, const Network& network,
                                 Warnings& warnings) {
  const Stimulus& stimulus = *population.stimulus;
  const std::string what = "stimulus of " + population.name;
  const bool from_file = !stimulus.file.empty(), from_expression = !from_file && stimulus.table.empty();
  const NumberTable table = from_file         ? read_rows(stimulus.file)
                            : from_expression ? evaluate(stimulus, network, what)
                                              : rows_of(stimulus, what);
  const std::string place = from_file ? stimulus.file : from_expression ? stimulus.current.where : stimulus.where;
  const auto place_of_row = [&](std::size_t row) { return from_file ? table.place(row) : place; };
  if (table.columns != 1 && table.columns != neurons) {
    fail(place, what + " has " + std::to_string(table.columns) + " columns; it takes one, or one for each of its " +
                    std::to_string(neurons) + " neurons");
  }
  StimulusValues out;
  out.rows = table.rows();
  out.of_each = table.columns != 1;
  out.ranges.resize(table.columns);
  const std::size_t row_floats = out.of_each ? static_cast<std::size_t>(image::padded(neurons)) : 1;
  if (static_cast<double>(out.rows) * static_cast<double>(row_floats) > most_values) {
    fail(place,
         what + " has more than 1e8 values" + (out.of_each ? ": " + std::to_string(row_floats) + " in each row" : ""));
  }
  out.values.resize(out.rows * row_floats);
  const bool ends = !from_expression && !stimulus.repeat;  // then it is 0
  std::size_t first_lost = out.rows;
  for (std::size_t k = 0; k < out.rows; ++k) {
    for (std::size_t i = 0; i < table.columns; ++i) {
      const double x = table.at(k, i);
      if (!is_within(-limits::most_parameter, limits::most_parameter, x)) {
        fail_outside(-limits::most_parameter, limits::most_parameter, place_of_row(k), what, x, "",
                     " at value " + std::to_string(k) + (out.of_each ? " of neuron " + std::to_string(i) : ""));
      }
      const float value = out.values[k * row_floats + i] = as_float(x);
      if (value == 0.0f && x != 0) first_lost = std::min(first_lost, k);
      CurrentRange& range = out.ranges[i];
      if (k == 0) range = {value, value};
      range = {std::min<double>(range.least, value), std::max<double>(range.most, value)};
      if (ends) range = {std::min(range.least, 0.0), std::max(range.most, 0.0)};
    }
  }
  if (first_lost < out.rows) {
    warn_of_lost_stimulus(population.name, table.values, place_of_row(first_lost), from_expression, warnings);
  }
  return out;
}

}  // namespace rheobase
