// How deep a model file may nest, checked before it is parsed: the TOML parser and its tables are recursive.
#pragma once

#include <string>

namespace rheobase {

// Throws ModelError "name:line: …" for brackets or dotted keys deeper than any model needs.
void check_nesting(const std::string& text, const std::string& name);

}  // namespace rheobase
