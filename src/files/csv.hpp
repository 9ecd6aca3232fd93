// Tables of numbers as comma-separated text.
#pragma once

#include <string>

#include "files/number_table.hpp"

namespace rheobase {

// One row a line, which ends with LF, CR LF or CR; fields are separated by commas. A byte-order mark is skipped,
// and so are blank lines and lines that begin with '#'. A field is a number, in double quotes or not, with blanks
// around it or not. The first line is a header if none of its fields begins with a digit, whatever signs stand before
// it, or is nan or inf.
// Throws ModelError "path:line: what" for anything else: an empty field (unless it stands for NaN), a text, nan, inf, a
// row of another length.
enum class EmptyFields { refused, nan };
NumberTable parse_csv(const std::string& path, const std::string& text, EmptyFields empty = EmptyFields::refused);

}  // namespace rheobase
