// The one string function the engine needs; libc's is not linked on bare metal.
#pragma once

namespace rheobase {

inline bool same_text(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) {
    ++a;
    ++b;
  }
  return *a == *b;
}

}  // namespace rheobase
