# What the host half needs where Debian has it for its own machines alone, and for none like the one that is built for:
# headers of the packages on this machine, and libraries from their sources, whose folders are options:
#   -DCMAKE_PROJECT_rheobase_INCLUDE=…/platforms/libraries.cmake -DRHEOBASE_MUPARSER=FOLDER -DRHEOBASE_HIGHWAY=FOLDER
#   -DRHEOBASE_KISSFFT=FOLDER
# Included before Rheobase, which then looks for none of them.
if(NOT RHEOBASE_MUPARSER)
  return()  # not Debian: fetched
endif()

# rheobase_headers(TARGET HEADER): an imported target of the folder that HEADER lies in, which is linked into one of its own:
# a cross compiler must not see the rest of /usr/include.
function(rheobase_headers target header)
  get_filename_component(folder ${header} DIRECTORY)
  find_path(headers_of_${folder} ${header} PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH)
  if(NOT headers_of_${folder})
    return()
  endif()
  set(own ${PROJECT_BINARY_DIR}/headers_of_libraries/${folder})
  file(MAKE_DIRECTORY ${own})
  file(CREATE_LINK ${headers_of_${folder}}/${folder} ${own}/${folder} SYMBOLIC)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE ${own})
endfunction()
rheobase_headers(tomlplusplus::tomlplusplus toml++/toml.h)
rheobase_headers(CLI11::CLI11 CLI/CLI.hpp)
rheobase_headers(nlohmann_json::nlohmann_json nlohmann/json.hpp)
rheobase_headers(doctest::doctest doctest/doctest.h)
rheobase_headers(fmt::fmt fmt/format.h)
if(TARGET fmt::fmt)
  target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY)
endif()

set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
set(BUILD_SHARED_LIBS OFF)
set(BUILD_TESTING OFF)
set(ENABLE_SAMPLES OFF)
set(ENABLE_OPENMP OFF)
add_subdirectory(${RHEOBASE_MUPARSER} ${PROJECT_BINARY_DIR}/muparser EXCLUDE_FROM_ALL)
add_library(muparser::muparser ALIAS muparser)
if(RHEOBASE_KISSFFT)
  set(KISSFFT_DATATYPE float)
  set(KISSFFT_STATIC ON)
  set(KISSFFT_TEST OFF)
  set(KISSFFT_TOOLS OFF)
  set(KISSFFT_PKGCONFIG OFF)
  add_subdirectory(${RHEOBASE_KISSFFT} ${PROJECT_BINARY_DIR}/kissfft EXCLUDE_FROM_ALL)
endif()
if(RHEOBASE_HIGHWAY)
  foreach(option TESTS EXAMPLES CONTRIB)
    set(HWY_ENABLE_${option} OFF CACHE BOOL "")
  endforeach()
  add_subdirectory(${RHEOBASE_HIGHWAY} ${PROJECT_BINARY_DIR}/highway EXCLUDE_FROM_ALL)
  add_library(hwy::hwy ALIAS hwy)
endif()
