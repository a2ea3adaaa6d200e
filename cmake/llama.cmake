# libllama and ggml, built once (Release, static) under build/llama and shared by every preset; another source or
# another GPU is another folder there, so that a change of either builds afresh and a change back costs nothing.
include(ExternalProject)

set(AUTOJ_LLAMA_DIR "" CACHE PATH "The source of llama.cpp; empty: the pinned one, brought by scripts/fetch llama")
set(AUTOJ_GPU "none" CACHE STRING "What the local engine computes on besides the CPU: none, cuda or vulkan")
set_property(CACHE AUTOJ_GPU PROPERTY STRINGS none cuda vulkan)

set(llama_source "${AUTOJ_LLAMA_DIR}")
if(llama_source STREQUAL "")
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/fetch llama --where
    OUTPUT_VARIABLE llama_source OUTPUT_STRIP_TRAILING_WHITESPACE)
  file(GLOB patches CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/patches/*.patch)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/scripts/fetch ${patches})
endif()
if(NOT EXISTS "${llama_source}/include/llama.h")
  message(FATAL_ERROR "no llama.cpp in ${llama_source}: run scripts/fetch llama, or set AUTOJ_LLAMA_DIR")
endif()

string(SHA256 key "${llama_source} ${AUTOJ_GPU}")
string(SUBSTRING "${key}" 0 8 key)
set(llama_prefix ${CMAKE_SOURCE_DIR}/build/llama/${key})
set(ggml ${llama_prefix}/build/ggml/src)
set(llama_libraries ${llama_prefix}/build/src/libllama.a ${ggml}/libggml.a)
set(gpu_arguments "")
set(gpu_choices "")
set(gpu_libraries "")
if(AUTOJ_GPU STREQUAL "cuda")
  add_library(CUDA::nvToolsExt INTERFACE IMPORTED)  # CMake 3.25 takes it for granted; CUDA 13 has it no more
  find_package(CUDAToolkit REQUIRED)
  set(gpu_arguments -DGGML_CUDA=ON -DGGML_CUDA_NCCL=OFF)
  # What is said here of CUDA's compiler and of the GPUs to compile for, libllama's build is told: it finds no other.
  foreach(choice CMAKE_CUDA_ARCHITECTURES CMAKE_CUDA_COMPILER CMAKE_CUDA_HOST_COMPILER CUDAToolkit_ROOT)
    if(DEFINED ${choice})
      list(APPEND gpu_choices "-D${choice}:STRING=${${choice}}")
    endif()
  endforeach()
  list(APPEND llama_libraries ${ggml}/ggml-cuda/libggml-cuda.a)
  set(gpu_libraries CUDA::cudart CUDA::cublas CUDA::cuda_driver)
elseif(AUTOJ_GPU STREQUAL "vulkan")
  find_package(Vulkan REQUIRED)
  set(gpu_arguments -DGGML_VULKAN=ON)
  list(APPEND llama_libraries ${ggml}/ggml-vulkan/libggml-vulkan.a)
  set(gpu_libraries Vulkan::Vulkan)
elseif(NOT AUTOJ_GPU STREQUAL "none")
  message(FATAL_ERROR "AUTOJ_GPU is \"${AUTOJ_GPU}\"; it can be none, cuda or vulkan")
endif()
list(APPEND llama_libraries ${ggml}/libggml-cpu.a ${ggml}/libggml-base.a)

ExternalProject_Add(llama_build
  PREFIX ${llama_prefix}
  SOURCE_DIR ${llama_source}
  BINARY_DIR ${llama_prefix}/build
  CMAKE_ARGS -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON
    -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF
    -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_COMMON=OFF ${gpu_arguments}
  CMAKE_CACHE_ARGS ${gpu_choices}
  BUILD_COMMAND ${CMAKE_COMMAND} --build <BINARY_DIR> --target llama
  INSTALL_COMMAND ""
  BUILD_BYPRODUCTS ${llama_libraries}
  USES_TERMINAL_BUILD TRUE)

find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Threads REQUIRED)
add_library(autoj_llama INTERFACE)
add_dependencies(autoj_llama llama_build)
target_include_directories(autoj_llama SYSTEM INTERFACE ${llama_source}/include ${llama_source}/ggml/include
  ${llama_source}/ggml/src)  # the last: what a backend is, for the engine's own
target_link_libraries(autoj_llama INTERFACE ${llama_libraries} ${gpu_libraries} OpenMP::OpenMP_CXX Threads::Threads
  ${CMAKE_DL_LIBS})

# What chat templates are applied with: llama.cpp's engine of Jinja, a library by itself within common/.
set(common ${llama_source}/common)
add_library(autoj_jinja STATIC ${common}/json.cpp ${common}/unicode.cpp)
foreach(part caps lexer parser runtime string value)
  target_sources(autoj_jinja PRIVATE ${common}/jinja/${part}.cpp)
endforeach()
target_include_directories(autoj_jinja SYSTEM PUBLIC ${common})
target_link_libraries(autoj_jinja PRIVATE nlohmann_json::nlohmann_json autoj_llama)
