# find_package first; where that fails and RHEOBASE_FETCH allows it, FetchContent of an archive pinned by its hash
# (the versions of Debian 12, which the project is tested with).
include(FetchContent)

# rheobase_need(<package> <target> <archive> <SHA-256 of the archive>): makes <target> exist.
function(rheobase_need package target archive hash)
  string(LENGTH "${hash}" digits)
  if(NOT digits EQUAL 64 OR NOT hash MATCHES "^[0-9a-f]+$")
    message(FATAL_ERROR "${package}: '${hash}' is no SHA-256: what is fetched is named by its contents")
  endif()
  if(TARGET ${target})
    return()
  endif()
  find_package(${package} QUIET GLOBAL)
  if(TARGET ${target})
    return()
  endif()
  if(NOT RHEOBASE_FETCH)
    message(FATAL_ERROR "${package} is not installed (Debian: see ./dev), and RHEOBASE_FETCH is OFF")
  endif()
  message(STATUS "${package} not found: fetching ${archive}")
  if(POLICY CMP0135)
    cmake_policy(SET CMP0135 NEW)  # extracted files are as old as their extraction
  endif()
  # Static, so that what is built needs nothing beside it; without tests of its own, which would fetch more.
  set(BUILD_SHARED_LIBS OFF)
  set(BUILD_TESTING OFF)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  FetchContent_Declare(${package} URL ${archive} URL_HASH SHA256=${hash} SYSTEM)
  FetchContent_MakeAvailable(${package})
  string(REGEX REPLACE ".*::" "" own_name ${target})
  if(NOT TARGET ${target} AND TARGET ${own_name})
    add_library(${target} ALIAS ${own_name})  # muParser calls its target so only once it is installed
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "${package}, ${archive}, does not define ${target}")
  endif()
endfunction()

# CMake before 3.24 cannot make found packages global; finding them here, at the top, makes them
# visible to every folder below.
macro(rheobase_find package)
  find_package(${package} QUIET)
endmacro()

# Highway's library says what the CPU has. Where the engine knows (static dispatch; aarch64, by the kernel's word), its
# headers are enough: they are of any architecture, and are put into a folder of their own, since a cross compiler must
# not see the rest of /usr/include.
set(RHEOBASE_HWY_LIBRARY OFF)
if(RHEOBASE_SIMD AND RHEOBASE_DISPATCH STREQUAL runtime AND NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(RHEOBASE_HWY_LIBRARY ON)
endif()
if(RHEOBASE_SIMD AND NOT RHEOBASE_HWY_LIBRARY)
  find_path(RHEOBASE_HWY_HEADERS hwy/highway.h PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH)
  if(RHEOBASE_HWY_HEADERS)
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/hwy_headers)
    file(CREATE_LINK ${RHEOBASE_HWY_HEADERS}/hwy ${PROJECT_BINARY_DIR}/hwy_headers/hwy SYMBOLIC)
  else()
    set(RHEOBASE_HWY_LIBRARY ON)  # fetched: it comes with its library
  endif()
endif()
if(RHEOBASE_HWY_LIBRARY)
  rheobase_find(hwy)
  if(NOT TARGET hwy::hwy)
    set(HWY_ENABLE_TESTS OFF CACHE BOOL "")
    set(HWY_ENABLE_EXAMPLES OFF CACHE BOOL "")
    set(HWY_ENABLE_CONTRIB OFF CACHE BOOL "")
    rheobase_need(highway hwy https://github.com/google/highway/archive/1.0.3.tar.gz
      566fc77315878473d9a6bd815f7de78c73734acdcb745c3dde8579560ac5440e)
    add_library(hwy::hwy ALIAS hwy)
  endif()
endif()
if(RHEOBASE_BUILD_COMPILER)
  set(THREADS_PREFER_PTHREAD_FLAG ON)
  find_package(Threads REQUIRED)
  rheobase_find(tomlplusplus)
  rheobase_need(tomlplusplus tomlplusplus::tomlplusplus https://github.com/marzer/tomlplusplus/archive/v3.3.0.tar.gz
    fc1a5eb410f3c67e90e5ad1264a1386d020067cfb01b633cc8c0441789aa6cf2)
  rheobase_find(muparser)
  if(NOT TARGET muparser::muparser)
    set(ENABLE_SAMPLES OFF CACHE BOOL "")
    set(ENABLE_OPENMP OFF CACHE BOOL "")
    rheobase_need(muparser muparser::muparser https://github.com/beltoforion/muparser/archive/v2.3.3-1.tar.gz
      91d26d8274ae9cd9c776ee58250aeddc6b574f369eafd03b25045b858a2b8177)
  endif()
endif()
if(RHEOBASE_BUILD_COMMAND OR RHEOBASE_BUILD_TESTS OR RHEOBASE_BUILD_BENCH OR RHEOBASE_BUILD_PAGE)
  rheobase_find(fmt)
  rheobase_need(fmt fmt::fmt https://github.com/fmtlib/fmt/archive/9.1.0.tar.gz
    5dea48d1fcddc3ec571ce2058e13910a0d4a6bab4cc09a809d8b1dd1c88ae6f2)
  rheobase_find(nlohmann_json)
  rheobase_need(nlohmann_json nlohmann_json::nlohmann_json https://github.com/nlohmann/json/archive/v3.11.2.tar.gz
    d69f9deb6a75e2580465c6c4c5111b89c4dc2fa94e3a85fcd2ffcd9a143d9273)
endif()
if(RHEOBASE_BUILD_COMMAND OR RHEOBASE_BUILD_TESTS)
  rheobase_find(CLI11)
  rheobase_need(CLI11 CLI11::CLI11 https://github.com/CLIUtils/CLI11/archive/v2.1.2.tar.gz
    26291377e892ba0e5b4972cdfd4a2ab3bf53af8dac1f4ea8fe0d1376b625c8cb)
  # Debian ships kissfft shared alone, and says so only when asked by component.
  find_package(kissfft QUIET COMPONENTS SHARED float)
  if(NOT TARGET kissfft::kissfft-float)
    set(KISSFFT_DATATYPE float CACHE STRING "")
    set(KISSFFT_TEST OFF CACHE BOOL "")
    set(KISSFFT_TOOLS OFF CACHE BOOL "")
    rheobase_need(kissfft kissfft::kissfft-float https://github.com/mborgerding/kissfft/archive/131.1.0.tar.gz
      76c1aac87ddb7258f34b08a13f0eebf9e53afa299857568346aa5c82bcafaf1a)
  endif()
endif()
if(RHEOBASE_BUILD_TESTS)
  rheobase_find(doctest)
  rheobase_need(doctest doctest::doctest https://github.com/doctest/doctest/archive/v2.4.9.tar.gz
    19b2df757f2f3703a5e63cee553d85596875f06d91a3333acd80a969ef210856)
endif()
if(RHEOBASE_BUILD_BENCH)
  rheobase_find(benchmark)
  if(NOT TARGET benchmark::benchmark)
    set(BENCHMARK_ENABLE_TESTING OFF CACHE BOOL "")
    rheobase_need(benchmark benchmark::benchmark https://github.com/google/benchmark/archive/v1.7.1.tar.gz
      6430e4092653380d9dc4ccb45a1e2dc9259d581f4866dc0759713126056bc1d7)
  endif()
endif()
