// The characters of names: of parameters, populations and channels, and in expressions.
#pragma once

namespace rheobase {

inline bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
inline bool continues_name(char c) { return begins_name(c) || (c >= '0' && c <= '9'); }

}  // namespace rheobase
