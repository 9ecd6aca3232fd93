include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/rheobase)
install(TARGETS rheobase_engine EXPORT rheobaseTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(RHEOBASE_SHARED)
  install(TARGETS rheobase_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(EXPORT rheobaseTargets NAMESPACE rheobase:: DESTINATION ${package_dir})
if(RHEOBASE_BUILD_COMPILER)
  install(TARGETS rheobase_compiler EXPORT rheobaseCompilerTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT rheobaseCompilerTargets NAMESPACE rheobase:: DESTINATION ${package_dir})
endif()
if(RHEOBASE_BUILD_COMMAND)
  install(TARGETS rheobase_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/rheobase DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_DATADIR}/rheobase)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/rheobaseConfig.cmake.in
  ${PROJECT_BINARY_DIR}/rheobaseConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/rheobaseConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/rheobaseConfig.cmake ${PROJECT_BINARY_DIR}/rheobaseConfigVersion.cmake
  DESTINATION ${package_dir})

if(RHEOBASE_HWY_LIBRARY)
  set(RHEOBASE_PC_REQUIRES "Requires: libhwy")
endif()
# From where the .pc file lies, so that an installed tree may be moved.
file(RELATIVE_PATH RHEOBASE_PC_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/cmake/rheobase.pc.in ${PROJECT_BINARY_DIR}/rheobase.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/rheobase.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# Packages: cpack (./dev package NAME).
if(PROJECT_IS_TOP_LEVEL)
  include(RheobasePackage)
endif()
