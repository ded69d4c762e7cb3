# SPDX-License-Identifier: BSD-3-Clause
# Language standard, warnings and instruction set, for every target of ours.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3")  # asserts stay on: an honest stop is worth a few per cent

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(lauelith_compiler INTERFACE)
target_compile_options(lauelith_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow=local -Wnon-virtual-dtor -Werror
  # g++ 12 sees overlapping copies in ordinary string operations (its bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # None of our code reads errno of a math function or traps; NaN and infinity keep their IEEE meaning.
  -fno-math-errno -fno-trapping-math -ffp-contract=fast)

set(_arch "${LAUELITH_ARCH}")
if(_arch STREQUAL "auto")
  set(_arch "none")
  if(EXISTS /proc/cpuinfo)
    file(STRINGS /proc/cpuinfo _flags REGEX "^flags" LIMIT_COUNT 1)
    if(_flags MATCHES " avx2( |$)" AND _flags MATCHES " fma( |$)" AND _flags MATCHES " bmi2( |$)")
      set(_arch "x86-64-v3")
    endif()
  endif()
endif()
if(_arch STREQUAL "none")
  # Vectors wider than the machine's are passed between our own functions alone.
  target_compile_options(lauelith_compiler INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-psabi>)
else()
  target_compile_options(lauelith_compiler INTERFACE -march=${_arch})
  if(NOT _arch MATCHES "^x86-64-v[123]$")
    # g++ 12 warns about its own header of AVX-512 (its bug 105593) and what Eigen does with it.
    target_compile_options(lauelith_compiler INTERFACE -Wno-error)
  endif()
endif()
message(STATUS "Instruction set: ${_arch}")
