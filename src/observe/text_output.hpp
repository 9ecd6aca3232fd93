// Text of the user's (names, paths, titles) as each kind of output takes it: shown, never interpreted. For a terminal
// see printable() and excerpt() in text/message.hpp.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace rheobase {

// A string of gnuplot's, quotes included: 'it’s'. Between single quotes gnuplot runs no `commands`; an apostrophe
// becomes the typographic one, since gnuplot does not read a doubled quote the same everywhere. To be followed by
// `noenhanced`, without which gnuplot takes _ ^ { } @ & ~ for markup. Long text is cut.
std::string gnuplot_text(const std::string& text);

// Between the tags of SVG and HTML, or in an attribute.
std::string xml_text(const std::string& text);

// Of a file's name: characters other than letters, digits, - and _ are written as %XX; so is the first of a name that
// is a device to Windows ("aux").
std::string file_name_text(const std::string& name);

// Letters of ASCII alone: Windows and macOS take file names that differ by case for one.
std::string in_lower_case(std::string text);

// A field of a CSV file: quoted where it needs to be, and never a formula to a spreadsheet.
std::string csv_text(const std::string& text);

// The JSON as lines of ASCII, other characters as \u escapes; bytes that are not UTF-8 become U+FFFD.
std::string json_text(const nlohmann::ordered_json& json, int indent = 2);

}  // namespace rheobase
