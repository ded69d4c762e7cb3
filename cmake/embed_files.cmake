# SPDX-License-Identifier: BSD-3-Clause
# Called as a script by lauelith_embed: writes OUTPUT from FILES.
set(text "// Generated from the data files named below; edit those.\n#include \"src/embedded.h\"\n\n#include <array>\n\nnamespace lauelith::embedded {\nnamespace {\n")
set(rows "")
set(count 0)
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  file(READ ${file} content)
  string(APPEND rows "    {\"${name}\", R\"~~~(${content})~~~\"},\n")
  math(EXPR count "${count} + 1")
endforeach()
string(APPEND text "constexpr std::array<EmbeddedFile, ${count}> ${SYMBOL}_files{{\n${rows}}};\n}  // namespace\n")
string(APPEND text "const std::span<const EmbeddedFile> ${SYMBOL}{${SYMBOL}_files};\n}  // namespace lauelith::embedded\n")
file(WRITE ${OUTPUT} "${text}")
