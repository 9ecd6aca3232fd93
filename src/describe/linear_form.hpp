// Is an expression a straight line in one of its variables? Decided from its form, not from values.
#pragma once

#include <string>

namespace rheobase {

// True if `text` is a + b*variable, where a and b depend on no variable: sums and differences of such
// forms, products with and quotients by constants, and constants themselves. A function, a comparison,
// a condition or a power of constants is a constant; of the variable it is not a line, even where its
// values happen to be ("r^1", "max(r, 0)"). `text` is what Expression accepts and uses no other variable.
bool is_linear_in(const std::string& variable, const std::string& text);

}  // namespace rheobase
