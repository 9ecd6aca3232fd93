# Included by the root's CMakeLists.txt where ESP-IDF reads it as a component: twice, the first time as a script.
set(rheobase_root ${CMAKE_CURRENT_LIST_DIR}/../..)
include(${rheobase_root}/src/engine_sources.cmake)
list(TRANSFORM RHEOBASE_ENGINE_SOURCES PREPEND ${rheobase_root}/src/)

idf_component_register(SRCS ${RHEOBASE_ENGINE_SOURCES}
  INCLUDE_DIRS ${rheobase_root}/include
  PRIV_INCLUDE_DIRS ${rheobase_root}/src)
target_compile_definitions(${COMPONENT_LIB} PRIVATE RHEOBASE_NO_SIMD)
target_compile_options(${COMPONENT_LIB} PRIVATE -ffp-contract=off)
