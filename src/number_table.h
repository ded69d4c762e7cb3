// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/hdf5_writer.h"

namespace lauelith {

/// Numbers under named columns, on their way to a file.
struct NumberTable {
  struct Column {
    std::string name;   ///< ends in its unit: "pressure_GPa"
    std::string units;  ///< UDUNITS spelling
    std::string long_name;
    std::vector<double> values;
  };
  std::string name;  ///< of the file or group: "pressure"
  std::string sentence;
  std::vector<Column> columns;
  std::string label_head;           ///< heading of `labels`
  std::vector<std::string> labels;  ///< a text per row, first column; empty: none

  void add(std::string column, std::string units, std::string long_name, std::vector<double> values);
  /// Values of a column; our own mistake if there is none.
  const std::vector<double>& values(const std::string& column) const;
  bool has(const std::string& column) const;
  std::size_t n_rows() const;
};

/// One header row, comma-separated, 17 digits, `nan` for what is missing. Pinned by NumberTable.*.
std::string csv_text(const NumberTable& table);
/// The columns as datasets of the group `place`.
void write_table(Hdf5Writer& writer, const std::string& place, const NumberTable& table);

}  // namespace lauelith
