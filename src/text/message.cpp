#include "text/message.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace rheobase {
namespace {

struct Character {
  std::uint32_t code;
  std::size_t bytes;  // 0: not UTF-8
};

// The character that begins at text[at]. Overlong forms, surrogates and codes above U+10FFFF are not UTF-8.
Character character_at(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t k) -> std::uint32_t {
    return k < text.size() ? static_cast<unsigned char>(text[k]) : 0;
  };
  const std::uint32_t first = byte(at);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC0 || first > 0xF7) return {0, 0};
  std::uint32_t code = first & (0xFFu >> (bytes + 1));
  for (std::size_t k = 1; k < bytes; ++k) {
    if ((byte(at + k) & 0xC0u) != 0x80u) return {0, 0};
    code = code << 6 | (byte(at + k) & 0x3Fu);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < least[bytes] || surrogate || code > 0x10FFFF) return {0, 0};
  return {code, bytes};
}

bool is_shown(std::uint32_t code) {
  const auto within = [code](std::uint32_t first, std::uint32_t last) { return code >= first && code <= last; };
  const bool control = within(0, 0x1F) || within(0x7F, 0x9F) || within(0xFFFE, 0xFFFF);
  const bool separates_lines = within(0x2028, 0x2029);
  const bool changes_direction = within(0x200E, 0x200F) || within(0x202A, 0x202E) || within(0x2066, 0x2069);
  return !control && !separates_lines && !changes_direction;
}

}  // namespace

std::string printable(const std::string& text) {
  static const std::string spelt = "\n\r\t", letters = "nrt";
  std::string out;
  char escape[16];
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, bytes] = character_at(text, at);
    if (bytes > 0 && is_shown(code)) {
      out.append(text, at, bytes);
    } else if (const std::size_t k = spelt.find(text[at]); k != std::string::npos) {
      out += {'\\', letters[k]};
    } else if (bytes > 1) {
      out.append(escape, static_cast<std::size_t>(std::snprintf(escape, sizeof escape, "\\u%04x", code)));
    } else {
      const unsigned byte = static_cast<unsigned char>(text[at]);
      out.append(escape, static_cast<std::size_t>(std::snprintf(escape, sizeof escape, "\\x%02x", byte)));
    }
    at += std::max<std::size_t>(bytes, 1);
  }
  return out;
}

std::string excerpt(const std::string& text) {
  constexpr std::size_t most = 120;
  if (text.size() <= most) return printable(text);
  std::size_t cut = most;
  while (cut > most - 3 && (static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u) --cut;  // not inside a character
  return printable(text.substr(0, cut)) + "...";
}

ModelError error_at(const std::string& where, const std::string& why) {
  return ModelError(printable(where.empty() ? why : where + ": " + why));
}

}  // namespace rheobase
