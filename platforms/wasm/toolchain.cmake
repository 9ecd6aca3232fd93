# WebAssembly by Debian's emscripten, with vectors of 128 bits; -DRHEOBASE_WASM_SIMD=OFF: for machines without. Also for
# your own project. Its link steps need acorn: NODE_PATH=/usr/share/nodejs in the environment.
option(RHEOBASE_WASM_SIMD "Vectors of 128 bits" ON)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES RHEOBASE_WASM_SIMD)
# The host half throws; the engine says -fno-exceptions for itself.
set(CMAKE_CXX_FLAGS_INIT "-fwasm-exceptions")
if(RHEOBASE_WASM_SIMD)
  set(CMAKE_C_FLAGS_INIT "-msimd128")
  string(APPEND CMAKE_CXX_FLAGS_INIT " -msimd128")
endif()
if(NOT EMSCRIPTEN_ROOT_PATH)
  set(EMSCRIPTEN_ROOT_PATH /usr/share/emscripten)
endif()
include(${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake)
