# Properties that every library of the project shares.

# Strict arithmetic: no fused multiply-add that the source does not spell, on any compiler.
function(rheobase_strict_math target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang|AppleClang|ARMClang")
    target_compile_options(${target} PRIVATE -ffp-contract=off)
  elseif(MSVC)
    target_compile_options(${target} PRIVATE /fp:precise)
  else()
    message(WARNING "${CMAKE_CXX_COMPILER_ID}: turn floating-point contraction off, or spikes will differ")
  endif()
endfunction()

function(rheobase_warnings target)
  if(NOT MSVC)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wconversion -Wno-psabi)
    if(RHEOBASE_WERROR)
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  endif()
endfunction()

# Programs and libraries of a Linux host, hardened as a distribution's: an overflow ends the program, and what the loader
# has written stays as it is. Sanitizers look for themselves. The engine's code does not change: its costs are stated.
set(RHEOBASE_HARDENED OFF)
if(RHEOBASE_HARDEN AND CMAKE_SYSTEM_NAME STREQUAL Linux AND CMAKE_CXX_COMPILER_ID MATCHES "^(GNU|Clang)$"
   AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  set(RHEOBASE_HARDENED ON)
endif()
function(rheobase_hardened target)
  if(NOT RHEOBASE_HARDENED)
    return()
  endif()
  target_compile_options(${target} PRIVATE -fstack-protector-strong)
  if(NOT CMAKE_POSITION_INDEPENDENT_CODE)  # which is for more than programs
    target_compile_options(${target} PRIVATE -fPIE)
  endif()
  # Glibc's checks need the optimizer.
  target_compile_options(${target} PRIVATE "$<$<NOT:$<CONFIG:Debug>>:SHELL:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>")
  get_target_property(type ${target} TYPE)
  if(type STREQUAL EXECUTABLE)
    target_link_options(${target} PRIVATE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
  endif()
endfunction()

# What the engine has of a list of parts: bit i of the macro `choice` is the i-th of `names` (model_enums.hpp).
function(rheobase_chosen target choice)
  if(${choice} STREQUAL all)
    return()
  endif()
  set(mask 0)
  set(names ${${choice}})
  list(REMOVE_ITEM names none)
  foreach(name ${names})
    list(FIND ARGN ${name} bit)
    if(bit EQUAL -1)
      message(FATAL_ERROR "${choice}: no '${name}' among ${ARGN}")
    endif()
    math(EXPR mask "${mask} | (1 << ${bit})")
  endforeach()
  target_compile_definitions(${target} PRIVATE ${choice}=${mask}u)
endfunction()

# Libraries and the command lie at the root of the build tree: build/release/rheobase and, beside
# it, librheobase.a.
function(rheobase_library target)
  target_compile_features(${target} PUBLIC cxx_std_17)
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  set_target_properties(${target} PROPERTIES
    ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR} CXX_EXTENSIONS OFF)
  rheobase_strict_math(${target})
  rheobase_warnings(${target})
endfunction()
