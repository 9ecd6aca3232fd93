# What librheobase is made of, for every build that makes it: CMake, Zephyr, ESP-IDF, tools/amalgamate.py. (PlatformIO's
# library.json names folders; a test holds it to this list.)
set(RHEOBASE_ENGINE_SOURCES
  image/check.cpp
  image/check_values.cpp
  image/fields.cpp
  image/model_shapes.cpp
  kernels/reference.cpp
  kernels/dispatch.cpp
  engine/states.cpp
  engine/layout.cpp
  engine/init.cpp
  engine/rebuild.cpp
  engine/snapshot.cpp
  engine/swap.cpp
  engine/schedule.cpp
  engine/parts.cpp
  engine/workers.cpp
  engine/tick.cpp
  engine/observe.cpp
  engine/status.cpp
  blackbox/blackbox.cpp
  blackbox/signals.cpp
  coding/encoder.cpp
  coding/decoder.cpp)
set(RHEOBASE_ENGINE_VECTOR_SOURCES kernels/vector.cpp)  # not with RHEOBASE_NO_SIMD

# By their numbers in models/list.hpp and model_enums.hpp: bit i of the macros RHEOBASE_MODELS, RHEOBASE_INTEGRATORS and
# RHEOBASE_STORAGE.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/models/list.hpp RHEOBASE_MODEL_NAMES REGEX "^  MODEL[(]")
string(REPLACE "\\" "" RHEOBASE_MODEL_NAMES "${RHEOBASE_MODEL_NAMES}")  # a line's last one would join it to the next
list(TRANSFORM RHEOBASE_MODEL_NAMES REPLACE "^  MODEL[(]([a-z0-9_]+),.*" "\\1")
set(RHEOBASE_INTEGRATOR_NAMES euler izhikevich2003 riccati rk2 rk4 izhikevich2004 exact)
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/image/storage_forms.hpp" RHEOBASE_STORAGE_NAMES REGEX "^    {\"")
list(TRANSFORM RHEOBASE_STORAGE_NAMES REPLACE "^[^\"]*\"([a-z0-9_]+)\".*" "\\1")
