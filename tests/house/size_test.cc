// SPDX-License-Identifier: BSD-3-Clause
// How long files, lines and functions may be.
#include <gtest/gtest.h>

#include "src/utf8.h"
#include "tests/house/source_tree.h"

namespace lauelith::house {
namespace {

constexpr std::size_t most_lines = 300;
constexpr std::size_t most_columns = 110;
constexpr int most_lines_of_a_function = 60;

std::size_t n_columns(const std::string& line) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < line.size(); i += code_point_at(line, i).n_bytes) ++n;
  return n;
}

TEST(Sizes, FilesAreShort) {
  for (const SourceFile& file : source_files()) {
    EXPECT_LE(file.lines.size(), most_lines) << file.path;
  }
}

TEST(Sizes, LinesAreShort) {
  for (const SourceFile& file : source_files()) {
    if (!file.is_code()) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_LE(n_columns(file.lines[i]), most_columns) << file.path << ":" << i + 1;
    }
  }
}

TEST(Sizes, FunctionsAreShort) {
  std::size_t n_functions = 0;
  for (const SourceFile& file : source_files()) {
    if (!file.is_code()) continue;
    for (const FunctionLength& function : function_lengths(joined(file.lines))) {
      EXPECT_LE(function.n_lines, most_lines_of_a_function)
          << file.path << ":" << function.first_line << ": " << function.head;
      ++n_functions;
    }
  }
  EXPECT_GT(n_functions, 100u) << "the brace counter finds too few functions to be right";
}

TEST(Sizes, BraceCounterFindsFunctions) {
  const std::string code = R"~~(
namespace a { struct B { int f() const { return 1; } std::vector<int> v = {1, 2}; };
B::B(int x) : u_{x}, v_(x) {
  if (x) { // not a function }
    call("}");
  }
}
auto g() -> int {
  return 0;
}
const std::map<int, int> table{{1, 2}};
TEST(Group, Name) {
}
})~~";
  const auto functions = function_lengths(code);
  ASSERT_EQ(functions.size(), 4u);
  EXPECT_EQ(functions[0].n_lines, 1);
  EXPECT_EQ(functions[1].n_lines, 5);
  EXPECT_EQ(functions[1].first_line, 3);
  EXPECT_EQ(functions[2].n_lines, 3);
  EXPECT_EQ(functions[3].head, "TEST(Group, Name)");
}

}  // namespace
}  // namespace lauelith::house
