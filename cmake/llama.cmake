# libllama and ggml, built once (Release, static) into build/llama and shared by every preset.
include(ExternalProject)

if(NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(AUTOJ_CACHE "$ENV{XDG_CACHE_HOME}/autoj")
else()
  set(AUTOJ_CACHE "$ENV{HOME}/.cache/autoj")
endif()
set(AUTOJ_LLAMA_DIR "${AUTOJ_CACHE}/llama.cpp-0.3.36" CACHE PATH "The source of llama.cpp")
if(NOT EXISTS "${AUTOJ_LLAMA_DIR}/include/llama.h")
  message(FATAL_ERROR "no llama.cpp in ${AUTOJ_LLAMA_DIR}: run scripts/fetch llama, or set AUTOJ_LLAMA_DIR")
endif()

set(build ${CMAKE_SOURCE_DIR}/build/llama/build)
set(libraries ${build}/src/libllama.a ${build}/ggml/src/libggml.a ${build}/ggml/src/libggml-cpu.a
    ${build}/ggml/src/libggml-base.a)
ExternalProject_Add(llama_build
  PREFIX ${CMAKE_SOURCE_DIR}/build/llama
  SOURCE_DIR ${AUTOJ_LLAMA_DIR}
  BINARY_DIR ${build}
  CMAKE_ARGS -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON
    -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF
    -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_COMMON=OFF
  BUILD_COMMAND ${CMAKE_COMMAND} --build <BINARY_DIR> --target llama
  INSTALL_COMMAND ""
  BUILD_BYPRODUCTS ${libraries}
  USES_TERMINAL_BUILD TRUE)

find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Threads REQUIRED)
add_library(autoj_llama INTERFACE)
add_dependencies(autoj_llama llama_build)
target_include_directories(autoj_llama SYSTEM INTERFACE ${AUTOJ_LLAMA_DIR}/include ${AUTOJ_LLAMA_DIR}/ggml/include)
target_link_libraries(autoj_llama INTERFACE ${libraries} OpenMP::OpenMP_CXX Threads::Threads ${CMAKE_DL_LIBS})
