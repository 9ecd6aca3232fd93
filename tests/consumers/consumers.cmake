# Projects that use Rheobase, each built as its users' build system builds it (docs/integrations.md).
function(rheobase_consumer name folder)
  add_test(NAME consumer_${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/consumers/${folder}/check.sh ${PROJECT_BINARY_DIR} ${ARGN})
  set_tests_properties(consumer_${name} PROPERTIES SKIP_RETURN_CODE 77)  # ./dev test installs what these need
endfunction()

if(RHEOBASE_BUILD_COMMAND AND RHEOBASE_BUILD_SCENES)
  set(compilers ${CMAKE_CXX_COMPILER} ${CMAKE_C_COMPILER})
  rheobase_consumer(amalgamation amalgamation ${compilers})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)  # once
    rheobase_consumer(amalgamation_cortex_m4 amalgamation ${compilers} cortex-m4)
    rheobase_consumer(small_populations small_populations)
    rheobase_consumer(black_box black_box)
    rheobase_consumer(cmake cmake ${compilers})
    rheobase_consumer(readme readme ${compilers})
    rheobase_consumer(platformio platformio)
    rheobase_consumer(arduino arduino)
    rheobase_consumer(zephyr zephyr)
    rheobase_consumer(esp_idf esp_idf)
    add_test(NAME consumer_metadata COMMAND ${PROJECT_SOURCE_DIR}/tests/consumers/metadata.py)
  endif()
endif()
