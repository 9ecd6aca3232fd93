#include "text/typed_number.hpp"

#include <charconv>
#include <cmath>

#include "text/message.hpp"
#include "text/number.hpp"

namespace rheobase {

double parse_number(const std::string& text, const std::string& where) {
  double number = 0;
  const auto [end, error] = number_from(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) {
    throw error_at(where, "'" + excerpt(text) + "' is beyond the range of numbers");
  }
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !std::isfinite(number)) {
    throw error_at(where, "'" + excerpt(text) + "' is not a finite number");
  }
  return number;
}

void check_number(const std::string& text, double least, double most) {
  const double number = parse_number(text, "");
  if (number >= least && number <= most && !has_leading_zero(text)) return;
  throw error_at("", "'" + excerpt(text) + "' is not from " + Value(least).text + " to " + Value(most).text);
}

std::uint64_t parse_seed(const std::string& text, const std::string& where) {
  try {
    check_whole_number(text, 0, UINT64_MAX);
  } catch (const ModelError&) {
    throw error_at(where, "'" + excerpt(text) + "' is not a seed: a whole number from 0 to 2^64 - 1");
  }
  std::uint64_t seed = 0;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

void check_whole_number(const std::string& text, std::int64_t least, std::uint64_t most) {
  const bool negative = text.size() > 1 && text[0] == '-';
  const std::string digits = text.substr(negative ? 1 : 0);
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  const bool plain = !digits.empty() && end == digits.data() + digits.size() && (digits[0] != '0' || text == "0");
  const bool above = negative ? least < 0 && size <= std::uint64_t{0} - static_cast<std::uint64_t>(least)
                              : least <= 0 || size >= static_cast<std::uint64_t>(least);
  if (plain && error == std::errc() && above && (negative || size <= most)) return;
  throw error_at("", "'" + excerpt(text) + "' is not a whole number from " + std::to_string(least) + " to " +
                         (most == UINT64_MAX ? "2^64 - 1" : std::to_string(most)) +
                         (plain || error != std::errc() ? "" : ", in decimal digits"));
}

}  // namespace rheobase
