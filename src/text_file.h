// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/failure.h"

namespace lauelith {

/// Ceilings for text that comes from elsewhere.
struct TextLimits {
  std::size_t max_bytes = std::size_t{64} << 20;
  std::size_t max_line_bytes = std::size_t{64} << 10;
};

/// A text as numbered lines without their line ends; line 1 is lines[0]. Read as bytes: LF, CRLF and CR end a
/// line, a UTF-8 byte order mark is dropped, control characters other than the tab are refused.
/// Pinned by tests/src/text_file_test.cc.
struct TextFile {
  std::string name;
  std::vector<std::string> lines;
};

/// Opens regular files only; InputError names file, line and column.
TextFile read_text_file(const std::string& path, const TextLimits& limits = {});
TextFile text_file_of(const std::string& name, std::string_view bytes, const TextLimits& limits = {});
/// The lines joined again with LF.
std::string joined(const TextFile& text);

/// A piece of a line with the place it came from, both counted from 1.
struct Word {
  std::string text;
  int line = 0;
  int column = 0;
};

/// Pieces of a line between any of the separators; empty pieces are dropped. `line` counts from 1.
std::vector<Word> words_of_line(const TextFile& text, int line, std::string_view separators = " \t");

/// The whole word as a finite number, independent of the locale; nullopt otherwise. A leading + is allowed.
std::optional<double> finite_number(std::string_view word);
std::optional<int> whole_number(std::string_view word);

/// The same, throwing InputError with file, line, column and what was expected there.
double number_at(const TextFile& text, const Word& word, std::string_view what);
int integer_at(const TextFile& text, const Word& word, std::string_view what);

/// An InputError about a place in a text, for the reader of a format to throw.
InputError text_error(const TextFile& text, int line, int column, const std::string& expected,
                      const std::string& found, const std::string& advice = "");

std::string_view trimmed(std::string_view text);
std::string lower_case(std::string_view text);

/// Numbers as text, independent of the locale.
std::string fixed_text(double value, int decimals);
/// As few digits as read back to the same double.
std::string exact_text(double value);

}  // namespace lauelith
