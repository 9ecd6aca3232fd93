// Where a log's bytes come from.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rheobase {

// All of a file, of a pipe, or with "-" of the standard input. Throws ModelError: also for what has no end.
std::vector<std::byte> read_log_bytes(const std::string& path);

}  // namespace rheobase
