# Linux with musl instead of glibc: programs that are one file and run on every distribution. -DRHEOBASE_CPU=x86_64
set(CMAKE_SYSTEM_NAME Linux)
set(RHEOBASE_ZIG_TARGET ${RHEOBASE_CPU}-linux-musl)
include(${CMAKE_CURRENT_LIST_DIR}/../zig.cmake)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")
