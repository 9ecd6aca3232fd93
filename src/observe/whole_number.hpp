// Whole numbers among a program's options, by the grammar of model files. CLI11 itself reads 010 as 8
// and -1 for 2^64 - 1.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "rheobase/model.hpp"
#include "text/typed_number.hpp"

namespace rheobase {

// What `check` throws; empty if it throws nothing.
template <class Check>
std::string complaint_of(Check check) {
  try {
    check();
    return "";
  } catch (const ModelError& error) {
    return error.what();
  }
}

// For CLI::Option::check: decimal digits, of a number from `least` (which may be negative) to `most`.
inline CLI::Validator whole_number(std::int64_t least, std::uint64_t most) {
  return {[least, most](std::string& text) { return complaint_of([&] { check_whole_number(text, least, most); }); },
          ""};
}

// A seed: --seed, --noise-seed, --inputs.
inline CLI::Validator seed_number() { return whole_number(0, UINT64_MAX); }

}  // namespace rheobase
