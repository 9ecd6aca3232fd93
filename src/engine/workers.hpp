// The meeting of the threads of one engine, twice a step, by spinning on atomics: loads and stores
// alone, which every processor with threads has.
#pragma once

#include "engine/engine.hpp"

namespace rheobase {

void start_workers(rheo_engine& engine);  // thread 0: the others may do this step
void await_workers(rheo_engine& engine);  // thread 0: they have

}  // namespace rheobase
