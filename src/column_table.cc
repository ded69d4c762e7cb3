// SPDX-License-Identifier: BSD-3-Clause
#include "src/column_table.h"

#include <algorithm>
#include <limits>

namespace lauelith {
namespace {

std::vector<std::string> keys_of(const TextFile& text, const std::vector<Word>& names) {
  std::vector<std::string> keys;
  for (const auto& name : names) {
    const std::string key = lower_case(name.text);
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
      throw text_error(text, name.line, name.column, "every column once", "\"" + name.text + "\" again");
    }
    keys.push_back(key);
  }
  return keys;
}

void check_essential(const TextFile& text, const TableLayout& layout, const std::vector<std::string>& keys) {
  for (const auto& key : layout.essential) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    throw text_error(text, layout.names.empty() ? 1 : layout.names[0].line, 1, "a column \"" + key + "\"",
                     "none");
  }
}

bool is_missing(const std::string& word) { return lower_case(word) == "nan"; }

void add_row(const TextFile& text, const std::vector<Word>& words, const std::vector<std::string>& keys,
             const TableLayout& layout, ColumnTable& table) {
  if (words.size() != keys.size()) {
    throw text_error(text, words[0].line, words.back().column, std::to_string(keys.size()) + " numbers",
                     std::to_string(words.size()));
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& essential = layout.essential;
    const bool may_miss = std::find(essential.begin(), essential.end(), keys[i]) == essential.end();
    const double value = may_miss && is_missing(words[i].text)
                             ? std::numeric_limits<double>::quiet_NaN()
                             : number_at(text, words[i], "a number for " + keys[i]);
    table.columns[keys[i]].push_back(value);
  }
  table.line.push_back(words[0].line);
  if (table.n_rows() > layout.most_rows) {
    throw text_error(text, words[0].line, 1, "at most " + std::to_string(layout.most_rows) + " rows", "more",
                     "this is no such list");
  }
}

}  // namespace

bool TableLayout::names_column(const std::string& name) const {
  return std::any_of(names.begin(), names.end(), [&name](const Word& word) { return word.text == name; });
}

TextFile with_spaces(TextFile text) {
  for (std::string& line : text.lines)
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == ',' || c == ';'; }, ' ');
  return text;
}

TableLayout headed_layout(const TextFile& text) {
  TableLayout layout;
  if (!text.lines.empty()) layout.names = words_of_line(text, 1);
  for (Word& name : layout.names) name.text = lower_case(name.text);
  return layout;
}

ColumnTable read_columns(const TextFile& text, const TableLayout& layout) {
  const auto keys = keys_of(text, layout.names);
  check_essential(text, layout, keys);
  ColumnTable table;
  for (const auto& key : keys) table.columns[key];
  const int last = layout.last_line > 0 ? layout.last_line : static_cast<int>(text.lines.size());
  for (int line = layout.first_line; line <= last; ++line) {
    const auto words = words_of_line(text, line);
    if (!words.empty() && words[0].text.front() != '#') add_row(text, words, keys, layout, table);
  }
  return table;
}

}  // namespace lauelith
