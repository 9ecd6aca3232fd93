// A number from text and to it, as <charconv> does it; and the same by the C library, for the standard libraries that
// have <charconv> for integers alone (libc++ of the browser and of macOS).
#pragma once

#include <charconv>
#include <string>

namespace rheobase {

// As std::from_chars, but a '+' may stand before it: decimal, no white space before it; `ptr` is the first character
// after it.
std::from_chars_result number_from(const char* first, const char* last, double& number);
// "010", which means 8 in some languages and 10 in others.
bool has_leading_zero(const std::string& text);
// The shortest text that reads back as this number.
std::string number_to_text(double number);

// By strtod and printf, in the C locale: the same values; texts may be longer ("1e+02").
std::from_chars_result c_number_from(const char* first, const char* last, double& number);
std::string c_number_to_text(double number);

}  // namespace rheobase
