#include "observe/text_output.hpp"

#include <fmt/format.h>

#include "text/message.hpp"

namespace rheobase {
namespace {

std::string replaced(std::string text, const std::string& old, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += by.size()) {
    text.replace(at, old.size(), by);
  }
  return text;
}

}  // namespace

std::string gnuplot_text(const std::string& text) {
  const std::string apostrophes = replaced(excerpt(text), "'", "\u2019");
  return "'" + replaced(apostrophes, "]]>", "]] >") + "'";  // what gnuplot's SVG does not escape
}

std::string xml_text(const std::string& text) {
  std::string out;
  for (char c : printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string csv_text(const std::string& text) {
  std::string field = printable(text);
  if (field.find_first_of("=+-@") == 0) field.insert(0, 1, '\'');
  return field.find_first_of(",\"'") == std::string::npos ? field : '"' + replaced(field, "\"", "\"\"") + '"';
}

std::string json_text(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string file_name_text(const std::string& name) {
  // Devices of Windows, whatever follows after a dot: con, COM1.
  const std::string lower = in_lower_case(name), kind = lower.substr(0, 3);
  const bool numbered = lower.size() == 4 && lower[3] >= '0' && lower[3] <= '9' && (kind == "com" || kind == "lpt");
  bool plain = !numbered && lower != "con" && lower != "prn" && lower != "aux" && lower != "nul";
  std::string out;
  for (const char c : name) {
    plain =
        plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    plain = true;
  }
  return out;
}

std::string in_lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace rheobase
