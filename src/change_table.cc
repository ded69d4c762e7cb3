// SPDX-License-Identifier: BSD-3-Clause
#include "src/change_table.h"

#include <cstdint>
#include <functional>

#include "src/failure.h"

namespace lauelith {
namespace {

const std::string group = "/entry/change";

/// One dataset: its only declaration, for writing and reading.
struct ChangeColumn {
  const char* name;
  const char* units;
  const char* long_name;
  std::vector<std::size_t> shape;  ///< of one row
  bool is_integer;
  std::function<void(ChangeRow&, const std::function<void(double&)>&)> each;  ///< visits the numbers of a row
};

using Visit = std::function<void(double&)>;

ChangeColumn integer(const char* name, const char* long_name, int ChangeRow::*member) {
  return {name, "1", long_name, {}, true, [member](ChangeRow& row, const Visit& visit) {
            double value = row.*member;
            visit(value);
            row.*member = static_cast<int>(value);
          }};
}

ChangeColumn number(const char* name, const char* units, const char* long_name, double ChangeRow::*member) {
  return {name, units, long_name,
          {},   false, [member](ChangeRow& row, const Visit& visit) { visit(row.*member); }};
}

template <typename Tensor>
ChangeColumn tensor(const char* name, const char* units, const char* long_name, Tensor ChangeRow::*member) {
  constexpr auto rows = static_cast<std::size_t>(Tensor::RowsAtCompileTime);
  constexpr auto cols = static_cast<std::size_t>(Tensor::ColsAtCompileTime);
  const std::vector<std::size_t> shape = cols == 1 ? std::vector{rows} : std::vector{rows, cols};
  return {name, units, long_name, shape, false, [member](ChangeRow& row, const Visit& visit) {
            for (Eigen::Index i = 0; i < (row.*member).rows(); ++i)
              for (Eigen::Index j = 0; j < (row.*member).cols(); ++j) visit((row.*member)(i, j));
          }};
}

std::vector<ChangeColumn> columns() {
  return {
      integer("grain", "row of /entry/grains", &ChangeRow::grain),
      integer("reference_frame", "frame of Scan 0 that the point is compared with",
              &ChangeRow::reference_frame),
      integer("reference_grain", "row of /entry/grains in the maps of Scan 0", &ChangeRow::reference_grain),
      tensor("strain_deviatoric_sample", "1",
             "change of the deviatoric strain xx, yy, zz, yz, xz, xy against Scan 0, sample frame",
             &ChangeRow::strain_deviatoric_sample),
      tensor("strain_covariance_sample", "1", "covariance of strain_deviatoric_sample",
             &ChangeRow::strain_covariance_sample),
      tensor("rotation_mrad", "mrad", "rotation of the lattice against Scan 0 about the sample axes",
             &ChangeRow::rotation_mrad),
      tensor("rotation_covariance", "mrad2", "covariance of rotation_mrad",
             &ChangeRow::rotation_covariance_mrad2),
      tensor("shift_um", "um", "place of the point in the map of Scan 0, from that of its reference frame",
             &ChangeRow::shift_um),
      integer("n_spots", "spots whose shift was used", &ChangeRow::n_spots),
      integer("n_from_pixels", "spots whose pixels were compared; the others by their peaks",
              &ChangeRow::n_from_pixels),
      number("rms_px", "pixel", "root mean square residual of the shifts", &ChangeRow::rms_px),
      number("extra_scatter_px", "pixel",
             "scatter per axis of the shifts beyond their errors (Paule-Mandel); part of the error bars",
             &ChangeRow::extra_scatter_px),
  };
}

std::vector<double> values_of(const ChangeColumn& column, const std::vector<ChangeRow>& rows) {
  std::vector<double> values;
  for (ChangeRow row : rows) column.each(row, [&values](double& value) { values.push_back(value); });
  return values;
}

/// What is said once about the whole scan.
struct ScanNumber {
  const char* name;
  const char* units;
  const char* long_name;
  Eigen::Vector2d ScanChange::*pair;
  double ScanChange::*one;
};

std::vector<ScanNumber> scan_numbers() {
  return {
      {"scan_shift_um", "um", "shift of the scan against Scan 0, along X and Y", &ScanChange::scan_shift_um,
       nullptr},
      {"scan_shift_sigma_um", "um", "its standard errors", &ScanChange::scan_shift_sigma_um, nullptr},
      {"scan_rotation_deg", "deg", "rotation of the scan in the map's plane", nullptr,
       &ScanChange::scan_rotation_deg},
      {"scan_drift_um", "um", "drift from the first point to the last", &ScanChange::scan_drift_um, nullptr},
      {"agreement", "1", "share of the points that show the grain which Scan 0 has there", nullptr,
       &ScanChange::agreement},
      {"panel_shift_px", "pixel", "shift of all patterns on the panel, along columns and rows",
       &ScanChange::panel_shift_px, nullptr},
      {"panel_shift_sigma_px", "pixel", "its standard errors", &ScanChange::panel_shift_sigma_px, nullptr},
  };
}

/// What a change of other programs must say; the rest keeps its default.
bool required(const std::string& name) {
  return name == "grain" || name == "strain_deviatoric_sample" || name == "strain_covariance_sample";
}

}  // namespace

void write_change(Hdf5Writer& writer, const ScanChange& change) {
  writer.group(group, "NXcollection");
  for (const ChangeColumn& column : columns()) {
    const std::vector<double> values = values_of(column, change.rows);
    std::vector<std::size_t> shape{change.rows.size()};
    shape.insert(shape.end(), column.shape.begin(), column.shape.end());
    const std::string place = group + "/" + column.name;
    const Hdf5Label label{column.units, column.long_name};
    if (column.is_integer) {
      writer.dataset(place, label, std::vector<std::int32_t>(values.begin(), values.end()), shape);
    } else {
      writer.dataset(place, label, values, shape);
    }
  }
  for (const ScanNumber& number : scan_numbers()) {
    const bool is_pair = number.pair != nullptr;
    const std::vector<double> values = is_pair
                                           ? std::vector{(change.*number.pair)[0], (change.*number.pair)[1]}
                                           : std::vector{change.*number.one};
    writer.dataset(group + "/" + number.name, {number.units, number.long_name}, values,
                   is_pair ? Hdf5Writer::Shape{2} : Hdf5Writer::Shape{});
  }
  writer.text(group + "/reference", {"1", "maps of Scan 0"}, change.reference);
  writer.text(group + "/message", {"1", "what was taken on trust"}, change.message);
}

bool has_change(const Hdf5Reader& reader) { return reader.has(group + "/grain"); }

ScanChange read_change(const Hdf5Reader& reader) {
  ScanChange change;
  if (!has_change(reader)) return change;
  for (const ChangeColumn& column : columns()) {
    const std::string place = group + "/" + column.name;
    if (!required(column.name) && !reader.has(place)) continue;
    const auto array = reader.numbers(place);
    if (column.name == columns().front().name) change.rows.resize(array.values.size());
    std::vector<std::size_t> shape{change.rows.size()};
    shape.insert(shape.end(), column.shape.begin(), column.shape.end());
    if (array.shape != shape)
      throw InputError({reader.path(), place, std::to_string(change.rows.size()) + " rows", "others",
                        "the file is damaged"});
    auto next = array.values.begin();
    for (ChangeRow& row : change.rows) column.each(row, [&next](double& value) { value = *next++; });
  }
  for (const ScanNumber& number : scan_numbers()) {
    const std::string place = group + "/" + number.name;
    if (!reader.has(place)) continue;
    const auto values = reader.numbers(place).values;
    if (number.pair != nullptr && values.size() == 2) change.*number.pair = {values[0], values[1]};
    if (number.one != nullptr && values.size() == 1) change.*number.one = values[0];
  }
  if (reader.has(group + "/reference")) change.reference = reader.text(group + "/reference");
  if (reader.has(group + "/message")) change.message = reader.text(group + "/message");
  return change;
}

}  // namespace lauelith
