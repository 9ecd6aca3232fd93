# Cortex-M with arm-none-eabi and newlib nano; a board's toolchain.cmake sets `cpu_flags` and includes this.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
foreach(language C CXX ASM)
  set(CMAKE_${language}_FLAGS_INIT "${cpu_flags} -ffunction-sections -fdata-sections")
endforeach()
# What the engine's C++ needs of its compiler and no more: no atexit for destructors, no locks around statics.
string(APPEND CMAKE_CXX_FLAGS_INIT " -fno-threadsafe-statics -fno-use-cxa-atexit")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostartfiles --specs=nano.specs --specs=nosys.specs -Wl,--gc-sections \
-L${CMAKE_CURRENT_LIST_DIR} -L${board} -T${board}/memory.ld")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
