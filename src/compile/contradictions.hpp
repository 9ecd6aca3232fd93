// What a network built in C++ says twice, or says without effect. Readers of model files refuse it at the key's line.
#pragma once

#include "rheobase/model.hpp"

namespace rheobase {

// Throws ModelError.
void check_contradictions(const Network& network);

}  // namespace rheobase
