// Sizes and decimal numbers among a program's options, by the grammar of model files; whole_number.hpp has the others.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "describe/units.hpp"
#include "observe/whole_number.hpp"
#include "text/typed_number.hpp"

namespace rheobase {

// For CLI::Option::check: a finite decimal number from `least` to `most`.
inline CLI::Validator decimal_number(double least, double most) {
  return {[least, most](std::string& text) { return complaint_of([&] { check_number(text, least, most); }); }, ""};
}

// For CLI::Option::transform: a size, made a number of bytes.
inline CLI::Validator size_in_bytes() {
  return {[](std::string& text) { return complaint_of([&] { text = std::to_string(parse_bytes(text, "")); }); }, ""};
}

}  // namespace rheobase
