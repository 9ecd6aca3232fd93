# Stands for Zephyr where it is not installed: the commands that the module calls, with the meaning that Zephyr's
# documentation gives them (cmake/modules/extensions.cmake), and a Cortex-M4 to run on.
execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/configure.py ${ZEPHYR_EXTRA_MODULES} ${CMAKE_CURRENT_SOURCE_DIR}/prj.conf
  OUTPUT_FILE ${CMAKE_CURRENT_BINARY_DIR}/configuration.cmake ERROR_VARIABLE error RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${error}")
endif()
include(${CMAKE_CURRENT_BINARY_DIR}/configuration.cmake)
set(CMAKE_TOOLCHAIN_FILE ${CMAKE_CURRENT_LIST_DIR}/../../../../platforms/cortex-m4/toolchain.cmake)
project(Zephyr-Kernel LANGUAGES C CXX)

add_library(zephyr_interface INTERFACE)
# Its defaults; not a word about contraction.
target_compile_options(zephyr_interface INTERFACE -Os $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
target_compile_features(zephyr_interface INTERFACE $<$<BOOL:${CONFIG_STD_CPP17}>:cxx_std_17>)

function(zephyr_include_directories)
  target_include_directories(zephyr_interface INTERFACE ${ARGV})
endfunction()
macro(zephyr_library_named name)
  set(ZEPHYR_CURRENT_LIBRARY ${name})
  add_library(${name} STATIC)
  target_link_libraries(${name} PUBLIC zephyr_interface)
  set_property(GLOBAL APPEND PROPERTY ZEPHYR_LIBS ${name})
endmacro()
function(zephyr_library_sources)
  target_sources(${ZEPHYR_CURRENT_LIBRARY} PRIVATE ${ARGV})
endfunction()
function(zephyr_library_include_directories)
  target_include_directories(${ZEPHYR_CURRENT_LIBRARY} PRIVATE ${ARGV})
endfunction()
function(zephyr_library_compile_options)
  target_compile_options(${ZEPHYR_CURRENT_LIBRARY} PRIVATE ${ARGV})
endfunction()
function(zephyr_library_compile_definitions)
  target_compile_definitions(${ZEPHYR_CURRENT_LIBRARY} PRIVATE ${ARGV})
endfunction()

add_subdirectory(${module_folder} ${CMAKE_BINARY_DIR}/modules/rheobase)
add_executable(app ${CMAKE_CURRENT_LIST_DIR}/../../semihosting.c
  ${CMAKE_CURRENT_LIST_DIR}/../../../../platforms/cortex-m/startup.c)
get_property(libraries GLOBAL PROPERTY ZEPHYR_LIBS)
target_link_libraries(app PRIVATE ${libraries} zephyr_interface)
