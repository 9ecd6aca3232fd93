# Cortex-M0 and M0+ (RP2040, nRF51, SAMD21): no float in hardware, no 64-bit products.
set(cpu_flags "-mcpu=cortex-m0plus -mthumb -mfloat-abi=soft")
set(board ${CMAKE_CURRENT_LIST_DIR})
include(${CMAKE_CURRENT_LIST_DIR}/../cortex-m/toolchain.cmake)
