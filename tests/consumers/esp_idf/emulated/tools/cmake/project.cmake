# Stands for ESP-IDF where it is not installed: project() and idf_component_register with the meaning that ESP-IDF's
# documentation ("Build System") gives them, and a Cortex-M4 to run on. Each component is read twice: first as a script,
# which ends at idf_component_register, then in the build.
set(emulated ${CMAKE_CURRENT_LIST_DIR}/../..)
set(CMAKE_TOOLCHAIN_FILE ${emulated}/../../../../platforms/cortex-m4/toolchain.cmake)
set(ESP_PLATFORM 1)

function(idf_component_register)
  cmake_parse_arguments(c "" "KCONFIG;KCONFIG_PROJBUILD"
    "SRCS;SRC_DIRS;EXCLUDE_SRCS;INCLUDE_DIRS;PRIV_INCLUDE_DIRS;LDFRAGMENTS;REQUIRES;PRIV_REQUIRES" ${ARGN})
  if(c_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "idf_component_register: ${c_UNPARSED_ARGUMENTS}")
  endif()
  set(library __idf_${COMPONENT_NAME})
  add_library(${library} STATIC ${c_SRCS})
  target_include_directories(${library} PUBLIC ${c_INCLUDE_DIRS} PRIVATE ${c_PRIV_INCLUDE_DIRS})
  # Its defaults; not a word about contraction.
  target_compile_options(${library} PRIVATE -Os $<$<COMPILE_LANGUAGE:CXX>:-std=gnu++20> $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
  target_compile_definitions(${library} PRIVATE ESP_PLATFORM)
  foreach(name ${c_REQUIRES})
    target_link_libraries(${library} PUBLIC __idf_${name})
  endforeach()
  foreach(name ${c_PRIV_REQUIRES})
    target_link_libraries(${library} PRIVATE __idf_${name})
  endforeach()
  set(COMPONENT_LIB ${library} PARENT_SCOPE)
endfunction()

macro(project name)
  _project(${name} C CXX)
  foreach(folder ${EXTRA_COMPONENT_DIRS} ${CMAKE_SOURCE_DIR}/main)
    get_filename_component(COMPONENT_NAME ${folder} NAME)
    execute_process(COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -P ${emulated}/requirements.cmake RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
      message(FATAL_ERROR "${folder} cannot be read as a script")
    endif()
    add_subdirectory(${folder} ${CMAKE_BINARY_DIR}/esp-idf/${COMPONENT_NAME})
  endforeach()
  add_executable(${name} ${emulated}/../../semihosting.c ${emulated}/../../../../platforms/cortex-m/startup.c)
  target_link_libraries(${name} PRIVATE -Wl,--whole-archive __idf_main -Wl,--no-whole-archive)
endmacro()
