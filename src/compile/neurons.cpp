#include "compile/neurons.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include "compile/draws.hpp"
#include "compile/message.hpp"
#include "describe/expression.hpp"
#include "image/limits.hpp"
#include "models/as_float.hpp"

namespace rheobase {
namespace {

// A value of each neuron: a parameter of the model, or what every model has.
struct Field {
  ParameterRule rule;
  Value value;
  std::vector<double>* out;
  std::optional<Expression> expression;  // none: the value is an array

  double at(std::uint32_t neuron, const double* variables) const {
    return expression ? expression->at(variables) : (*value.of_each)[neuron];
  }
};

void check_range(const Field& field, const Population& population, std::uint32_t neuron, double x) {
  if (is_within(field.rule.least, field.rule.most, x)) return;
  fail_outside(field.rule.least, field.rule.most, field.value.where,
               std::string(field.rule.name) + " of " + population.name, x, "", " at neuron " + std::to_string(neuron));
}

void check_reset(const Population& population, const GivenParameters& given, const NeuronParameters& neurons) {
  const ParameterForm form = given.rules();
  if (form.reset == nullptr) return;
  const std::string threshold = form.threshold != nullptr ? form.threshold : "threshold";
  for (std::uint32_t i = 0; i < neurons.size; ++i) {
    const double reset = neurons[form.reset][i];
    if (as_float(reset) < as_float(neurons.threshold_mv)) continue;
    fail(place_of(population, {form.reset, threshold.c_str()}),
         std::string(form.reset) + " of " + population.name + " is " + number_text(reset) +
             default_note(population, form.reset) + " at neuron " + std::to_string(i) + ", not below the " + threshold +
             " of " + number_text(neurons.threshold_mv) + " mV: it would fire without end");
  }
}

}  // namespace

std::uint32_t size_of(const Population& population, const std::map<std::string, double>& constants) {
  const std::string what = "size of " + population.name;
  const double size = constant_of(population.size, constants, what);
  if (std::fabs(size - std::round(size)) > 1e-9 || size < 1 || size > limits::most_neurons) {
    fail(population.size.where, what + " is " + number_text(size) + "; it is a whole number from 1 to 2^24");
  }
  return static_cast<std::uint32_t>(std::llround(size));
}

NeuronParameters evaluate_neurons(const Population& population, const GivenParameters& given, std::uint32_t size,
                                  std::uint32_t index, const std::map<std::string, double>& constants, PhiloxKey key) {
  NeuronParameters out;
  out.size = size;
  out.form = given.form;
  out.threshold_mv = threshold_of(population, given, constants);
  const double big = limits::most_parameter;
  std::vector<Field> fields;
  const auto add = [&](const ParameterRule& rule, const Value& value, std::vector<double>& to) {
    const std::string what = std::string(rule.name) + " of " + population.name;
    Field field = {rule, value, &to, std::nullopt};
    if (!value.of_each || rule.sees == Sees::constants) {
      field.expression.emplace(value, names_for(given, rule.sees), constants, what);
    } else if (value.of_each->size() != out.size) {
      fail(value.where, what + " is an array of " + std::to_string(value.of_each->size()) + " numbers; " +
                            population.name + " has " + std::to_string(out.size) + " neurons");
    }
    fields.push_back(std::move(field));
    to.reserve(out.size);
  };
  for (const GivenParameter& p : given.all) add(p.rule, p.value, out.values[p.rule.name]);
  add({"current", "", nullptr, -big, big}, population.current, out.current);
  add({"noise", "", nullptr, 0, big}, population.noise, out.noise);
  DrawRow r(key, Draw::neuron_r, index, 0), r2(key, Draw::neuron_r2, index, 0), r3(key, Draw::neuron_r3, index, 0),
      z(key, Draw::neuron_z, index, 0);
  const std::vector<double>* const v0 = &out.values["v0"];
  std::vector<double> x;  // in the order of names_for: draws, parameters that see no more, and v
  for (std::uint32_t i = 0; i < out.size; ++i) {
    x = {uniform01(r[i]),          uniform01(r2[i]),       uniform01(r3[i]),
         gaussian_from_bits(z[i]), static_cast<double>(i), static_cast<double>(out.size)};
    for (const Field& field : fields) {
      const double result = field.at(i, x.data());
      check_range(field, population, i, result);
      field.out->push_back(result);
      if (field.rule.is_seen() || field.out == v0) x.push_back(result);
    }
  }
  if (v0->empty()) out.values["v0"].assign(out.size, 0.0);  // a source
  if (const char* current = given.rules().current) out.current = out[current];
  check_reset(population, given, out);
  return out;
}

}  // namespace rheobase
