# What `cmake --install` leaves: the program, libautoj with its public headers, and the CMake package "autoj". The
# library is shared and holds libllama and ggml; it shows nothing but namespace autoj, and who links it needs none of
# what it is made of. The program does not use it: it stays one file.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(autoj_shared SHARED)
target_link_libraries(autoj_shared PRIVATE autoj_objects autoj_options yaml-cpp OpenSSL::Crypto SQLiteCpp CURL::libcurl autoj_jinja autoj_llama)
set_target_properties(autoj_shared PROPERTIES OUTPUT_NAME autoj VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
  LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/libautoj.map)
target_link_options(autoj_shared PRIVATE -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/libautoj.map)
if(NOT AUTOJ_SANITIZE)
  target_link_options(autoj_shared PRIVATE -Wl,-z,defs)
endif()

install(TARGETS autoj RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS autoj_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/autoj TYPE INCLUDE)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/autoj)
configure_package_config_file(cmake/autojConfig.cmake.in ${CMAKE_BINARY_DIR}/autojConfig.cmake INSTALL_DESTINATION ${package}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/autojConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/autojConfig.cmake ${CMAKE_BINARY_DIR}/autojConfigVersion.cmake DESTINATION ${package})
