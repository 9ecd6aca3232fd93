#include "describe/expression.hpp"

#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "text/message.hpp"
#include "text/number.hpp"

namespace rheobase {
namespace {

[[noreturn]] void fail(const Value& value, const std::string& what, const std::string& why) {
  throw error_at(value.where, what + " = \"" + excerpt(value.text) + "\": " + why);
}

// An '=' that is no part of ==, <=, >= or !=. muParser would take it as an assignment to a variable
// and so change what the other expressions of the same neuron see.
bool has_assignment(const std::string& text) {
  for (std::size_t k = 0; k < text.size(); ++k) {
    if (text[k] != '=') continue;
    const bool doubled = k + 1 < text.size() && text[k + 1] == '=';
    const bool compares = k > 0 && std::string("<>!").find(text[k - 1]) != std::string::npos;
    if (!doubled && !compares) return true;
    if (doubled) ++k;
  }
  return false;
}

// The first character that no expression has, or npos. muParser ends at a NUL and has strings.
std::size_t unknown_character(const std::string& text) {
  return text.find_first_not_of(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,()+-*/^<>=!&|?: \t\r\n");
}

// A number as the rest of a model has it; muParser's own reading depends on the C++ library.
int read_number(const char* text, int* position, double* number) {
  const char* const last = text + std::strlen(text);
  if (*text == '+' || *text == '-') return 0;  // a sign is an operator
  const auto [end, error] = number_from(text, last, *number);
  if (end == text || !((*text >= '0' && *text <= '9') || *text == '.')) return 0;
  if (error != std::errc()) throw mu::ParserError("a number is beyond the range of numbers");
  *position += static_cast<int>(end - text);
  return 1;
}

// Messages in the words of model files, in place of muParser's.
std::string reason(const mu::Parser::exception_type& error) {
  std::string token = printable(error.GetToken());
  while (!token.empty() && token.back() == ' ') token.pop_back();
  const std::string quoted = "\"" + token + "\"";
  switch (error.GetCode()) {
    case mu::ecUNASSIGNABLE_TOKEN: return "unknown name " + quoted;
    case mu::ecUNEXPECTED_EOF: return "it ends too early";
    case mu::ecEMPTY_EXPRESSION: return "it is empty";
    case mu::ecMISSING_PARENS: return "a parenthesis is not closed";
    case mu::ecTOO_MANY_PARAMS: return "too many arguments of " + quoted;
    case mu::ecTOO_FEW_PARAMS: return "too few arguments of " + quoted;
    case mu::ecMISSING_ELSE_CLAUSE: return "'?' without its ':'";
    case mu::ecMISPLACED_COLON: return "':' without its '?'";
    case mu::ecGENERIC: return printable(error.GetMsg());  // of read_number
    default: return token.empty() ? "it cannot be understood" : quoted + " is not allowed there";
  }
}

std::string explain(const mu::Parser::exception_type& error, const std::vector<std::string>& variables,
                    const std::map<std::string, double>& constants) {
  std::string why = reason(error);
  const int position = static_cast<int>(error.GetPos());
  if (position >= 0 && error.GetCode() != mu::ecEMPTY_EXPRESSION) why += " at position " + std::to_string(position);
  if (error.GetCode() != mu::ecUNASSIGNABLE_TOKEN) return why;
  std::string names;
  for (const std::string& name : variables) names += (names.empty() ? "" : ", ") + name;
  for (const auto& entry : constants) names += (names.empty() ? "" : ", ") + entry.first;
  return why + (names.empty() ? "; no names are known here" : "; names known here: " + names);
}

}  // namespace

struct Expression::Impl {
  mu::Parser parser;
  std::vector<double> slots;  // muParser reads the variables here; never resized after construction
  std::vector<std::string> variables;
  std::set<std::string> used;
  Value value;
  std::string what;
};

Expression::Expression(const Value& value, const std::vector<std::string>& variables,
                       const std::map<std::string, double>& constants, const std::string& what)
    : impl_(new Impl) {
  impl_->slots.assign(variables.size(), 0.0);
  impl_->variables = variables;
  impl_->value = value;
  impl_->what = what;
  if (value.of_each) throw error_at(value.where, what + " is an array; it takes a number or an expression");
  for (const char* text : {"inf", "-inf", "nan", "-nan"}) {  // what Value(double) writes
    if (value.text == text) fail(value, what, "not a finite number");
  }
  for (const std::string& name : variables) {
    if (constants.count(name) > 0) {
      fail(value, what, "the parameter '" + name + "' needs another name: this one has a meaning in expressions");
    }
  }
  if (const std::size_t at = unknown_character(value.text); at != std::string::npos) {
    const std::string character = value.text[at] > ' ' ? " '" + value.text.substr(at, 1) + "'" : "";
    fail(value, what, "unexpected character" + character + " at position " + std::to_string(at));
  }
  if (has_assignment(value.text)) fail(value, what, "'=' assigns, which is not allowed here; '==' compares");
  try {
    mu::Parser& parser = impl_->parser;
    parser.AddValIdent(read_number);
    // It would evaluate constants of && and || as integers: 0.5 && 1 as 0 && 1.
    parser.EnableOptimizer(value.text.find("&&") == std::string::npos && value.text.find("||") == std::string::npos);
    parser.DefineConst("_pi", std::acos(-1.0));                            // muParser's has 12 digits
    parser.DefineFun("rint", [](double x) { return std::nearbyint(x); });  // to even at half way, as in C
    parser.DefineFun("round", [](double x) { return std::round(x); });
    parser.DefineFun("floor", [](double x) { return std::floor(x); });
    parser.DefineFun("ceil", [](double x) { return std::ceil(x); });
    for (const auto& [name, number] : constants) parser.DefineConst(name, number);
    for (std::size_t k = 0; k < variables.size(); ++k) parser.DefineVar(variables[k], &impl_->slots[k]);
    parser.SetExpr(value.text);
    // The first evaluation makes muParser compile, and so report what does not parse.
    (void)parser.Eval();
    if (parser.GetNumResults() != 1) fail(value, what, "one value is needed, not a list");
    // Called once: GetUsedVar parses the whole text again and leaves the parser uncompiled.
    for (const auto& entry : parser.GetUsedVar()) impl_->used.insert(entry.first);
    (void)parser.Eval();
  } catch (const mu::Parser::exception_type& error) {
    fail(value, what, explain(error, variables, constants));
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
    fail(impl_->value, impl_->what, reason(error));
  }
  if (!std::isfinite(result)) fail(impl_->value, impl_->what, "the result is not a finite number");
  return result;
}

bool Expression::uses(const std::string& variable) const { return impl_->used.count(variable) > 0; }

bool Expression::is_constant() const {
  return std::none_of(impl_->variables.begin(), impl_->variables.end(),
                      [&](const std::string& name) { return uses(name); });
}

double constant_of(const Value& value, const std::map<std::string, double>& constants, const std::string& what) {
  const double none = 0;
  return Expression(value, {}, constants, what).at(&none);
}

}  // namespace rheobase
