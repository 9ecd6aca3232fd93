#include "files/csv.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <vector>

#include "text/message.hpp"
#include "text/typed_number.hpp"

namespace rheobase {
namespace {

using Text = std::string_view;

Text trimmed(Text text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == Text::npos ? Text() : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Without the quotes around it. A quote inside (written twice) belongs to no number.
Text unquoted(Text field) {
  return field.size() >= 2 && field.front() == '"' && field.back() == '"' ? trimmed(field.substr(1, field.size() - 2))
                                                                          : field;
}

// Commas within quotes separate nothing.
std::vector<Text> fields_of(Text line) {
  std::vector<Text> fields;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t k = 0; k < line.size(); ++k) {
    if (line[k] == '"') quoted = !quoted;
    if (line[k] != ',' || quoted) continue;
    fields.push_back(unquoted(trimmed(line.substr(begin, k - begin))));
    begin = k + 1;
  }
  fields.push_back(unquoted(trimmed(line.substr(begin))));
  return fields;
}

// Whatever stands before its first letter or digit: "-1", "'1'" and "$1" are no names of a column.
bool begins_like_a_number(Text field) {
  std::string word;
  for (const char c : field) {
    const bool capital = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
    if (digit && word.empty()) return true;
    if (digit || capital || (c >= 'a' && c <= 'z')) {
      word += static_cast<char>(capital ? c - 'A' + 'a' : c);
    } else if (!word.empty()) {
      break;
    }
  }
  return word == "nan" || word == "inf" || word == "infinity";
}

// What separates the fields of other dialects.
const char* hint(Text field) {
  if (field.find(';') != Text::npos) return "; fields are separated by commas, not by semicolons";
  if (field.find_first_of(" \t") != Text::npos) return "; fields are separated by commas, not by blanks";
  if (field.find(',') != Text::npos) return "; decimals follow a point, not a comma";
  return "";
}

void add_row(NumberTable& table, const std::vector<Text>& fields, EmptyFields empty, const std::string& where) {
  if (table.values.empty()) table.columns = fields.size();
  for (std::size_t column = 0; column < fields.size(); ++column) {
    if (fields[column].empty() && empty == EmptyFields::nan) {
      table.values.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    if (fields[column].empty()) fail(where, "field " + std::to_string(column + 1) + " is empty");
    const std::string field(fields[column]);
    try {
      table.values.push_back(parse_number(field, where));
    } catch (const ModelError& error) {
      throw ModelError(error.what() + std::string(hint(field)));
    }
  }
  if (fields.size() != table.columns) {
    fail(where,
         "has " + std::to_string(fields.size()) + " columns where the line above has " + std::to_string(table.columns));
  }
}

}  // namespace

NumberTable parse_csv(const std::string& path, const std::string& text, EmptyFields empty) {
  NumberTable table;
  Text rest = text;
  constexpr Text byte_order_mark = "\xEF\xBB\xBF";
  if (rest.substr(0, byte_order_mark.size()) == byte_order_mark) rest.remove_prefix(byte_order_mark.size());
  bool first = true;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
    const Text line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + (rest.substr(end, 2) == "\r\n" ? 2 : 1), rest.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::vector<Text> fields = fields_of(line);
    const bool header = first && std::none_of(fields.begin(), fields.end(), begins_like_a_number) &&
                        std::any_of(fields.begin(), fields.end(), [](Text field) { return !field.empty(); });
    first = false;
    if (header) table.names.assign(fields.begin(), fields.end());
    if (header) continue;
    add_row(table, fields, empty, path + ":" + std::to_string(number));
    table.lines.push_back(number);
  }
  return table;
}

}  // namespace rheobase
