// A line of words, printed whole.
#pragma once

#include <cstdint>
#include <cstring>

#include "platform.hpp"

namespace rheobase::scenes {

class Line {
 public:
  Line& text(const char* word) {
    if (length_ > 0) put(' ');
    for (; *word != '\0'; ++word) put(*word);
    return *this;
  }
  Line& number(std::uint64_t value) {
    char digits[21];
    char* p = digits + sizeof digits - 1;
    *p = '\0';
    do *--p = static_cast<char>('0' + value % 10);
    while ((value /= 10) != 0);
    return text(p);
  }
  Line& hex(std::uint64_t value, unsigned digits) {
    char out[17] = {};
    for (unsigned i = 0; i < digits; ++i) out[i] = "0123456789abcdef"[(value >> 4 * (digits - 1 - i)) & 15];
    return text(out);
  }
  // The bits of a float or an int32.
  Line& bits(const void* value) {
    std::uint32_t word;
    std::memcpy(&word, value, sizeof word);
    return hex(word, 8);
  }
  void print() {
    put('\n');
    line_[length_] = '\0';
    scenes::print(line_);
    length_ = 0;
  }

 private:
  void put(char c) {
    if (length_ + 1 < sizeof line_) line_[length_++] = c;
  }
  char line_[256];
  std::size_t length_ = 0;
};

}  // namespace rheobase::scenes
