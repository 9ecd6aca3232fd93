// What this build leaves out of the kernel tables (CMake: RHEOBASE_INTEGRATORS, RHEOBASE_STORAGE): bit i of each macro
// is Integrator or Storage i. A kernel that no table names is not compiled into the archive.
#pragma once

#include "kernels/kernels.hpp"

#ifndef RHEOBASE_INTEGRATORS
#define RHEOBASE_INTEGRATORS 0xFFFFFFFFu
#endif
#ifndef RHEOBASE_STORAGE
#define RHEOBASE_STORAGE 0xFFFFFFFFu
#endif

namespace rheobase {

constexpr IntegrateFn chosen(Integrator integrator, IntegrateFn kernel) {
  return (RHEOBASE_INTEGRATORS >> static_cast<unsigned>(integrator) & 1u) != 0 ? kernel : nullptr;
}
constexpr DeliverFn chosen(Storage storage, DeliverFn kernel) {
  return (RHEOBASE_STORAGE >> static_cast<unsigned>(storage) & 1u) != 0 ? kernel : nullptr;
}

}  // namespace rheobase
