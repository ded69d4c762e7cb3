# SPDX-License-Identifier: BSD-3-Clause
# lauelith_version(TARGET): version and commit behind src/version.h, refreshed at every build.
function(lauelith_version target)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/version.cc)
  add_custom_target(${target}_version_source BYPRODUCTS ${generated}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${generated} -DVERSION=${PROJECT_VERSION} -DSOURCE_DIR=${PROJECT_SOURCE_DIR}
            -P ${PROJECT_SOURCE_DIR}/cmake/write_version.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${generated})
  add_dependencies(${target} ${target}_version_source)
endfunction()
