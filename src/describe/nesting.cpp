#include "describe/nesting.hpp"

#include <cstddef>

#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr std::size_t most_brackets = 16, most_parts = 16;

class Scanner {
 public:
  Scanner(const std::string& text, const std::string& name) : text_(text), name_(name) {}

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        skip_to_line_end();
        continue;
      }
      count(c);
      ++at_;
    }
  }

 private:
  void count(char c) {
    switch (c) {
      case '[':
      case '{':
        parts_ = 1;
        if (++depth_ > most_brackets) fail("brackets are nested deeper than ", most_brackets);
        break;
      case ']':
      case '}':
        parts_ = 1;
        if (depth_ > 0) --depth_;
        break;
      case '.':
        if (++parts_ > most_parts) fail("a key has more parts than ", most_parts);
        break;
      case '\n': ++line_; [[fallthrough]];
      case '=':
      case ',': parts_ = 1; break;
      default: break;
    }
  }

  void skip_to_line_end() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  bool three_of(char quote) const { return text_.compare(at_, 3, std::string(3, quote)) == 0; }

  // A string on one line that is not closed ends with the line: there the parser stops, too.
  void skip_string(char quote) {
    const bool long_string = three_of(quote);
    at_ += long_string ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (long_string ? three_of(quote) : c == quote) {
        at_ += long_string ? 3 : 1;
        // A long string may end in one or two quotes of its own.
        for (int own = 0; long_string && own < 2 && at_ < text_.size() && text_[at_] == quote; ++own) ++at_;
        return;
      }
      if (c == '\n') {
        if (!long_string) return;
        ++line_;
      }
      at_ += c == '\\' && quote == '"' ? 2 : 1;
    }
  }

  [[noreturn]] void fail(const char* what, std::size_t most) const {
    throw error_at(name_ + ":" + std::to_string(line_), what + std::to_string(most));
  }

  const std::string &text_, &name_;
  std::size_t at_ = 0, line_ = 1, depth_ = 0, parts_ = 1;
};

}  // namespace

void check_nesting(const std::string& text, const std::string& name) { Scanner(text, name).run(); }

}  // namespace rheobase
