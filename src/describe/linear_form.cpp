#include "describe/linear_form.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "text/name_characters.hpp"
#include "text/number.hpp"

namespace rheobase {
namespace {

enum Form { constant, linear, other };

// The grammar of Expression (muParser), from the loosest operator to the tightest. Each rule returns the
// form of what it has read; anything else is `other`.
class FormReader {
 public:
  FormReader(const std::string& variable, const std::string& text)
      : variable_(variable), at_(text.data()), last_(at_ + text.size()) {}

  Form read() {
    const Form form = condition();
    return peek() == '\0' ? form : other;
  }

 private:
  // Of an operation that is not linear if any part depends on the variable.
  static Form of_constants(Form a, Form b) { return std::max(a, b) == constant ? constant : other; }
  static Form sum(Form a, Form b) { return std::max(a, b); }
  static Form product(Form a, Form b) { return std::min(a, b) == constant ? std::max(a, b) : other; }

  Form condition() {
    if (++depth_ > most_depth) return stop();
    Form form = any_of({"||"}, [this] { return all(); });
    if (take("?")) {
      const Form then = condition();
      if (!take(":")) return stop();
      const Form otherwise = condition();
      form = form == constant ? sum(then, otherwise) : other;
    }
    --depth_;
    return form;
  }
  Form all() {
    return any_of({"&&"}, [this] { return comparison(); });
  }
  Form comparison() {
    return any_of({"<=", ">=", "==", "!=", "<", ">"}, [this] { return addition(); });
  }
  Form addition() {
    Form form = multiplication();
    while (take("+") || take("-")) form = sum(form, multiplication());
    return form;
  }
  Form multiplication() {
    Form form = sign();
    for (;;) {
      if (take("*")) {
        form = product(form, sign());
      } else if (take("/")) {
        form = sign() == constant ? form : other;
      } else {
        return form;
      }
    }
  }
  Form sign() {
    if (!take("-")) take("+");
    return power();
  }
  Form power() {
    Form form = operand();
    if (take("^")) form = of_constants(form, exponent());
    return form;
  }
  // 2^3^2 is 2^(3^2), 2^-1 is allowed.
  Form exponent() {
    if (++depth_ > most_depth) return stop();
    const Form form = sign();
    --depth_;
    return form;
  }
  Form operand() {
    if (take("(")) {
      const Form form = condition();
      return take(")") ? form : stop();
    }
    const std::string name = take_name();
    if (name.empty()) return take_number() ? constant : stop();
    if (!take("(")) return name == variable_ ? linear : constant;
    Form form = condition();
    while (take(",")) form = of_constants(form, condition());
    return take(")") ? of_constants(form, form) : stop();
  }

  template <class Operand>
  Form any_of(std::initializer_list<const char*> operators, Operand operand) {
    Form form = operand();
    const auto taken = [this](const char* symbol) { return take(symbol); };
    while (std::any_of(operators.begin(), operators.end(), taken)) form = of_constants(form, operand());
    return form;
  }

  char peek() {
    while (at_ != last_ && static_cast<unsigned char>(*at_) <= ' ') ++at_;
    return at_ == last_ ? '\0' : *at_;
  }
  bool take(std::string_view symbol) {
    if (peek() == '\0' ||
        std::string_view(at_, static_cast<std::size_t>(last_ - at_)).substr(0, symbol.size()) != symbol)
      return false;
    at_ += symbol.size();
    return true;
  }
  std::string take_name() {
    if (!begins_name(peek())) return "";
    const char* const begin = at_;
    at_ = std::find_if_not(begin, last_, continues_name);
    return {begin, at_};
  }
  bool take_number() {
    double number = 0;
    const char digit = peek();
    if (digit == '+' || digit == '-') return false;
    const auto [end, error] = number_from(at_, last_, number);
    const bool taken = end != at_;
    at_ = end;
    return taken && error == std::errc();
  }
  Form stop() {
    at_ = last_;
    return other;
  }

  static constexpr int most_depth = 200;
  const std::string& variable_;
  const char* at_;
  const char* const last_;
  int depth_ = 0;
};

}  // namespace

bool is_linear_in(const std::string& variable, const std::string& text) {
  return FormReader(variable, text).read() != other;
}

}  // namespace rheobase
