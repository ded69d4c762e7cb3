// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include <toml++/toml.h>

namespace lauelith {

/// Parses TOML behind a filter. The parser has undefined behaviour on NUL and invalid UTF-8 (found by
/// fuzzing), so text with control or non-ASCII bytes other than tab, line feed and carriage return never
/// reaches it (write those as \uXXXX inside quotes). Text above 1 MiB and nesting deeper than 32 are refused:
/// it recurses. Every refusal is a UsageError with line and column. Pinned by tests/src/study_test.cc.
toml::table parse_toml(std::string_view text, const std::string& source);

/// "line 3, column 7"
std::string place_text(const toml::source_region& region);

}  // namespace lauelith
