// How much memory this process can have at all.
#pragma once

#include <cstdint>
#include <string>

namespace rheobase {

// Bytes: of the machine with its swap, of the control group or of the process, whichever is least.
std::uint64_t memory_limit();

// "12 MiB", "3 GiB": for messages.
std::string size_text(std::uint64_t bytes);

}  // namespace rheobase
