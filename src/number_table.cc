// SPDX-License-Identifier: BSD-3-Clause
#include "src/number_table.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "src/text_file.h"

namespace lauelith {

void NumberTable::add(std::string column, std::string units, std::string long_name,
                      std::vector<double> values) {
  assert(columns.empty() || values.size() == n_rows());
  columns.push_back({std::move(column), std::move(units), std::move(long_name), std::move(values)});
}

bool NumberTable::has(const std::string& column) const {
  return std::any_of(columns.begin(), columns.end(), [&](const Column& one) { return one.name == column; });
}

const std::vector<double>& NumberTable::values(const std::string& column) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& one) { return one.name == column; });
  assert(found != columns.end());
  return found->values;
}

std::size_t NumberTable::n_rows() const {
  return columns.empty() ? labels.size() : columns.front().values.size();
}

std::string csv_text(const NumberTable& table) {
  std::string text = table.labels.empty() ? "" : table.label_head;
  for (const auto& column : table.columns) text += (text.empty() ? "" : ",") + column.name;
  text += "\n";
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    std::string line = table.labels.empty() ? "" : table.labels[row];
    for (const auto& column : table.columns) {
      const double value = column.values[row];
      line += (line.empty() ? "" : ",") + (std::isfinite(value) ? exact_text(value) : std::string("nan"));
    }
    text += line + "\n";
  }
  return text;
}

void write_table(Hdf5Writer& writer, const std::string& place, const NumberTable& table) {
  writer.group(place, "NXcollection");
  if (!table.labels.empty())
    writer.texts(place + "/" + table.label_head, {"1", "name of the row"}, table.labels);
  for (const auto& column : table.columns) {
    writer.dataset(place + "/" + column.name, {column.units, column.long_name}, column.values,
                   {column.values.size()});
  }
}

}  // namespace lauelith
