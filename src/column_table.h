// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/text_file.h"

namespace lauelith {

/// Numbers under named columns. Names are in lower case.
struct ColumnTable {
  std::map<std::string, std::vector<double>> columns;
  std::vector<int> line;  ///< of each row, from 1
  std::size_t n_rows() const { return line.size(); }
  bool has(const std::string& name) const { return columns.contains(name); }
};

/// Which lines of a text hold a table, and which of its columns must be finite everywhere (others may say
/// nan).
struct TableLayout {
  std::vector<Word> names;
  int first_line = 2;
  int last_line = 0;  ///< 0: to the end
  std::vector<std::string> essential;
  std::size_t most_rows = 20000;  ///< peaks of a frame; other tables may be longer
  bool names_column(const std::string& name) const;
};

/// A text of numbers with commas or semicolons between them as read_columns takes it: with spaces.
TextFile with_spaces(TextFile text);
/// Of a text whose first line names the columns, in any case.
TableLayout headed_layout(const TextFile& text);

/// Blank lines and lines starting with # are skipped. InputError, with line and column, for a repeated or
/// missing column, a row of another length, a number that is none, and for more than `most_rows` rows.
ColumnTable read_columns(const TextFile& text, const TableLayout& layout);

}  // namespace lauelith
