// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/hdf5_reader.h"
#include "src/maps_tables.h"

namespace lauelith {

/// Rows first … first + n − 1 of a table of maps.h5.
struct RowRange {
  std::size_t first = 0;
  std::size_t n = 0;
};

/// Reads rows of datasets, which stay open: finding one and unpacking its chunks again takes longer than
/// reading the rows of a frame. Several threads may ask.
class RowReader {
 public:
  explicit RowReader(const Hdf5Reader& reader) : reader_(reader) {}
  const std::string& path() const { return reader_.path(); }
  bool has(const std::string& place);
  /// Whole numbers too as double; the shape is that of the whole dataset. InputError where it has fewer rows.
  Hdf5Reader::Array rows(const std::string& place, const RowRange& range);

 private:
  const Hdf5Handle& opened(const std::string& place);

  const Hdf5Reader& reader_;
  std::map<std::string, Hdf5Handle> open_;  ///< null: there is none
};

/// As many rows as the first column has; 0 for a table that `may_miss`: peaks and reflections may be missing
/// from maps of other programs.
std::size_t n_rows_of(const Hdf5Reader& reader, const std::string& group, const std::string& first_column,
                      bool may_miss);

/// The columns of the given rows of a table that has `n_all`. Columns newer than the file are left alone;
/// whole numbers beyond their range are an InputError.
template <typename Row>
std::vector<Row> read_table_rows(RowReader& reader, const std::string& group,
                                 const std::vector<Column<Row>>& columns, std::size_t n_all,
                                 const RowRange& range);

}  // namespace lauelith
