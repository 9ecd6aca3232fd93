// What a subcommand is about to write, against what it reads.
#pragma once

#include <string>
#include <vector>

namespace rheobase {

// Throws ModelError where an output is an input under any name (links included), or the same file as another output.
void check_outputs(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);

}  // namespace rheobase
