#include "text/number.hpp"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace rheobase {

namespace {

const char* after_digits(const char* p, const char* last) {
  while (p != last && *p >= '0' && *p <= '9') ++p;
  return p;
}

// Behind a '+' that is the sign of what follows.
[[maybe_unused]] const char* after_plus(const char* first, const char* last) {
  const bool plus =
      last - first > 1 && *first == '+' && (first[1] == '.' || after_digits(first + 1, last) != first + 1);
  return plus ? first + 1 : first;
}

// The end of the number that begins at `first`; `first` itself if there is none.
const char* number_end(const char* first, const char* last) {
  const char* const digits = first != last && (*first == '-' || *first == '+') ? first + 1 : first;
  const char* end = after_digits(digits, last);
  bool any = end != digits;
  if (end != last && *end == '.') {
    const char* const fraction = after_digits(end + 1, last);
    any = any || fraction != end + 1;
    end = fraction;
  }
  if (!any) return first;
  if (end == last || (*end != 'e' && *end != 'E')) return end;
  const char* const exponent = end + 1 != last && (end[1] == '-' || end[1] == '+') ? end + 2 : end + 1;
  const char* const power = after_digits(exponent, last);
  return power != exponent ? power : end;
}

}  // namespace

std::from_chars_result c_number_from(const char* first, const char* last, double& number) {
  const char* const end = number_end(first, last);
  if (end == first) return {first, std::errc::invalid_argument};
  errno = 0;
  const double value = std::strtod(std::string(first, end).c_str(), nullptr);
  // Said of subnormal numbers too, which are numbers.
  if (errno == ERANGE && (value == 0 || std::isinf(value))) return {end, std::errc::result_out_of_range};
  number = value;
  return {end, std::errc()};
}

std::string c_number_to_text(double number) {
  char buffer[32] = "nan";
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, number);
    if (std::strtod(buffer, nullptr) == number) break;
  }
  return buffer;
}

bool has_leading_zero(const std::string& text) {
  const std::size_t first = text.empty() || text[0] != '-' ? 0 : 1;
  return text.size() > first + 1 && text[first] == '0' && text[first + 1] >= '0' && text[first + 1] <= '9';
}

#if defined(__cpp_lib_to_chars)

std::from_chars_result number_from(const char* first, const char* last, double& number) {
  const auto result = std::from_chars(after_plus(first, last), last, number);
  return result.ec == std::errc::invalid_argument ? std::from_chars_result{first, result.ec} : result;
}

std::string number_to_text(double number) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
  return error == std::errc() ? std::string(buffer, end) : "nan";
}

#else

std::from_chars_result number_from(const char* first, const char* last, double& number) {
  return c_number_from(first, last, number);
}

std::string number_to_text(double number) { return c_number_to_text(number); }

#endif

}  // namespace rheobase
