// How much memory this process can have at all.
#pragma once

#include <cstdint>
#include <string>

namespace rheobase {

// Bytes: of the machine with its swap, of the control group or of the process, whichever is least.
std::uint64_t memory_limit();

// "12 MiB", "3 GiB": for messages.
inline std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t mib = 1u << 20;
  return bytes >= 1024 * mib ? std::to_string(bytes / mib / 1024) + " GiB" : std::to_string(bytes / mib) + " MiB";
}

}  // namespace rheobase
