# What librheobase is made of, for every build that makes it: CMake, Zephyr, ESP-IDF, tools/amalgamate.py. (PlatformIO's
# library.json names folders; a test holds it to this list.)
set(RHEOBASE_ENGINE_SOURCES
  image/check.cpp
  image/check_plasticity.cpp
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
  engine/short_term.cpp
  engine/parts.cpp
  engine/workers.cpp
  engine/tick.cpp
  engine/observe.cpp
  engine/next_spike.cpp
  engine/external.cpp
  engine/projections.cpp
  engine/learning.cpp
  engine/traces.cpp
  engine/weights.cpp
  engine/status.cpp
  engine/version.cpp
  blackbox/blackbox.cpp
  blackbox/blackbox_init.cpp
  blackbox/signals.cpp
  coding/encoder.cpp
  coding/decoder.cpp)
set(RHEOBASE_ENGINE_VECTOR_SOURCES kernels/vector.cpp)  # not with RHEOBASE_NO_SIMD

# By their numbers in models/list.hpp, model_enums.hpp and kernels/chosen.hpp: bit i of the macros RHEOBASE_MODELS,
# RHEOBASE_INTEGRATORS, RHEOBASE_STORAGE and RHEOBASE_EXTRAS.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/models/list.hpp RHEOBASE_MODEL_NAMES REGEX "^  (MODEL|SOURCE)[(]")
string(REPLACE "\\" "" RHEOBASE_MODEL_NAMES "${RHEOBASE_MODEL_NAMES}")  # a line's last one would join it to the next
list(TRANSFORM RHEOBASE_MODEL_NAMES REPLACE "^  [A-Z]+[(]([a-z0-9_]+),.*" "\\1")
set(RHEOBASE_EXTRA_NAMES conductances stp substeps inputs gains plasticity)
set(RHEOBASE_INTEGRATOR_NAMES euler izhikevich2003 riccati rk2 rk4 izhikevich2004 exact fixed)
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/image/storage_forms.hpp" RHEOBASE_STORAGE_NAMES REGEX "^    {\"")
list(TRANSFORM RHEOBASE_STORAGE_NAMES REPLACE "^[^\"]*\"([a-z0-9_]+)\".*" "\\1")
