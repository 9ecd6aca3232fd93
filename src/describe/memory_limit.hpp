// How much memory this process can have at all.
#pragma once

#include <cstdint>

namespace rheobase {

// Bytes: of the machine with its swap, of the control group or of the process, whichever is least.
std::uint64_t memory_limit();

}  // namespace rheobase
