# What the host half needs and Debian has compiled for its own machines alone: toml++ is headers, muParser is built from
# its source: cmake -DRHEOBASE_MUPARSER=FOLDER. Included before Rheobase, which then looks for neither.
if(NOT RHEOBASE_MUPARSER)
  return()  # not Debian: fetched
endif()
find_path(RHEOBASE_TOML_HEADERS toml++/toml.h PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/toml_headers)
file(CREATE_LINK ${RHEOBASE_TOML_HEADERS}/toml++ ${PROJECT_BINARY_DIR}/toml_headers/toml++ SYMBOLIC)
add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED GLOBAL)
target_include_directories(tomlplusplus::tomlplusplus SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/toml_headers)

foreach(option ENABLE_SAMPLES ENABLE_OPENMP BUILD_SHARED_LIBS)
  set(${option} OFF CACHE BOOL "")
endforeach()
add_subdirectory(${RHEOBASE_MUPARSER} ${PROJECT_BINARY_DIR}/muparser EXCLUDE_FROM_ALL)
add_library(muparser::muparser ALIAS muparser)
