# SPDX-License-Identifier: BSD-3-Clause
# lauelith_embed(TARGET SYMBOL FILE...): text files of the source tree become one table of name and content,
#   namespace lauelith::embedded { extern const std::span<const EmbeddedFile> SYMBOL; }   (see src/embedded.h)
function(lauelith_embed target symbol)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.cc)
  set(files "")
  foreach(file ${ARGN})
    get_filename_component(path ${file} ABSOLUTE)
    list(APPEND files ${path})
  endforeach()
  add_custom_command(OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${generated} -DSYMBOL=${symbol} "-DFILES=${files}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${generated})
endfunction()
