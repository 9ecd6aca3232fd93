#include "describe/expression.hpp"

#include <muParser.h>

#include <algorithm>
#include <cmath>

namespace rheobase {
namespace {

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

[[noreturn]] void fail(const Value& value, const std::string& what, const std::string& why) {
  throw ModelError((value.where.empty() ? "" : value.where + ": ") + what + " = \"" + one_line(value.text) + "\": " + why);
}

}  // namespace

struct Expression::Impl {
  mu::Parser parser;
  std::vector<double> slots;  // muParser reads the variables here; never resized after construction
  std::vector<std::string> variables;
  Value value;
  std::string what;
};

Expression::Expression(const Value& value, const std::vector<std::string>& variables,
                       const std::map<std::string, double>& constants, const std::string& what)
    : impl_(new Impl) {
  impl_->slots.assign(variables.size() + 1, 0.0);
  impl_->variables = variables;
  impl_->value = value;
  impl_->what = what;
  try {
    mu::Parser& parser = impl_->parser;
    parser.DefineFun("round", [](double x) { return std::round(x); });
    parser.DefineFun("floor", [](double x) { return std::floor(x); });
    parser.DefineFun("ceil", [](double x) { return std::ceil(x); });
    for (const auto& [name, number] : constants) parser.DefineConst(name, number);
    for (std::size_t i = 0; i < variables.size(); ++i) parser.DefineVar(variables[i], &impl_->slots[i]);
    parser.SetExpr(value.text);
    // One evaluation makes muParser compile, and so report what does not parse. "a = 1" would parse
    // as an assignment; a parameter is not the place for one.
    (void)parser.Eval();
    if (parser.GetNumResults() != 1) fail(value, what, "one value is needed, not a list");
    const std::size_t equals = value.text.find('=');
    const bool comparison = equals != std::string::npos &&
                            (value.text.find("==") != std::string::npos || (equals > 0 && std::string("<>!").find(value.text[equals - 1]) != std::string::npos));
    if (equals != std::string::npos && !comparison) fail(value, what, "an assignment has no place here");
  } catch (const mu::Parser::exception_type& error) {
    fail(value, what, one_line(error.GetMsg()));
  }
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

double Expression::at(const double* variables) const {
  std::copy_n(variables, impl_->variables.size(), impl_->slots.begin());
  double result;
  try {
    result = impl_->parser.Eval();
  } catch (const mu::Parser::exception_type& error) {
    fail(impl_->value, impl_->what, one_line(error.GetMsg()));
  }
  if (!std::isfinite(result)) fail(impl_->value, impl_->what, "the result is not a finite number");
  return result;
}

bool Expression::uses(const std::string& variable) const {
  const auto& used = impl_->parser.GetUsedVar();
  return used.find(variable) != used.end();
}

bool Expression::is_constant() const {
  return std::none_of(impl_->variables.begin(), impl_->variables.end(),
                      [&](const std::string& name) { return uses(name); });
}

double constant_of(const Value& value, const std::map<std::string, double>& constants, const std::string& what) {
  const double none = 0;
  return Expression(value, {}, constants, what).at(&none);
}

}  // namespace rheobase
