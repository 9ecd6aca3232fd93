#include "compile/neurons.hpp"

#include <cmath>

#include "compile/as_float.hpp"
#include "compile/draws.hpp"
#include "compile/message.hpp"
#include "describe/expression.hpp"
#include "image/limits.hpp"

namespace rheobase {
namespace {

// Variables in the order expressions see them.
enum Variable { var_r, var_r2, var_r3, var_z, var_i, var_size, var_a, var_b, var_c, var_d, var_v, var_count };
const std::vector<std::string> names = {"r", "r2", "r3", "z", "i", "size", "a", "b", "c", "d", "v"};

std::vector<std::string> first_names(int count) { return {names.begin(), names.begin() + count}; }

struct Field {
  const char* name;
  const Value* value;
  std::vector<double>* out;
  int variables;  // how many of `names` it may use
  int feeds;      // the variable that holds its result, or -1
  double low, high;
};

std::uint32_t size_of(const Population& population, const std::map<std::string, double>& constants) {
  const std::string what = "size of " + population.name;
  const double size = constant_of(population.size, constants, what);
  if (std::fabs(size - std::round(size)) > 1e-9 || size < 1 || size > limits::most_neurons) {
    fail(population.size.where, what + " is " + number_text(size) + "; it is a whole number from 1 to 2^24");
  }
  return static_cast<std::uint32_t>(std::llround(size));
}

void check_range(const Field& field, const Population& population, std::uint32_t neuron, double x) {
  if (x >= field.low && x <= field.high) return;
  fail(field.value->where, std::string(field.name) + " of " + population.name + " is " + number_text(x) +
                               " at neuron " + std::to_string(neuron) + "; it lies from " + number_text(field.low) +
                               " to " + number_text(field.high));
}

}  // namespace

NeuronParameters evaluate_neurons(const Population& population, std::uint32_t index,
                                  const std::map<std::string, double>& constants, PhiloxKey key) {
  NeuronParameters out;
  out.size = size_of(population, constants);
  const double big = limits::most_parameter;
  const std::vector<Field> fields = {
      {"a", &population.a, &out.a, var_a, var_a, 0, 100},
      {"b", &population.b, &out.b, var_a, var_b, -limits::most_b, limits::most_b},
      {"c", &population.c, &out.c, var_a, var_c, -big, big},
      {"d", &population.d, &out.d, var_a, var_d, -big, big},
      {"v0", &population.v0, &out.v0, var_v, var_v, -big, big},
      {"u0", &population.u0, &out.u0, var_count, -1, -big, big},
      {"current", &population.current, &out.current, var_a, -1, -big, big},
      {"noise", &population.noise, &out.noise, var_a, -1, 0, big},
  };
  std::vector<Expression> expressions;
  for (const Field& field : fields) {
    expressions.emplace_back(*field.value, first_names(field.variables), constants,
                             std::string(field.name) + " of " + population.name);
    field.out->reserve(out.size);
  }
  DrawRow r(key, Draw::neuron_r, index, 0), r2(key, Draw::neuron_r2, index, 0), r3(key, Draw::neuron_r3, index, 0),
      z(key, Draw::neuron_z, index, 0);
  double x[var_count] = {};
  x[var_size] = out.size;
  for (std::uint32_t i = 0; i < out.size; ++i) {
    x[var_r] = uniform01(r[i]);
    x[var_r2] = uniform01(r2[i]);
    x[var_r3] = uniform01(r3[i]);
    x[var_z] = gaussian_from_bits(z[i]);
    x[var_i] = i;
    for (std::size_t f = 0; f < fields.size(); ++f) {
      const double result = expressions[f].at(x);
      check_range(fields[f], population, i, result);
      fields[f].out->push_back(result);
      if (fields[f].feeds >= 0) x[fields[f].feeds] = result;
    }
    if (as_float(out.c[i]) >= as_float(population.threshold_mv)) {
      fail(place_of(population, {"c", "threshold"}),
           "c of " + population.name + " is " + number_text(out.c[i]) + default_note(population, "c") + " at neuron " +
               std::to_string(i) + ", not below the threshold of " + number_text(population.threshold_mv) +
               " mV: it would fire without end");
    }
  }
  return out;
}

}  // namespace rheobase
