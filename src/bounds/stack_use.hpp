// Worst-case stack of rheo_step, by platform: the longest chain of frames, by tools/stack_use.py from GCC's own
// account of each function (-fcallgraph-info=su).
#pragma once

#include <vector>

#include "image/view.hpp"
#include "rheobase/bounds.hpp"

namespace rheobase {

std::vector<StackBound> stack_of(const image::View& view);

}  // namespace rheobase
