# SPDX-License-Identifier: BSD-3-Clause
# Called as a script at every build: writes OUTPUT (the source behind src/version.h) when VERSION or the commit of
# SOURCE_DIR has changed, and leaves it untouched otherwise.
set(hash "unknown")
execute_process(COMMAND git -C ${SOURCE_DIR} describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE described RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(failed EQUAL 0 AND EXISTS ${SOURCE_DIR}/.git)  # an unpacked archive may lie inside someone else's repository
  set(hash ${described})
endif()
set(text "// Written by cmake/write_version.cmake.
#include \"src/version.h\"

namespace lauelith {

std::string_view version() { return \"${VERSION}\"; }
std::string_view git_hash() { return \"${hash}\"; }

}  // namespace lauelith
")
set(old "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT text STREQUAL old)
  file(WRITE ${OUTPUT} "${text}")
endif()
