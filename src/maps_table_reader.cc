// SPDX-License-Identifier: BSD-3-Clause
#include "src/maps_table_reader.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "src/failure.h"
#include "src/text_file.h"

namespace lauelith {
namespace {

std::size_t n_values(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

template <typename Row>
void read_column(RowReader& reader, const std::string& place, const Column<Row>& column, std::size_t n_all,
                 const RowRange& range, std::vector<Row>& rows) {
  const std::size_t n = n_values(column.shape);
  std::vector<std::size_t> shape{n_all};
  shape.insert(shape.end(), column.shape.begin(), column.shape.end());
  const auto array = reader.rows(place, range);
  if (array.shape != shape) {
    throw InputError({reader.path(), place,
                      std::to_string(n_all) + " rows of " + std::to_string(n) + " numbers",
                      std::to_string(n_values(array.shape)) + " numbers", "the file is damaged"});
  }
  if (column.stored != Stored::float64) {
    const bool fits = std::all_of(array.values.begin(), array.values.end(),
                                  [&column](double v) { return std::abs(v) <= column.largest; });
    if (!fits) {
      throw InputError({reader.path(), place, "whole numbers up to " + exact_text(column.largest),
                        "larger ones", "the file is damaged"});
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) column.set(rows[i], array.values.data() + i * n);
}

}  // namespace

const Hdf5Handle& RowReader::opened(const std::string& place) {
  const auto found = open_.find(place);
  if (found != open_.end()) return found->second;
  return open_.emplace(place, reader_.has(place) ? reader_.dataset(place) : Hdf5Handle()).first->second;
}

bool RowReader::has(const std::string& place) {
  const auto lock = hdf5_lock();
  return static_cast<bool>(opened(place));
}

Hdf5Reader::Array RowReader::rows(const std::string& place, const RowRange& range) {
  const auto lock = hdf5_lock();
  const Hdf5Handle& data = opened(place);
  if (!data) throw InputError({path(), place, "a dataset", "none", "check that the file is whole"});
  const Hdf5Handle type(H5Dget_type(data.get()));
  const auto kind = H5Tget_class(type.get());
  if (kind != H5T_INTEGER && kind != H5T_FLOAT)
    throw InputError({path(), place, "numbers", "another type", ""});
  const Hdf5Handle space(H5Dget_space(data.get()));
  Hdf5Reader::Array array;
  array.shape = extents_of(space.get());
  if (array.shape.empty() || range.first > array.shape[0] || range.n > array.shape[0] - range.first)
    throw InputError({path(), place, "more rows", "too few", "the file is damaged"});
  std::vector<hsize_t> start(array.shape.size(), 0);
  std::vector<hsize_t> count(array.shape.begin(), array.shape.end());
  start[0] = range.first;
  count[0] = range.n;
  array.values.resize(n_values({count.begin(), count.end()}));
  if (array.values.empty()) return array;
  H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
  const Hdf5Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr));
  hdf5_checked(
      H5Dread(data.get(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT, array.values.data()),
      {path(), place, "readable data", "", "the file is damaged"});
  return array;
}

std::size_t n_rows_of(const Hdf5Reader& reader, const std::string& group, const std::string& first_column,
                      bool may_miss) {
  const std::string place = group + "/" + first_column;
  if (may_miss && !reader.has(place)) return 0;
  const auto shape = reader.shape(place);
  return shape.size() == 1 ? shape[0] : 0;
}

template <typename Row>
std::vector<Row> read_table_rows(RowReader& reader, const std::string& group,
                                 const std::vector<Column<Row>>& columns, std::size_t n_all,
                                 const RowRange& range) {
  std::vector<Row> rows(range.n);
  if (n_all == 0 && !reader.has(group + "/" + columns.front().name)) return rows;
  for (const auto& column : columns) {
    const std::string place = group + "/" + column.name;
    if (!column.required && !reader.has(place)) continue;
    read_column(reader, place, column, n_all, range, rows);
  }
  return rows;
}

template std::vector<FrameRow> read_table_rows(RowReader&, const std::string&,
                                               const std::vector<Column<FrameRow>>&, std::size_t,
                                               const RowRange&);
template std::vector<PeakRow> read_table_rows(RowReader&, const std::string&,
                                              const std::vector<Column<PeakRow>>&, std::size_t,
                                              const RowRange&);
template std::vector<GrainRow> read_table_rows(RowReader&, const std::string&,
                                               const std::vector<Column<GrainRow>>&, std::size_t,
                                               const RowRange&);
template std::vector<ReflectionRow> read_table_rows(RowReader&, const std::string&,
                                                    const std::vector<Column<ReflectionRow>>&, std::size_t,
                                                    const RowRange&);

}  // namespace lauelith
