// Settings of a network built in C++ that conflict or have no effect. Readers of model files refuse them at the key's
// line.
#pragma once

#include "rheobase/model.hpp"

namespace rheobase {

// Throws ModelError.
void check_contradictions(const Network& network);

}  // namespace rheobase
