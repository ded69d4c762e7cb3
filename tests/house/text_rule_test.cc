// SPDX-License-Identifier: BSD-3-Clause
// Licence line, one place for physical constants.
#include <gtest/gtest.h>

#include <regex>

#include "tests/house/source_tree.h"

namespace lauelith::house {
namespace {

constexpr std::string_view licence = "SPDX-License-Identifier: BSD-3-Clause";

/// Digits of constants that belong into src/constants.h alone, in whatever spelling.
bool has_stray_constant(const std::string& line) {
  static const std::regex stray(
      R"((^|[^0-9.])(96485|8\.314|12\.398|3\.14159|6\.626|1\.602|1\.380649|299792458)|\bM_PI)");
  return std::regex_search(line, stray);
}

TEST(TextRules, EveryFileBeginsWithTheLicence) {
  for (const SourceFile& file : source_files()) {
    ASSERT_FALSE(file.lines.empty()) << file.path;
    const std::size_t first = file.lines[0].starts_with("#!") ? 1 : 0;
    ASSERT_GT(file.lines.size(), first) << file.path;
    EXPECT_NE(file.lines[first].find(licence), std::string::npos) << file.path;
  }
}

TEST(TextRules, HeadersAreGuarded) {
  for (const SourceFile& file : source_files()) {
    if (!file.path.ends_with(".h")) continue;
    ASSERT_GE(file.lines.size(), 2u) << file.path;
    EXPECT_EQ(file.lines[1], "#pragma once") << file.path;
  }
}

// Tests are free to write golden numbers down.
TEST(TextRules, ConstantsStandInOnePlace) {
  for (const SourceFile& file : source_files()) {
    if (!file.is_code() || file.folder == "tests" || file.path == "src/constants.h") continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_FALSE(has_stray_constant(file.lines[i])) << file.path << ":" << i + 1 << ": " << file.lines[i];
    }
  }
}

TEST(TextRules, FindsStrayConstants) {
  EXPECT_TRUE(has_stray_constant("const double turn = 2 * M_PI;"));
  EXPECT_TRUE(has_stray_constant("return 12.398 / wavelength;"));
  EXPECT_TRUE(has_stray_constant("x = 96485.33;"));
  EXPECT_FALSE(has_stray_constant("x = 412.398;"));
  EXPECT_FALSE(has_stray_constant("x = 98.3145;"));
}

}  // namespace
}  // namespace lauelith::house
