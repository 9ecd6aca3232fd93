#include "compile/stimulus.hpp"

#include <cmath>
#include <utility>

#include "compile/as_float.hpp"
#include "compile/lost_values.hpp"
#include "compile/number_table.hpp"
#include "describe/expression.hpp"
#include "image/limits.hpp"

namespace rheobase {
namespace {

constexpr double most_values = 1e8;

NumberTable read_column(const std::string& path) {
  NumberTable table = read_table(path);
  if (table.columns > 1) fail(path, "has " + std::to_string(table.columns) + " columns where one is needed");
  if (table.rows() == 0) fail(path, "holds no number");
  if (static_cast<double>(table.values.size()) > most_values) fail(path, "has more than 1e8 values");
  return table;
}

}  // namespace

std::vector<float> evaluate_stimulus(const Population& population, const Network& network, Warnings& warnings) {
  const Stimulus& stimulus = *population.stimulus;
  const std::string what = "stimulus of " + population.name;
  NumberTable file;
  std::vector<double> values;
  if (!stimulus.file.empty()) {
    file = read_column(stimulus.file);
    values = std::move(file.values);
  } else {
    const Expression expression(stimulus.current, {"t"}, network.parameters, what);
    const double count = std::ceil(network.duration_ms / stimulus.hold_ms - 1e-6);
    if (count > most_values) {
      fail_against(network, "duration", place_of(stimulus, {"hold", "current"}), what,
                   " has more than 1e8 values in " + number_text(network.duration_ms) + " ms");
    }
    for (double k = 0; k < count; ++k) {
      const double t = k * stimulus.hold_ms;
      values.push_back(expression.at(&t));
    }
  }
  const bool from_file = !stimulus.file.empty();
  std::size_t first_lost = values.size();
  std::vector<float> table;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!(std::fabs(values[k]) <= limits::most_parameter)) {
      fail(from_file ? file.place(k) : stimulus.current.where,
           what + " is " + number_text(values[k]) + " at value " + std::to_string(k) + "; it lies from -1e6 to 1e6");
    }
    table.push_back(as_float(values[k]));
    if (table.back() == 0.0f && values[k] != 0) first_lost = std::min(first_lost, k);
  }
  if (first_lost < values.size()) {
    warn_of_lost_stimulus(population.name, values, from_file ? file.place(first_lost) : stimulus.current.where,
                          !from_file, warnings);
  }
  return table;
}

}  // namespace rheobase
