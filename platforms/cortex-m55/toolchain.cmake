# Cortex-M55: GCC may use its vector extension, Helium, where it sees a loop of integers.
set(cpu_flags "-mcpu=cortex-m55 -mthumb -mfloat-abi=hard")
set(board ${CMAKE_CURRENT_LIST_DIR})
include(${CMAKE_CURRENT_LIST_DIR}/../cortex-m/toolchain.cmake)
