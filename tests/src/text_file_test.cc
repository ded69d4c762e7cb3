// SPDX-License-Identifier: BSD-3-Clause
#include "src/text_file.h"

#include <gtest/gtest.h>

#include <clocale>
#include <filesystem>
#include <fstream>
#include <locale>

namespace lauelith {
namespace {

/// What a reader says about a text it refuses.
std::string refusal(std::string_view bytes, const TextLimits& limits = {}) {
  try {
    text_file_of("t.txt", bytes, limits);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(TextFile, AllLineEndsGiveTheSameLines) {
  const std::vector<std::string> expected{"a", "b", "", "c"};
  EXPECT_EQ(text_file_of("t", "a\nb\n\nc\n").lines, expected);
  EXPECT_EQ(text_file_of("t", "a\r\nb\r\n\r\nc").lines, expected);
  EXPECT_EQ(text_file_of("t", "a\rb\r\rc\r").lines, expected);
  EXPECT_EQ(text_file_of("t", "\xEF\xBB\xBF" "a\nb\n\nc").lines, expected);
  EXPECT_TRUE(text_file_of("t", "").lines.empty());
}

TEST(TextFile, ControlBytesAreRefusedWithTheirPlace) {
  EXPECT_NE(refusal(std::string_view("ab\ncd\0e", 7)).find("line 2, column 3: expected text, found the byte 0x00"),
            std::string::npos);
  EXPECT_NE(refusal("a\x1b").find("column 2"), std::string::npos);
  EXPECT_EQ(refusal("a\tb"), "accepted");
}

TEST(TextFile, LongLinesAreRefused) {
  EXPECT_EQ(refusal("12345\n1", {100, 5}), "accepted");
  EXPECT_NE(refusal("1\n123456", {100, 5}).find("line 2"), std::string::npos);
}

TEST(TextFile, NumbersAreWholeWordsAndFinite) {
  EXPECT_EQ(finite_number("1.5e-3"), 1.5e-3);
  EXPECT_EQ(finite_number("+2"), 2.0);
  EXPECT_EQ(finite_number("-.5"), -0.5);
  for (const char* word : {"", "+", "++1", "1,5", "1.5x", "0x10", "1e999", "-1e999", "nan", "NaN", "inf", "-inf", " 1"}) {
    EXPECT_FALSE(finite_number(word).has_value()) << word;
  }
  EXPECT_EQ(whole_number("12"), 12);
  for (const char* word : {"1.5", "99999999999", "", "x"}) EXPECT_FALSE(whole_number(word).has_value()) << word;
}

TEST(TextFile, AComplaintSaysWhereAndWhatToDo) {
  const TextFile text = text_file_of("p.dat", "1 2\n3 1,5\n");
  const auto words = words_of_line(text, 2);
  try {
    number_at(text, words.at(1), "a position");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(),
                 "p.dat: at line 2, column 3: expected a position, found \"1,5\": write decimals with a point");
  }
}

struct DecimalComma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

// A comma as the decimal sign of C++ streams always, and of the C library where a German locale is installed.
TEST(TextFile, NumbersDoNotDependOnTheLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new DecimalComma));
  std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  EXPECT_EQ(finite_number("1.5"), 1.5);
  EXPECT_FALSE(finite_number("1,5").has_value());
  EXPECT_EQ(fixed_text(12345.5, 2), "12345.50");
  EXPECT_EQ(exact_text(0.1), "0.1");
  std::setlocale(LC_NUMERIC, "C");
  std::locale::global(before);
}

TEST(TextFile, ExactTextReadsBackTheSame) {
  for (const double value : {0.1, 1.0 / 3.0, 1e300, -2.5e-12, 12345678.9}) {
    EXPECT_EQ(finite_number(exact_text(value)), value);
  }
}

TEST(TextFile, OnlyRegularFilesAreOpened) {
  EXPECT_THROW(read_text_file("/dev/null"), InputError);
  EXPECT_THROW(read_text_file("/"), InputError);
  EXPECT_THROW(read_text_file("/no/such/file"), InputError);
  const auto path = std::filesystem::temp_directory_path() / "lauelith_text_file_test.txt";
  std::ofstream(path) << "x\ny";
  EXPECT_EQ(read_text_file(path.string()).lines.size(), 2u);
  EXPECT_THROW(read_text_file(path.string(), {2, 100}), InputError);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace lauelith
